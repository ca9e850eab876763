"""A ticket's state in words for customers: no names of statuses, teams or rules."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tickets.models.status import Category

ICONS = {
    Category.NEW: "inbox",
    Category.OPEN: "clock",
    Category.PENDING: "reply",
    Category.HOLD: "circle-pause",
    Category.SOLVED: "circle-check",
    Category.CLOSED: "circle-minus",
}


@dataclass(frozen=True)
class State:
    """``lead`` says it, ``rest`` what follows from it; ``icon`` is lucide's."""

    icon: str
    lead: str
    rest: str = ""


def state_of(ticket, *, is_requester=True):
    """The State of ``ticket``; needs its status, and its assignee with user. ``is_requester`` False: somebody who is in copy."""
    name = ticket.assignee.first_name if ticket.assignee else ""
    own = ticket.status.customer_words.get(get_language(), "")
    if own:  # the workspace's own words for this status
        return State(ICONS[ticket.category], own if own.endswith((".", "!", "?")) else f"{own}.")
    match ticket.category:
        case Category.SOLVED:
            return State(
                "circle-check",
                _("This is solved."),
                _("Write below if it is not, and we go on.") if is_requester else "",
            )
        case Category.CLOSED:
            return State("circle-minus", _("This is closed."), _("Write a new message if something else comes up."))
        case Category.PENDING if is_requester:
            lead = _("%(name)s waits for your answer.") % {"name": name} if name else _("We wait for your answer.")
            return State("reply", lead)
        case Category.PENDING:
            return State("reply", _("We wait for an answer."))
        case Category.HOLD:
            return State("circle-pause", _("We wait for somebody outside."), _("You hear from us when we know more."))
        case Category.NEW:
            return State("inbox", _("We have your message."), _("The answer comes here and by e-mail."))
        case _other:
            lead = _("%(name)s is working on it.") % {"name": name} if name else _("We are working on it.")
            return State("clock", lead, _("The answer comes here and by e-mail."))


def opened_by(ticket):
    """How the first message reached us: "by e-mail"."""
    return {
        "email": _("by e-mail"),
        "form": _("by the contact form"),
        "portal": _("here in the portal"),
        "phone": _("by telephone"),
        "visit": _("on a visit"),
        "letter": _("by letter"),
        "fax": _("by fax"),
    }.get(ticket.origin, "")
