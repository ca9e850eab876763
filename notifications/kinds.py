"""What a member can be told of, and by which ways it is told while they have chosen nothing else."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

IN_APP, MAIL, PUSH = "in_app", "mail", "push"
WAYS = {IN_APP: _("In Tugi"), MAIL: _("By e-mail"), PUSH: _("On devices")}


class Kind(models.TextChoices):
    """Stored values. Where one event is several of them to somebody, the first one counts."""

    ASSIGNED = "assigned", _("A ticket is given to you")
    MENTIONED = "mentioned", _("A colleague mentions you or your team in a note")
    NOT_DELIVERED = "not_delivered", _("A reply of yours was not delivered")
    CUSTOMER_WROTE = "customer_wrote", _("A customer writes on your ticket")
    COLLEAGUE_WROTE = "colleague_wrote", _("A colleague writes on your ticket")
    FOLLOWED = "followed", _("Somebody writes on a ticket that you follow")
    VIP_WROTE = "vip_wrote", _("A VIP writes to one of your teams")
    NEW_IN_TEAM = "new_in_team", _("A new ticket comes to one of your teams")
    DIRECT_MESSAGE = "direct_message", _("A colleague writes to you in Talk")
    TALK_MENTION = "talk_mention", _("A colleague names you in a team’s room")
    BACK = "back", _("What was put off until now is back")
    NOT_SENT = "not_sent", _("A scheduled reply of yours does not leave")
    WORK_OVER = "work_over", _("Long work that you began is over")


@dataclass(frozen=True)
class About:
    """``help`` stands in the settings, ``words`` is the line of the list: %(who)s did it."""

    words: str
    icon: str
    ways: frozenset
    help: str = ""


ABOUT = {
    Kind.ASSIGNED: About(_("%(who)s gave it to you"), "user-check", frozenset({IN_APP, MAIL, PUSH})),
    Kind.MENTIONED: About(_("%(who)s mentioned you"), "at-sign", frozenset({IN_APP, MAIL, PUSH})),
    Kind.NOT_DELIVERED: About(_("Your reply was not delivered"), "mail-x", frozenset({IN_APP, MAIL, PUSH})),
    Kind.CUSTOMER_WROTE: About(_("%(who)s wrote"), "message-square-text", frozenset({IN_APP, PUSH})),
    Kind.COLLEAGUE_WROTE: About(_("%(who)s wrote on your ticket"), "message-square-lock", frozenset({IN_APP})),
    Kind.FOLLOWED: About(_("%(who)s wrote"), "bell-ring", frozenset({IN_APP})),
    Kind.VIP_WROTE: About(
        _("%(who)s, a VIP, wrote"),
        "star",
        frozenset({IN_APP}),
        _("Unless the ticket is somebody else’s."),
    ),
    Kind.NEW_IN_TEAM: About(_("%(who)s opened it"), "inbox", frozenset()),
    Kind.DIRECT_MESSAGE: About(
        _("%(who)s wrote to you"),
        "message-circle",
        frozenset({IN_APP, PUSH}),
        _("Once for each conversation, until you have read it."),
    ),
    Kind.TALK_MENTION: About(_("%(who)s named you"), "at-sign", frozenset({IN_APP, PUSH})),
    Kind.BACK: About(
        _("It was put off until now"),
        "alarm-clock",
        frozenset({IN_APP, PUSH}),
        _("A snooze of yours, or a reminder of yours or on your ticket; one that nobody has reminds its team."),
    ),
    Kind.NOT_SENT: About(
        _("Your scheduled reply did not leave"),
        "calendar-x",
        frozenset({IN_APP, MAIL, PUSH}),
        _("Since the customer wrote first, or it could not be sent. It is your draft again."),
    ),
    Kind.WORK_OVER: About(
        _("Work in the background is done"),
        "list-checks",
        frozenset({IN_APP}),
        _(
            "An export with its file, an import, a change of many tickets. Not of what is done at once, or what you stop."
        ),
    ),
}


def default_ways(kind):
    """The ways as a sorted list."""
    return sorted(ABOUT[Kind(kind)].ways)
