"""Who has a ticket, in what state, how urgent, where."""

from django.db import transaction
from django.utils import timezone

from tickets import events
from tickets.models import Later, Status, Tag, Ticket, TicketFollower, TicketTag
from tickets.models.status import DONE, OPEN, WAITING, Category
from tickets.operations import solving, statuses, waiting
from tickets.operations.locking import locked, save
from tickets.operations.preparing import status_in
from tickets.operations.refusals import NotAnAgent, TicketClosed


@transaction.atomic
def assign(ticket, assignee, *, by, cause=None):
    """Give the ticket to a member, or to nobody (None). A new ticket becomes open when it has somebody.

    Records ``ticket.assigned``; says nothing if nothing changes. Raises NotAnAgent, TicketClosed. Returns the ticket.
    """
    ticket = _open_for_change(ticket)
    if assignee is not None and not (assignee.is_active and assignee.can("tickets.reply")):
        raise NotAnAgent
    if ticket.assignee_id == (assignee.pk if assignee else None):
        return ticket
    old = ticket.assignee
    ticket.assignee = assignee
    save(ticket, "assignee")
    events.record(
        ticket,
        "ticket.assigned",
        by=by,
        cause=cause,
        old=old.pk if old else None,
        old_name=old.name if old else "",
        new=assignee.pk if assignee else None,
        new_name=assignee.name if assignee else "",
    )
    if assignee is not None and ticket.category == Category.NEW:
        ticket = set_category(ticket, Category.OPEN, by=by, cause=cause)
    return ticket


@transaction.atomic
def set_status(ticket, status, *, by, cause=None, remembered=None):
    """Set a Status row of the workspace. Solving starts the reopen window; leaving solved ends it. New never comes back.
    What is opened by hand sleeps no more. Who wrote last and had no answer when it was solved waits again, from then on.

    ``remembered``: whoever undoes a solving gives back what ``statuses.remember`` knew of it, instead.
    Records ``ticket.status_changed``. Raises TicketClosed, MissingToSolve. Returns the ticket.
    """
    ticket = _open_for_change(ticket)
    if ticket.status_id == status.pk or (status.category == Category.NEW and ticket.category != Category.NEW):
        return ticket
    solving.check(ticket, status, by=by)
    was = statuses.apply(ticket, status, at=timezone.now())
    opens_again = was.category in DONE and status.category not in DONE
    if opens_again and not (remembered and statuses.put_back(ticket, remembered)):
        waiting.recall_wait(ticket)
    if was.category in WAITING and status.category in OPEN:
        Later.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, kind=Later.Kind.SNOOZE).delete()
    save(ticket, *statuses.FIELDS)
    statuses.record(ticket, was, by=by, cause=cause)
    return ticket


def status_to_go_back_to(ticket, was):
    """The Status with the id ``was``; Open if that is gone, or is New, which never comes back."""
    found = Status.objects.filter(workspace_id=ticket.workspace_id, pk=was).exclude(category=Category.NEW).first()
    return found or status_in(ticket.workspace_id, Category.OPEN)


def set_category(ticket, category, *, by, cause=None):
    """Set the workspace's first status of ``category``."""
    return set_status(ticket, status_in(ticket.workspace_id, category), by=by, cause=cause)


@transaction.atomic
def set_priority(ticket, priority, *, by, cause=None):
    """Set a ``Ticket.Priority``. Records ``ticket.priority_changed``."""
    ticket = _open_for_change(ticket)
    if ticket.priority == priority:
        return ticket
    old, ticket.priority = ticket.priority, Ticket.Priority(priority)
    save(ticket, "priority")
    events.record(ticket, "ticket.priority_changed", by=by, cause=cause, old=int(old), new=int(priority))
    return ticket


@transaction.atomic
def set_type(ticket, type, *, by, cause=None):
    """Set a ``Ticket.Type``. Records ``ticket.type_changed``."""
    ticket = _open_for_change(ticket)
    if ticket.type == type:
        return ticket
    old, ticket.type = ticket.type, Ticket.Type(type)
    save(ticket, "type")
    events.record(ticket, "ticket.type_changed", by=by, cause=cause, old=str(old), new=str(ticket.type))
    return ticket


