"""Tickets that an agent writes down: what came by telephone, over the counter, on paper."""

from django.db import transaction

from channels_inbox.models import Channel
from contacts.identities import NORMALISE, contact_or_new, normalise_email
from contacts.models import Contact, Identity
from helpdesk.lib.written import Rows, fetch
from tickets.content import Content
from tickets.models import Message, Ticket
from tickets.operations import conversation, fields, triage
from workspaces import rights


@transaction.atomic(savepoint=False)  # nobody goes on with half of it
def log_ticket(
    *,
    by,
    workspace,
    origin,
    subject,
    team,
    name="",
    email="",
    phone="",
    body="",
    mail="",
    priority=Ticket.Priority.NORMAL,
    assignee=None,
    files=(),
    direction="in",
    minutes=None,
    form=None,
    held=(),
):
    """Open a ticket on behalf of a contact. With ``mail`` they get that text by e-mail; without, nothing leaves.

    ``email`` or ``phone`` finds or makes the contact; with a name alone a new one is made. ``files`` are NewFiles, tied to
    the first message. ``form`` is the TicketForm that it was written with, ``held`` what custom fields hold, (CustomField,
    value) each. A mail leaves over the team's e-mail channel, else the workspace's first. Returns the Ticket.
    """
    channel, known = _channel_and_contact(workspace, team, email=email, phone=phone, needs_mail=bool(mail.strip()))
    requester = _contact(workspace, known, name=name, email=email, phone=phone)
    text = body.replace("\r\n", "\n").strip()
    is_call = origin == Ticket.Origin.PHONE
    ticket = conversation.open_ticket(
        by=by,
        requester=requester,
        channel=channel,
        content=Content(
            text=text, files=tuple(files), from_name=requester.name, from_address=_address(requester, email)
        ),
        subject=subject,
        origin=origin,
        team=team,
        assignee=assignee,
        priority=priority,
        kind=Message.Kind.CALL if is_call else Message.Kind.INCOMING,
        call={"direction": direction or "in", "duration_seconds": (minutes or 0) * 60} if is_call else None,
    )
    if form is not None:
        ticket = fields.set_form(ticket, form, by=by)
    for custom, value in held:
        ticket = fields.set_field(ticket, custom, value, by=by)
    if by.scope("tickets.read") == rights.OWN:  # who sees only what they follow must not lose sight of it
        ticket = triage.follow(ticket, by, by=by)
    if mail.strip():
        conversation.reply(ticket, by=by, body=mail, body_format="text")
        ticket.refresh_from_db()
    return ticket


def _address(requester, email):
    """As it is stored: what was typed, or the contact's own."""
    return normalise_email(email) if email else requester.email


def _contact(workspace, known, *, name, email, phone):
    """The contact with this address or number, ``known`` or new."""
    if email:
        contact = contact_or_new(known, workspace.pk, Identity.Kind.EMAIL, email, name=name)
        if phone:
            _also(contact, Identity.Kind.PHONE, phone)
        return contact
    if phone:
        return contact_or_new(known, workspace.pk, Identity.Kind.PHONE, phone, name=name)
    return Contact.objects.create(workspace=workspace, name=name[:120])


def _also(contact, kind, value):
    """Add an identity, unless somebody has it already."""
    Identity.objects.get_or_create(
        workspace_id=contact.workspace_id,
        kind=kind,
        value=NORMALISE[kind](value),
        defaults={"contact": contact, "shown": value[:254]},
    )


CHANNEL, CONTACT = Rows(Channel, "channel"), Rows(Contact, "contact")
FIND = f"""
    SELECT {CHANNEL.columns}, {CONTACT.columns} FROM "channels_inbox_channel" channel
    LEFT JOIN "contacts_identity" identity
        ON identity.workspace_id = channel.workspace_id AND identity.kind = %(kind)s AND identity.value = %(value)s
    LEFT JOIN "contacts_contact" contact ON contact.workspace_id = identity.workspace_id AND contact.id = identity.contact_id
    WHERE channel.workspace_id = %(workspace)s
        AND (channel.kind = 'manual' OR %(needs_mail)s AND channel.kind = 'email' AND channel.is_active)
    ORDER BY channel.kind = 'email' DESC, channel.kind = 'email' AND channel.team_id = %(team)s DESC, channel.id LIMIT 1
"""


def _channel_and_contact(workspace, team, *, email, phone, needs_mail):
    """What the ticket belongs to: the channel that fits, and who has this address, else this number, or None."""
    kind = Identity.Kind.EMAIL if email else Identity.Kind.PHONE
    values = {"kind": str(kind), "value": NORMALISE[kind](email or phone), "needs_mail": needs_mail}
    ((channel, contact),) = fetch(FIND, {**values, "workspace": workspace.pk, "team": team.pk}, CHANNEL, CONTACT)
    channel.workspace = workspace
    return channel, contact
