"""Take a macro back."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from automation.refusals import MacroOver
from tickets import events
from tickets.models import TicketEvent
from tickets.operations import taking_back, waiting
from tickets.operations.locking import locked, save

UNDO_FOR = timedelta(minutes=10)


@transaction.atomic
def undo(ticket, run, *, by):
    """Take back what ``by``'s run of a macro that sent nothing did to ``ticket`` (``taking_back.put_back_run``).

    Records what is put back. Raises MacroOver ten minutes later, and where there is nothing left to take back.
    """
    ticket = locked(ticket)
    now = timezone.now()
    own = TicketEvent.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, data__run=run)
    if not own.filter(at__gt=now - UNDO_FOR).exists() or own.filter(type="message.replied").exists():
        raise MacroOver
    was_done = ticket.is_done
    news = taking_back.put_back_run(ticket, by=by, run=run, now=now)
    if not news:
        raise MacroOver
    if was_done and not ticket.is_done:
        waiting.recall_wait(ticket)
    save(ticket, *taking_back.FIELDS)
    events.record_all(ticket, news, by=by, at=now)
