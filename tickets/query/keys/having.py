"""What a ticket has: ``has:attachment``."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from tickets.models import Attachment, Draft, Later, Message, TicketCC, TicketFollower, TicketTag
from tickets.query.keys.base import FixedKey
from tickets.query.keys.me import me


def _rows(model, **conditions):
    """Tickets with a row of ``model``."""
    return lambda context: Q(
        Exists(model.objects.filter(workspace=context.workspace, ticket=OuterRef("pk"), **conditions))
    )


def _attachments(context):
    files = Attachment.objects.filter(
        workspace=context.workspace,
        message__workspace=context.workspace,
        message__ticket=OuterRef("pk"),
        is_inline=False,
    )
    return Q(Exists(files))


def _own_draft(context):
    drafts = Draft.objects.begun().filter(workspace=context.workspace, member=me(context))
    return Q(pk__in=drafts.values("ticket_id"))


def _scheduled(context):
    replies = Later.objects.filter(workspace=context.workspace, kind=Later.Kind.REPLY, interrupted_at=None)
    return Q(pk__in=replies.values("ticket_id"))


def _failed(context):
    failed = Message.objects.filter(workspace=context.workspace, delivery="failed")
    return Q(pk__in=failed.values("ticket_id"))


def _organization(context):
    people = Contact.objects.filter(workspace=context.workspace, organization__isnull=False)
    return Q(requester__in=people.values("pk"))


HAS = FixedKey(
    "has",
    _("Has"),
    "has:attachment",
    values={
        "attachment": (_("a file"), _attachments),
        "note": (_("an internal note"), _rows(Message, kind="note")),
        "reply": (_("a reply from us"), _rows(Message, kind="reply")),
        "draft": (_("a draft of yours"), _own_draft),
        "scheduled": (_("a reply that leaves later"), _scheduled),
        "failed": (_("a message that was not delivered"), _failed),
        "cc": (_("somebody in copy"), _rows(TicketCC)),
        "follower": (_("a follower"), _rows(TicketFollower)),
        "tag": (_("a tag"), _rows(TicketTag, tag__deleted_at=None)),
        "assignee": (_("an assignee"), lambda context: Q(assignee__isnull=False)),
        "reason": (_("a reason"), lambda context: Q(reason__isnull=False)),
        "due": (_("a promise that runs"), lambda context: Q(next_due_at__isnull=False)),
        "org": (_("an organization"), _organization),
    },
)
