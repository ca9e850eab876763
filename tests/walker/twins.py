"""One workspace with a row of every tenant model, made by the operations where there are some."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from channels_inbox.models import Channel, ChannelCheck, InboundMessage, SystemMail
from contacts import custom_fields as contact_fields
from contacts import merging
from contacts.identities import contact_for
from contacts.models import (
    ContactImport,
    ContactImportKey,
    ContactNote,
    ContactTag,
    Organization,
    OrganizationDomain,
    OrganizationTag,
    Purchase,
)
from portal import ticket_links
from portal.models import PortalSession, SignInLink, TicketLinksStopped
from portal.tokens import hashed
from tests.fixtures.cast import make_member, make_ticket
from tests.walker import answers, joined, news, talk
from tickets.content import Content, NewFile
from tickets.models import (
    Attachment,
    ChecklistItem,
    ChecklistTemplate,
    ChecklistTemplateItem,
    Draft,
    EventDelivery,
    Later,
    Mention,
    Message,
    Reason,
    SavedView,
    SavedViewCount,
    Status,
    Tag,
    Ticket,
    TicketEvent,
    TicketFollower,
    TicketForm,
    TicketFormField,
    TicketSeen,
    TicketTotal,
)
from tickets.operations import conversation, copying, fields, triage
from tickets.operations.preparing import create_workspace
from workspaces import one_time_links
from workspaces.models import (
    Absence,
    CustomField,
    FieldOption,
    Invitation,
    InvitationTeam,
    Job,
    JobItem,
    MemberPhoto,
    OneTimeLink,
    Team,
    WorkspaceDomain,
)
from workspaces.tenancy import tenant
from workspaces.tokens import new_token

ROLES = ("owner", "admin", "supervisor", "agent", "light_agent")
CUSTOMER = "rosa@example.com"  # the same person asks in both workspaces


@dataclass
class Twin:
    """``names`` are ids by what they are for; ``members`` by role."""

    workspace: object
    members: dict
    names: dict
    portal_token: str


def make_twin(slug, word, *, first_number):
    """A workspace whose words all have ``word`` in them."""
    workspace = create_workspace(slug=slug, name=f"{word} Ltd", first_number=first_number)
    with tenant(workspace):
        return _fill(workspace, word)


def _fill(workspace, word):
    now = timezone.now()
    names = {}
    support = Team.objects.get(workspace=workspace)
    private = Team.objects.create(workspace=workspace, name=f"{word} personnel", is_private=True)
    spare = Team.objects.create(workspace=workspace, name=f"{word} spare")
    members = {role: make_member(workspace, f"{role} {word}", role, [support]) for role in ROLES}
    insider = make_member(workspace, f"insider {word}", "agent", [private])
    Absence.objects.create(
        workspace=workspace, member=insider, substitute=members["agent"], note=f"{word} at sea",
        first_day=now.date() - timedelta(days=2), last_day=now.date() + timedelta(days=2),
    )  # fmt: skip
    WorkspaceDomain.objects.create(workspace=workspace, domain=f"{word}.example", verified_at=None)

    email = Channel.objects.create(
        workspace=workspace,
        kind=Channel.Kind.EMAIL,
        name=f"{word} help",
        address=f"help@{workspace.slug}.example",
        team=support,
        settings={"incoming": "listener", "outgoing": "system"},
        takes_plus_addresses=True,
        last_error=f"{word} error",
    )
    check = ChannelCheck.objects.create(
        workspace=workspace,
        channel=email,
        direction="incoming",
        state="passed",
        steps=[{"step": "connect", "ok": True, "words": word}],
        started_at=now,
        finished_at=now,
    )
    quarantined = _inbound(workspace, email, word, "quarantined")
    SystemMail.objects.create(
        workspace=workspace, message_id=f"{word}@x.example", to=[f"{word}@x.example"], subject=word, text=word
    )

    organization = Organization.objects.create(workspace=workspace, name=f"{word} Inc")
    OrganizationDomain.objects.create(workspace=workspace, organization=organization, domain=f"{word}.com")
    rosa = contact_for(workspace.pk, "email", CUSTOMER, name=f"Rosa {word}")
    rosa.organization = organization
    rosa.save()
    other = contact_for(workspace.pk, "email", f"other@{word}.example", name=f"Other {word}")
    names |= _known(workspace, word, rosa, organization, members["agent"], now)
    names |= {"contact_hidden": other.public_id}

    own = _custom_fields(workspace, word, rosa, organization)
    seen = _ticket(workspace, word, email, rosa, support, members)
    hidden = _ticket(workspace, word, email, other, private, {**members, "agent": insider})
    TicketFollower.objects.create(workspace=workspace, ticket=seen["ticket"], member=members["light_agent"])
    done = make_ticket(workspace, rosa, subject=f"{word} done", text=word, channel=email, team=support)
    triage.set_category(done, "closed", by=members["agent"])
    TicketLinksStopped.objects.create(workspace=workspace, ticket=done, before=now)
    TicketTotal.objects.create(workspace=workspace, team_id=support.pk, bucket="open", kind="team", total=1)
    parent = Reason.objects.filter(workspace=workspace).first()
    spare_status = Status.objects.create(workspace=workspace, name=f"{word} spare", category="hold", position=9)
    names |= {"reason_top": parent.pk, "spare_status": spare_status.pk}
    names["spare_tag"] = Tag.objects.create(workspace=workspace, name=f"{word}-spare").pk
    names["tag"] = Tag.objects.create(workspace=workspace, name=f"{word}-colour", colour="teal").pk
    names["reason"] = Reason.objects.create(workspace=workspace, parent=parent, name=f"{word} reason").pk

    for key, value in seen.items():
        names[key] = _name(value)
        names[f"{key}_hidden"] = _name(hidden[key])
    names |= {
        "last_message": hidden["held_message"].pk,  # newer than all
        "view_team": f"team-{support.pk}",
        "view_team_hidden": f"team-{private.pk}",
        "visible_team": support.pk,
        "visible_team_hidden": private.pk,
        "any_team": private.pk,
        "spare_team": spare.pk,
        "member": members["agent"].public_id,
        "member_pk": members["agent"].pk,
        "insider": insider.public_id,
        "channel": email.public_id,
        "check": check.pk,
        "inbound": quarantined.pk,
        "status": Status.objects.filter(workspace=workspace, category="hold").first().pk,
        "own_email": f"agent@{workspace.slug}.example",
        "own_ticket": seen["ticket"].public_id,
        "own_ticket_hidden": hidden["ticket"].public_id,
        "done_ticket": done.public_id,
    }
    names |= news.fill(workspace, word, members["agent"], seen["ticket"], hidden["ticket"], now)
    people = (members["agent"], insider, rosa, email)
    names |= joined.fill(workspace, word, seen["ticket"], hidden["ticket"], people, now)
    names |= _views(workspace, word, members["agent"], insider, private)
    names["photo"] = MemberPhoto.objects.create(workspace=workspace, member=insider, data=word.encode()).public_id
    names["job"] = _job(workspace, word, members["agent"], seen["ticket"], now)
    names |= answers.fill(workspace, word, ((support, members["agent"]), (private, insider)), now)
    names |= talk.fill(workspace, word, support, private, {**members, "insider": insider}, now)
    names |= {name: one.pk for name, one in own.items()}
    names |= _doors(workspace, members, support, seen["ticket"], rosa, now)
    portal_token = new_token()
    PortalSession.objects.create(
        workspace=workspace,
        address=CUSTOMER,
        token_hash=hashed(portal_token),
        expires_at=now + timedelta(days=30),
        created_at=now,
    )
    return Twin(workspace, members, names, portal_token)


def _known(workspace, word, contact, organization, author, now):
    """What is known of a contact and an organization. Returns names."""
    OrganizationTag.objects.create(workspace=workspace, organization=organization, name=word)
    ContactTag.objects.create(workspace=workspace, contact=contact, name=word)
    note = ContactNote.objects.create(workspace=workspace, contact=contact, author=author, body=word, created_at=now)
    Purchase.objects.create(workspace=workspace, contact=contact, number=f"PT-{word}", title=word, at=now)
    spare = contact_for(workspace.pk, "phone", "+47 55 01 42 18", name=f"Spare {word}")
    gone = contact_for(workspace.pk, "phone", "+47 55 01 42 19", name=f"Gone {word}")
    merge = merging.merge(contact, gone, by=author)
    came = ContactImport(workspace=workspace, member=author, name=f"{word}.csv", encoding="utf-8-sig", separator=";")
    came.file.save("", ContentFile(f"Name;E-mail\n{word};new@{word}.example\n".encode()), save=False)
    came.mapping = ["name", "email"]
    came.save()
    return {
        "import": came.public_id,
        "contact": contact.public_id,
        "identity": contact.identities.get(kind="email").pk,
        "contact_note": note.pk,
        "spare_contact": spare.public_id,
        "contact_merge": merge.pk,
        "organization": organization.pk,
    }


def _ticket(workspace, word, channel, requester, team, members):
    """A ticket with everything on it. Its agent wrote one reply that waits and one that failed."""
    agent = members["agent"]
    file = NewFile("notes.txt", f"{word} file".encode(), "text/plain")
    inbound = _inbound(workspace, channel, word, "done")
    content = Content(
        text=f"{word} text",
        html=f"<p>{word} text</p>",
        files=(file,),
        from_address=requester.email,
        from_name=requester.name,
        to=(("", channel.address),),
        message_id=f"{uuid.uuid4().hex}@{word}.example",
        inbound_id=inbound.pk,
    )
    ticket = conversation.open_ticket(
        by=requester, requester=requester, channel=channel, content=content, subject=f"{word} subject", team=team
    )
    incoming = ticket.first_message
    failed = conversation.reply(ticket, by=agent, body=f"{word} answer", body_format="text")
    Message.objects.filter(pk=failed.pk).update(delivery="failed", delivery_error=word)
    ticket.refresh_from_db()
    queued = conversation.reply(ticket, by=agent, body=f"{word} second answer", body_format="text")
    Message.objects.filter(pk=queued.pk).update(undo_until=timezone.now() + timedelta(hours=1))
    ticket.refresh_from_db()
    note = conversation.add_note(ticket, by=agent, body=f"{word} note", body_format="text", attachments=[file])
    Mention.objects.create(workspace=workspace, ticket=ticket, message=note, member=agent, team=team)
    triage.add_tag(ticket, f"{word} tag", by=agent)
    custom = CustomField.objects.get(workspace=workspace, scope="ticket")
    fields.set_field(ticket, custom, f"{word} one", by=agent)
    step = ChecklistItem.objects.create(workspace=workspace, ticket=ticket, text=f"{word} step")
    copying.add_cc(ticket, f"cc@{word}.example", by=agent, name=f"{word} cc", accepted=True)
    ticket.refresh_from_db()
    TicketSeen.objects.create(workspace=workspace, ticket=ticket, member=agent, version=ticket.version)
    Draft.objects.create(
        workspace=workspace, ticket=ticket, member=agent, kind="note", body_html=word, updated_at=timezone.now()
    )
    for kind in Later.Kind:
        Later.objects.create(
            workspace=workspace, ticket=ticket, kind=kind, member=agent, body_html=word, **_next_week()
        )
    upload = Attachment(
        workspace=workspace,
        uploaded_by=agent,
        draft_ticket=ticket,
        draft_kind="reply",
        name=f"{word}.txt",
        content_type="text/plain",
        size=4,
    )
    upload.file.save(upload.name, ContentFile(f"{word} upload".encode()), save=False)
    upload.save()
    stranger = contact_for(workspace.pk, "email", f"stranger@{word}.example", name=f"Stranger {word}")
    held = conversation.write_incoming(
        ticket,
        by=stranger,
        channel=channel,
        content=Content(text=f"{word} held", from_address=stranger.email, from_name=stranger.name),
        kind=Message.Kind.INCOMING,
        at=timezone.now(),
        visibility=Message.Visibility.INTERNAL,
    )
    event = TicketEvent.objects.filter(workspace=workspace, ticket=ticket).first()
    EventDelivery.objects.create(workspace=workspace, event=event, listener="a test")
    return {
        "ticket": ticket,
        "incoming": incoming,
        "failed_reply": failed,
        "queued_reply": queued,
        "note": note,
        "held_message": held,
        "attachment": incoming.attachments.get(workspace=workspace),
        "note_attachment": note.attachments.get(workspace=workspace),
        "upload": upload,
        "step": step.pk,
    }


def _views(workspace, word, member, insider, private):
    """A view of ``member``'s own, and one of a team that does not see it."""
    own = SavedView.objects.create(workspace=workspace, owner=member, name=f"{word} view", query="is:open")
    hidden = SavedView.objects.create(
        workspace=workspace, owner=insider, name=f"{word} hidden", visibility="team", team=private
    )
    for view, whose in ((own, member), (hidden, insider)):
        SavedViewCount.objects.create(workspace=workspace, view=view, member=whose, count=1)
    return {
        "saved_view": own.pk,
        "saved_view_hidden": hidden.pk,
        "saved_view_slug": f"view-{own.pk}",
        "saved_view_slug_hidden": f"view-{hidden.pk}",
    }


