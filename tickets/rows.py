"""The rows of a list. Written by hand, not by a template: fifty of them would be most of what a page costs."""

from functools import lru_cache
from html import escape

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helpdesk.lib import avatars, icons
from helpdesk.templatetags.times import Ages, Moments
from tickets.models import Ticket

TAGS = 2  # of those with a colour, beside the subject
PRIORITY_KEYS = {one.value: one.name.lower() for one in Ticket.Priority}


class Row:
    """A ticket (as ``for_list`` reads it) as a row, for one member and the active language and time zone."""

    __slots__ = ("number", "title", "_ticket", "_words")

    def __init__(self, ticket, words):
        self.number = ticket.number
        self.title = ticket.subject or words.no_subject
        self._ticket = ticket
        self._words = words

    def html(self, view_slug, is_current):
        """Its ``<li>``. Every text of people is escaped here; signs are drawings of our own."""
        ticket, words = self._ticket, self._words
        is_unread = ticket.seen_version is None or ticket.seen_version < ticket.version
        classes = (" ticket-row--unread" if is_unread else "") + (" ticket-row--failed" if ticket.has_failed else "")
        dot = words.dot if is_unread else ""
        draft = " data-draft" if ticket.has_draft else ""
        link = f"/tickets/{self.number}/?view={view_slug}"
        organization = ticket.requester__organization__name
        firm = f'<span class="ticket-row__org">{escape(organization)}</span>' if organization else ""
        name = f'<span class="ticket-row__name">{self._name() or words.unknown}</span>'
        if ticket.requester__is_vip:
            name = f'<span class="ticket-row__vip">{name}{words.vip}</span>'
        subject = self._subject()
        if ticket.tag_colours:
            tags = "".join(map(coloured_tag, ticket.tag_colours[:TAGS]))
            subject = f'<span class="ticket-row__title">{subject}</span>{tags}'
        age = words.time_of(ticket)
        return (
            f'<li class="ticket-row{classes}" id="ticket-{self.number}" data-version="{ticket.version}"{draft}>{dot}'
            f"{words.box(self.number)}"
            f'<a class="ticket-row__link" data-link href="{link}"{CURRENT if is_current else ""}{words.beside(link)}>'
            f'<span class="ticket-row__who">{name}{firm}</span>\n'
            f'<span class="ticket-row__due">{age}</span>\n'
            f'<span class="ticket-row__subject">{subject}</span>\n'
            f'<span class="ticket-row__snippet">{words.failed if ticket.has_failed else self._snippet()}</span>\n'
            f'<span class="ticket-row__signs">{self._signs()}</span></a></li>\n'
        )

    def _name(self):
        return escape(self._ticket.requester__name)

    def _subject(self):
        return escape(self.title)

    def _snippet(self):
        return escape(self._ticket.snippet)

    def _signs(self):
        ticket, words = self._ticket, self._words
        name = ticket.assignee__user__name
        return (
            (words.draft if ticket.has_draft else "")
            + (avatar(name, ticket.assignee__public_id) if words.show_assignee and name is not None else "")
            + icons.channel_icon(ticket.origin, 14, words.origins[ticket.origin])
            + icons.priority_icon(PRIORITY_KEYS[ticket.priority], 14, words.priorities[ticket.priority])
            + icons.status_icon(ticket.category, 14, ticket.status__name)
        )


CURRENT = ' aria-current="page"'


class Words:
    """What all rows of a page say alike, looked up once and escaped."""

    def __init__(self, show_assignee, selectable, opens_beside=True, newest_first=False):
        self.show_assignee = show_assignee
        self._newest_first = newest_first
        self._opens_beside = opens_beside
        self._selectable = selectable
        now = timezone.now()
        self.ages, self.moments = Ages(now), Moments(now)
        self.unknown = escape(_("Unknown sender"))
        self.no_subject = _("(no subject)")
        self._select = escape(_("Select"))
        self.failed = f'<span class="ticket-row__failed">{icons.icon("mail-x", 13)}{escape(_("Not delivered"))}</span>'
        self.draft = f'<span class="ticket-row__draft">{icons.icon("pencil", 12)}{escape(_("Draft"))}</span>'
        self.comes_back = icons.icon("alarm-clock", 12, _("Comes back"))
        self.vip = f' <span class="tag tag--edge">{escape(_("VIP"))}</span>'
        self.dot = f'<span class="ticket-row__dot" role="img" aria-label="{escape(_("Unread"))}"></span>'
        self.origins = {value: str(label) for value, label in Ticket.Origin.choices}
        self.priorities = {value: str(label) for value, label in Ticket.Priority.choices}

    def time_of(self, ticket):
        """What the list is sorted by: how long somebody waits, or since when nobody does; its newest message; of a snoozed
        one in its list, when it comes back."""
        if back := getattr(ticket, "comes_back_at", None):
            return f"{self.comes_back}{self.moments.of(back)}"
        at = (not self._newest_first and ticket.waiting_since) or ticket.last_message_at
        return f'<relative-time class="due" datetime="{self.ages.stamp(at)}" format="age">{self.ages.of(at)}</relative-time>'

    def beside(self, link):
        """What has a ticket open right of the list, where there is room for it."""
        return f' hx-get="{link}" hx-target="#ticket" hx-push-url="true"' if self._opens_beside else ""

    def box(self, number, classes="ticket-row__check"):
        """The box that selects a row."""
        if not self._selectable:
            return ""
        return (
            f'<input class="checkbox {classes}" type="checkbox" name="ticket" value="{number}" form="bulk"'
            f' aria-label="{self._select} #{number}">'
        )


def rows_of(tickets, *, show_assignee=True, selectable=False, opens_beside=True, newest_first=False):
    """Rows for tickets fetched by ``for_list``. Where all are one person's, the picture of that person says nothing."""
    words = Words(show_assignee, selectable, opens_beside, newest_first)
    return [Row(ticket, words) for ticket in tickets]


def html_of(rows, view_slug, current_number=None):
    """The rows one after the other; the one of the ticket that is open beside them says so."""
    return SafeString("".join(row.html(view_slug, row.number == current_number) for row in rows))


@lru_cache(maxsize=2048)
def avatar(name, seed):
    """The small picture of who has the ticket."""
    return format_html(
        '<span class="avatar avatar--18 avatar--tone-{}" data-who="{}" title="{}">{}</span>',
        avatars.tone(seed),
        seed,
        name,
        avatars.initials(name),
    )


@lru_cache(maxsize=2048)
def coloured_tag(written):
    """A tag on its ground: ``written`` is "teal battery", as ``for_list`` says it."""
    colour, name = written.split(" ", 1)
    return SafeString(
        f'<span class="tag tag--small tag--{colour}"><span class="tag__name">{escape(name)}</span></span>'
    )  # colour: ours
