"""How a channel is, in words for its settings page."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from channels_inbox import outages

STUCK = timedelta(minutes=10)  # a mailbox is looked into each minute


@dataclass(frozen=True)
class Health:
    """``state`` is off, trouble, quiet or good."""

    state: str
    words: str


def of(channel, *, verdict=None, now=None):
    """The Health of ``channel`` by what its row says, then by the ``verdict`` on its newest test, if that failed."""
    now = now or timezone.now()
    if not channel.is_active:
        return Health("off", _("Not in use"))
    if channel.last_error:
        return Health("trouble", channel.last_error)
    if outage := outages.of(channel):
        return Health("trouble", _("Answers wait for their mail server: %(words)s") % {"words": outage.words})
    if verdict:
        return Health("trouble", verdict.words)
    if channel.settings.get("incoming") == "imap":
        if channel.last_checked_at is None:  # it was connected just now; without a worker the page says so above
            return Health("quiet", _("The mailbox was not looked into yet"))
        if now - channel.last_checked_at > STUCK:
            return Health("trouble", _("The mailbox was not looked into for more than ten minutes."))
    if channel.last_received_at:
        return Health("good", _("Receives"))
    return Health("quiet", _("Nothing received yet"))
