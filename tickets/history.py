"""All that happened to a ticket, in words: who or what, and from what to what."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tickets.models import TicketEvent
from tickets.saying import event_words

A_PAGE = 100


@dataclass(frozen=True)
class Kind:
    """A filter of the history: events whose types begin like this."""

    words: str
    starts: tuple[str, ...]


KINDS = {
    "messages": Kind(
        _("Messages"), ("message.", "note.", "ticket.forwarded", "ticket.acknowledged", "ticket.opened", "answer.")
    ),
    "properties": Kind(
        _("Properties"),
        (
            "ticket.assigned",
            "ticket.status",
            "ticket.priority",
            "ticket.type",
            "ticket.team",
            "ticket.subject",
            "ticket.tag",
            "ticket.field",
            "ticket.moved",
            "ticket.reason",
        ),
    ),
    "people": Kind(_("People"), ("ticket.cc", "ticket.follower", "ticket.requester", "message.accepted")),
    "joined": Kind(
        _("Merges and links"), ("ticket.merged", "ticket.unmerged", "ticket.split", "ticket.link", "ticket.unlink")
    ),
    "later": Kind(_("Snoozes and reminders"), ("ticket.snoozed", "ticket.woke", "ticket.remind", "reply.")),
}
ACTORS = {
    "member": _("Member"),
    "contact": _("Customer"),
    "rule": _("Rule"),
    "system": _("Tugi"),
}
# What the thread shows as a message, and the history as a line.
PLAIN = {
    "message.received": _("A message came in"),
    "message.replied": _("A reply was written"),
    "message.sent": _("A reply left"),
    "note.added": _("An internal note was written"),
}
BY_MAIL = {
    "message.replied": _("A reply was written by e-mail"),
    "note.added": _("An internal note was written by e-mail"),
}


@dataclass(frozen=True)
class Line:
    """One event: what happened (``words``, safe HTML), who or what did it, and what that was ``because`` of, if a rule did."""

    event: TicketEvent
    words: str
    icon: str
    actor: str
    because: str


@dataclass(frozen=True)
class Page:
    """``lines`` newest first; ``before`` is the event's id to go on from, or None."""

    lines: list
    before: int | None


def history_of(ticket, *, kind="", before=None):
    """A Page of the ticket's events."""
    events = TicketEvent.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket)
    if kind:
        pattern = "^(" + "|".join(start.replace(".", r"\.") for start in KINDS[kind].starts) + ")"
        events = events.filter(type__regex=pattern)
    if before is not None:
        events = events.filter(pk__lt=before)
    found = list(events.select_related("cause").order_by("-id")[: A_PAGE + 1])
    lines = [_line(event) for event in found[:A_PAGE]]
    return Page(lines, found[A_PAGE - 1].pk if len(found) > A_PAGE else None)


def _line(event):
    words, icon = event_words(event)
    if not words:
        words, icon = _plain(event), "mail"
    actor = ACTORS[event.actor_kind] if not event.actor_name else f"{event.actor_name} ({ACTORS[event.actor_kind]})"
    because = ""
    if event.cause is not None:
        because = event_words(event.cause)[0] or _plain(event.cause)
    return Line(event, words, icon, actor, because)


def _plain(event):
    if event.data.get("by_mail") and event.type in BY_MAIL:
        return BY_MAIL[event.type]
    return PLAIN.get(event.type, event.type)
