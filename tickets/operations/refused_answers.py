"""What a member wrote by mail and we did not believe, or could not do."""

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from channels_inbox.limits import allow
from channels_inbox.system_mail import send_system_mail
from tickets import events
from tickets.marks import why_kept
from tickets.models import Message
from tickets.operations import conversation
from tickets.operations.locking import locked, save

HOUR, AN_HOUR = 3_600, 10  # mails that tell one member


@transaction.atomic(savepoint=False)
def keep(ticket, *, member, why, channel, content, at):
    """Keep a mail to ``member``'s answer address as an internal message, on the ticket or the one it was merged into.

    Nothing leaves but a word to the member, and nothing else changes: neither status nor wait. Records ``answer.kept``.
    Returns the Message.
    """
    ticket = locked(ticket)
    while ticket.merged_into_id is not None:
        ticket = locked(ticket.merged_into)
    message = conversation.write_incoming(
        ticket,
        by=None,
        channel=channel,
        content=content,
        kind=Message.Kind.INCOMING,
        at=at,
        visibility=Message.Visibility.INTERNAL,
    )
    ticket.last_message_at = max(ticket.last_message_at, at)
    save(ticket, "last_message_at")
    events.record(ticket, "answer.kept", at=at, message=message.pk, member=member.pk, name=member.name, why=why)
    tell(ticket, member, why)
    return message


def tell(ticket, member, why):
    """Mail ``member`` why what came to their answer address did not go out. None of its words: anybody may have sent it."""
    if not member.is_active or not allow(f"answer-kept:{member.pk}", per_seconds=HOUR, limit=AN_HOUR):
        return
    workspace = member.workspace
    with translation.override(member.user.language or workspace.language):
        context = {
            "number": ticket.number,
            "title": ticket.title,
            "why": why_kept(why),
            "url": f"{workspace.base_url}{ticket.get_absolute_url()}",
        }
        subject = _("Not sent: your answer to #%(number)d") % {"number": ticket.number}
        text = render_to_string("tickets/email/answer_kept.txt", context)
        html = render_to_string("tickets/email/answer_kept.html", context)
    suppress = {"X-Auto-Response-Suppress": "All"}
    send_system_mail(workspace, member.user.email, subject, text, html=html, headers=suppress)
