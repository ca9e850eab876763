"""The steps of a ticket's checklist."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tickets import events
from tickets.models import ChecklistItem
from tickets.operations.locking import locked, save
from tickets.operations.refusals import NothingToDo, TicketClosed, TooManySteps

MOST = 50
LETTERS = 200


@transaction.atomic
def apply(ticket, template, *, by, cause=None):
    """Add the steps of a ChecklistTemplate behind those that are there. Records ``checklist.applied``.

    Steps that the ticket has word for word are left out, so that a second time adds nothing. Raises TicketClosed,
    TooManySteps.
    """
    ticket = _open(ticket)
    there = set(ticket.checklist_items.filter(workspace_id=ticket.workspace_id).values_list("text", flat=True))
    texts = [one.text for one in template.items.filter(workspace_id=ticket.workspace_id) if one.text not in there]
    if not texts:
        return ticket
    if len(there) + len(texts) > MOST:
        raise TooManySteps
    _add(ticket, texts)
    save(ticket)
    events.record(ticket, "checklist.applied", by=by, cause=cause, name=template.name, steps=len(texts))
    return ticket


@transaction.atomic
def add_step(ticket, text, *, by, cause=None):
    """Add a step at the end. Records ``checklist.step_added``. Raises NothingToDo, TooManySteps, TicketClosed."""
    ticket = _open(ticket)
    text = " ".join(text.split())[:LETTERS]
    if not text:
        raise NothingToDo
    if ticket.checklist_items.filter(workspace_id=ticket.workspace_id).count() >= MOST:
        raise TooManySteps
    _add(ticket, [text])
    save(ticket)
    events.record(ticket, "checklist.step_added", by=by, cause=cause, text=text)
    return ticket


@transaction.atomic
def set_done(ticket, step, done, *, by, cause=None):
    """Check a step, or take the check back. Records ``checklist.step_done`` or ``checklist.step_reopened``."""
    ticket = _open(ticket)
    step = _fresh(ticket, step)
    if step is None or (step.done_at is not None) == done:
        return ticket
    step.done_at, step.done_by = (timezone.now(), by) if done else (None, None)
    step.save(update_fields=["done_at", "done_by"])
    save(ticket)
    kind = "checklist.step_done" if done else "checklist.step_reopened"
    events.record(ticket, kind, by=by, cause=cause, text=step.text)
    return ticket


@transaction.atomic
def remove_step(ticket, step, *, by, cause=None):
    """Take a step off. Records ``checklist.step_removed``."""
    ticket = _open(ticket)
    step = _fresh(ticket, step)
    if step is None:
        return ticket
    step.delete()
    save(ticket)
    events.record(ticket, "checklist.step_removed", by=by, cause=cause, text=step.text)
    return ticket


@transaction.atomic
def move_step(ticket, step, places, *, by):
    """Move a step up (-1) or down (1) by one place. Order is no news: no event, but pages hear of it."""
    ticket = _open(ticket)
    steps = list(ticket.checklist_items.filter(workspace_id=ticket.workspace_id))
    at = next((place for place, one in enumerate(steps) if one.pk == step.pk), None)
    to = None if at is None else at + places
    if to is None or not 0 <= to < len(steps):
        return ticket
    steps.insert(to, steps.pop(at))
    for place, one in enumerate(steps):
        one.position = place
    ChecklistItem.objects.bulk_update(steps, ["position"])
    save(ticket)
    events.record(ticket, "checklist.reordered", by=by)
    return ticket


def _add(ticket, texts):
    last = ticket.checklist_items.filter(workspace_id=ticket.workspace_id).aggregate(last=Max("position"))["last"]
    start = 0 if last is None else last + 1
    ChecklistItem.objects.bulk_create(
        ChecklistItem(workspace_id=ticket.workspace_id, ticket=ticket, text=text, position=start + place)
        for place, text in enumerate(texts)
    )


def _fresh(ticket, step):
    return ChecklistItem.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, pk=step.pk).first()


def _open(ticket):
    ticket = locked(ticket)
    if ticket.is_closed:
        raise TicketClosed
    return ticket