def _next_week():
    now = timezone.now()
    return {"at": now + timedelta(days=7), "created_at": now}


def _job(workspace, word, member, ticket, now):
    """One that is over, with a file and a refusal."""
    job = Job(workspace=workspace, member=member, kind="tickets.change", state="done", total=2, refused=1, words=word)
    job.params = {"change": {"property": "tag", "value": word, "name": word}}
    job.done, job.next_at, job.finished_at = 1, now, now
    job.undo_until, job.expires_at = now + timedelta(minutes=10), now + timedelta(hours=24)
    job.file.save("rows.csv", ContentFile(word.encode()), save=False)
    job.file_name, job.file_type = f"{word}.csv", "text/csv"
    job.save()
    ContactImportKey.objects.create(workspace=workspace, job=job, key=word)
    JobItem.objects.create(
        workspace=workspace, job=job, position=1, subject_id=ticket.pk, label=word, state="refused", reason=word
    )
    JobItem.objects.create(
        workspace=workspace, job=job, position=2, subject_id=ticket.pk, label=word, state="done", data={"had": False}
    )
    return job.public_id


def _custom_fields(workspace, word, contact, organization):
    """A field of each scope with a value, a form and a checklist."""
    scopes = CustomField.Scope
    made = {
        scope: CustomField.objects.create(
            workspace=workspace, scope=scope, key=f"{scope}_model", name=f"{word} model", kind="select"
        )
        for scope in scopes
    }
    options = {
        scope: FieldOption.objects.create(workspace=workspace, field=made[scope], name=f"{word} one")
        for scope in scopes
    }
    contact_fields.set_field(contact, made[scopes.CONTACT], options[scopes.CONTACT])
    contact_fields.set_field(organization, made[scopes.ORGANIZATION], options[scopes.ORGANIZATION])
    form = TicketForm.objects.create(workspace=workspace, name=f"{word} form")
    TicketFormField.objects.create(workspace=workspace, form=form, field=made[scopes.TICKET])
    template = ChecklistTemplate.objects.create(workspace=workspace, name=f"{word} checklist")
    ChecklistTemplateItem.objects.create(workspace=workspace, template=template, text=f"{word} step")
    return {"field": made[scopes.TICKET], "option": options[scopes.TICKET], "form": form, "template": template}


