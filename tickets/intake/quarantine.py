"""Mails that nobody could read: kept raw, shown to admins, tried again on their word."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from channels_inbox.models import InboundMessage
from helpdesk.lib.errors import OperationRefused


class NotInQuarantine(OperationRefused):
    code = "not_in_quarantine"
    message = _("This mail is no longer in quarantine.")


# Why a mail is there, in words: the codes of InboundMessage.reason.
REASONS = {
    "parser_killed": _("Reading it took too long or too much memory."),
    "no_text": _("No text could be found in it."),
    "failed": _("It could not be made a ticket, however often we tried."),
}


@transaction.atomic
def retry(inbound):
    """Take a mail out of quarantine and read it again, soon. Raises NotInQuarantine."""
    from tickets import tasks

    State = InboundMessage.State
    freed = InboundMessage.objects.filter(
        workspace_id=inbound.workspace_id, pk=inbound.pk, state=State.QUARANTINED
    ).update(state=State.RECEIVED, result="", reason="", attempts=0, lease_token=None, lease_until=None, done_at=None)
    if not freed:
        raise NotInQuarantine
    tasks.receive_inbound.ring_on_commit(inbound.workspace_id, inbound.pk)
