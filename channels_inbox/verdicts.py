"""What the newest tests of a channel's servers say, in sentences: for the head of its page, and for the list."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from channels_inbox import outages
from channels_inbox.models import ChannelCheck

NEWS = timedelta(minutes=10)  # that a test passed is no news for longer
SERVERS = (ChannelCheck.Direction.INCOMING, ChannelCheck.Direction.OUTGOING)


@dataclass(frozen=True)
class Verdict:
    """``state`` is running, passed or failed; ``at`` when the test began."""

    state: str
    words: str
    at: datetime


def of(channel, checks, *, now=None):
    """The Verdicts on ``channel`` by its newest ``checks`` (ChannelChecks), without what is known better by now."""
    now = now or timezone.now()
    found = []
    for check in checks:
        if check is None or check.direction not in SERVERS or _is_overtaken(check, channel):
            continue
        if check.state == ChannelCheck.State.PASSED and now - check.started_at > NEWS:
            continue
        found.append(Verdict(check.state, _sentence(check, channel), check.started_at))
    return found


def failed(workspace, channels):
    """``{channel id: Verdict}`` of those whose servers did not pass their newest test. One query, and one a failure."""
    by_id = {channel.pk: channel for channel in channels}
    newest = (
        ChannelCheck.objects.filter(workspace=workspace, channel_id__in=by_id, direction__in=SERVERS)
        .order_by("channel_id", "direction", "-id")
        .distinct("channel_id", "direction")
    )
    found = {}
    for check in newest:
        if check.state == ChannelCheck.State.FAILED:
            for verdict in of(by_id[check.channel_id], [check]):
                found.setdefault(check.channel_id, verdict)
    return found


def _is_overtaken(check, channel):
    """Has the channel's work told more than this failed test since? Its health says it then."""
    if check.state != ChannelCheck.State.FAILED:
        return False
    if check.direction == ChannelCheck.Direction.OUTGOING:
        return outages.of(channel) is not None
    return channel.last_checked_at is not None and channel.last_checked_at > (check.finished_at or check.started_at)


def _sentence(check, channel):
    incoming = check.direction == ChannelCheck.Direction.INCOMING
    if check.state == ChannelCheck.State.RUNNING:
        return _("Incoming mail is being tested.") if incoming else _("Outgoing mail is being tested.")
    if check.state == ChannelCheck.State.PASSED:
        return _("Incoming mail works.") if incoming else _("Outgoing mail works.")
    words = check.steps[-1]["words"] if check.steps else ""
    host = _host(channel, incoming)
    if host and host not in words:
        words = f"{host}: {words}"
    if incoming:
        return _("Mail does not come in. %(words)s") % {"words": words}
    return _("Answers do not leave. %(words)s") % {"words": words}


def _host(channel, incoming):
    """The server's name, where it is one of the channel's own."""
    way, kind = ("incoming", "imap") if incoming else ("outgoing", "smtp")
    return channel.settings.get(f"{kind}_host", "") if channel.settings.get(way) == kind else ""
