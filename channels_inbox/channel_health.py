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


def of(channel, *, now=None):
    """The Health of ``channel`` by what its row says."""
    now = now or timezone.now()
    if not channel.is_active:
        return Health("off", _("Not in use"))
    if channel.last_error:
        return Health("trouble", channel.last_error)
    if outage := outages.of(channel):
        return Health("trouble", _("Answers wait for their mail server: %(words)s") % {"words": outage.words})
    if channel.settings.get("incoming") == "imap":
        seen = channel.last_checked_at or channel.created_at
        if now - seen > STUCK:
            return Health("trouble", _("The mailbox was not looked into for more than ten minutes."))
    if channel.last_received_at:
        return Health("good", _("Receives"))
    return Health("quiet", _("Nothing received yet"))