def _doors(workspace, members, team, ticket, contact, now):
    """Tokens of links that were mailed."""
    tokens = {name: new_token() for name in ("invitation_token", "portal_token")}
    invitation = Invitation.objects.create(
        workspace=workspace,
        email=f"new@{workspace.slug}.example",
        invited_by=members["owner"],
        token_hash=hashed(tokens["invitation_token"]),
        expires_at=now + timedelta(days=7),
    )
    InvitationTeam.objects.create(workspace=workspace, invitation=invitation, team=team)
    SignInLink.objects.create(
        workspace=workspace,
        address=CUSTOMER,
        token_hash=hashed(tokens["portal_token"]),
        handled_at=now,
        expires_at=now + timedelta(minutes=15),
        created_at=now,
    )
    identity = contact.identities.get(workspace=workspace, kind="email")
    return {
        **tokens,
        "invitation": invitation.pk,
        "sign_in_token": one_time_links.make(members["agent"], OneTimeLink.Purpose.SIGN_IN),
        "password_token": one_time_links.make(members["agent"], OneTimeLink.Purpose.PASSWORD),
        "guest_key": ticket_links.key_for(ticket, identity.pk, now),
    }


def _inbound(workspace, channel, word, state):
    raw = f"From: Rosa <{CUSTOMER}>\r\nSubject: {word}\r\n\r\n{word}\r\n".encode()
    return InboundMessage.objects.create(
        workspace=workspace,
        channel=channel,
        external_id=uuid.uuid4().hex,
        raw=raw,
        size=len(raw),
        state=state,
        reason="no_text" if state == "quarantined" else word,
    )


def _name(value):
    """What an address calls ``value``."""
    if isinstance(value, Ticket):
        return value.number
    return getattr(value, "public_id", value)
