"""What a list row shows, worked out once for each row: the template only writes it down."""

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helpdesk.lib import avatars, icons
from helpdesk.templatetags.times import age_words
from tickets.models import Ticket


class Row:
    """A ticket as a row. Made for one member (``seen_version``) and the active language and time zone."""

    __slots__ = (
        "number", "version", "who", "organization_name", "time", "title", "snippet", "signs", "is_unread", "has_failed", "pk",
    )  # fmt: skip

    def __init__(self, ticket, now, words, show_assignee):
        requester = ticket.requester
        self.pk = ticket.pk
        self.number = ticket.number
        self.version = ticket.version
        self.who = requester.name or words["unknown"]
        self.organization_name = requester.organization.name if requester.organization_id else ""
        self.title = ticket.subject or words["no_subject"]
        self.snippet = ticket.snippet
        self.is_unread = ticket.seen_version is None or ticket.seen_version < ticket.version
        self.has_failed = ticket.has_failed
        at = ticket.waiting_since or ticket.last_message_at
        self.time = format_html(
            '<relative-time class="due" datetime="{}" format="age">{}</relative-time>',
            at.isoformat(timespec="seconds"),
            age_words(at, now),
        )
        self.signs = SafeString(  # drawings of our own, and initials that the avatar escapes
            (
                avatar(ticket.assignee.user.name, ticket.assignee.public_id)
                if show_assignee and ticket.assignee_id
                else ""
            )
            + icons.channel_icon(ticket.origin, 14, words["origins"][ticket.origin])
            + icons.priority_icon(ticket.priority_key, 14, words["priorities"][ticket.priority])
            + icons.status_icon(ticket.category, 14, ticket.status.name)
        )


def rows_of(tickets, *, show_assignee=True):
    """Rows for tickets fetched by ``for_list``. Where all are one person's, the picture of that person says nothing."""
    now = timezone.now()
    words = {
        "unknown": _("Unknown sender"),
        "no_subject": _("(no subject)"),
        "origins": {value: str(label) for value, label in Ticket.Origin.choices},
        "priorities": {value: str(label) for value, label in Ticket.Priority.choices},
    }
    return [Row(ticket, now, words, show_assignee) for ticket in tickets]


def avatar(name, seed):
    """The small picture of who has the ticket."""
    return format_html(
        '<span class="avatar avatar--18 avatar--tone-{}" title="{}">{}</span>',
        avatars.tone(seed),
        name,
        avatars.initials(name),
    )