@transaction.atomic
def set_team(ticket, team, *, by, cause=None):
    """Hand the ticket to another team; the assignee stays. Records ``ticket.team_changed``."""
    ticket = _open_for_change(ticket)
    if ticket.team_id == team.pk:
        return ticket
    old, ticket.team = ticket.team, team
    save(ticket, "team")
    events.record(
        ticket,
        "ticket.team_changed",
        by=by,
        cause=cause,
        old=old.pk,
        old_name=old.name,
        new=team.pk,
        new_name=team.name,
    )
    return ticket


@transaction.atomic
def set_subject(ticket, subject, *, by, cause=None):
    """Rename the ticket. Records ``ticket.subject_changed``."""
    ticket = _open_for_change(ticket)
    subject = " ".join(subject.split())[:500]
    if ticket.subject == subject:
        return ticket
    old, ticket.subject = ticket.subject, subject
    save(ticket, "subject")
    events.record(ticket, "ticket.subject_changed", by=by, cause=cause, old=old, new=subject)
    return ticket


@transaction.atomic
def add_tag(ticket, name, *, by, cause=None):
    """Put a tag on; the word is made if the workspace has none (lower case, 40 characters). Records ``ticket.tag_added``."""
    ticket = _open_for_change(ticket)
    name = clean_tag(name)
    if not name:
        return ticket
    tag, _ = Tag.objects.get_or_create(workspace_id=ticket.workspace_id, name=name)
    _, added = TicketTag.objects.get_or_create(workspace_id=ticket.workspace_id, ticket=ticket, tag=tag)
    if added:
        save(ticket)
        events.record(ticket, "ticket.tag_added", by=by, cause=cause, tag=name)
    return ticket


@transaction.atomic
def remove_tag(ticket, name, *, by, cause=None):
    """Take a tag off. Records ``ticket.tag_removed``."""
    ticket = _open_for_change(ticket)
    name = clean_tag(name)
    gone, _ = TicketTag.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, tag__name=name).delete()
    if gone:
        save(ticket)
        events.record(ticket, "ticket.tag_removed", by=by, cause=cause, tag=name)
    return ticket


@transaction.atomic
def move(ticket, place, *, by, cause=None):
    """Put the ticket into the inbox, spam or trash; each way can be undone. Records ``ticket.moved``."""
    ticket = locked(ticket)
    if ticket.place == place:
        return ticket
    old, ticket.place = ticket.place, Ticket.Place(place)
    ticket.place_changed_at = timezone.now()
    save(ticket, "place", "place_changed_at")
    events.record(ticket, "ticket.moved", by=by, cause=cause, old=str(old), new=str(ticket.place))
    return ticket


@transaction.atomic
def follow(ticket, member, *, by, cause=None):
    """Have a member told of what happens. Records ``ticket.follower_added``."""
    ticket = locked(ticket)
    _, added = TicketFollower.objects.get_or_create(workspace_id=ticket.workspace_id, ticket=ticket, member=member)
    if added:
        save(ticket)
        events.record(ticket, "ticket.follower_added", by=by, cause=cause, member=member.pk, name=member.name)
    return ticket


@transaction.atomic
def unfollow(ticket, member, *, by, cause=None):
    """Stop telling a member. Records ``ticket.follower_removed``."""
    ticket = locked(ticket)
    gone, _ = TicketFollower.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, member=member).delete()
    if gone:
        save(ticket)
        events.record(ticket, "ticket.follower_removed", by=by, cause=cause, member=member.pk, name=member.name)
    return ticket


def clean_tag(name):
    """A tag as it is stored: lower case, words joined by hyphens, at most 40 characters."""
    return "-".join(name.lower().replace(",", " ").split())[:40]


def _open_for_change(ticket):
    ticket = locked(ticket)
    if ticket.is_closed:
        raise TicketClosed
    return ticket
