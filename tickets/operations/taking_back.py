"""What is taken back with a message that did not leave: all that sending it changed on its ticket."""

from tickets.models import Message, Status, Tag, TicketEvent, TicketTag
from tickets.operations import statuses
from tickets.operations.refusals import AlreadyGone
from workspaces.models import Member, Team

FIELDS = ("assignee", "team", "priority", "type", *statuses.FIELDS)  # what ``put_back`` may change


def not_gone(ticket, message, kind, *, by, now):
    """The member's own message of this kind, locked, while it can be taken back; else raises AlreadyGone."""
    try:
        return Message.objects.select_for_update().get(
            workspace_id=ticket.workspace_id,
            pk=message.pk,
            kind=kind,
            author_member=by,
            delivery=Message.State.QUEUED,
            delivery_attempts=0,
            undo_until__gt=now,
        )
    except Message.DoesNotExist:
        raise AlreadyGone from None


def put_back(ticket, *, by, at, now):
    """Undo in memory what ``by`` did to the ticket with the message of ``at``, where nobody changed that since.

    If a macro sent it, so is the rest of the macro (``put_back_run``). The caller saves FIELDS and records the news, which are
    returned as ``events.record_all`` takes them.
    """
    with_it = _done(ticket, by).filter(at=at)
    run = next((one.data["run"] for one in with_it if "run" in one.data), None)
    return put_back_run(ticket, by=by, run=run, now=now) if run else _put_back(ticket, with_it, now)


def put_back_run(ticket, *, by, run, now):
    """The same for all that one run of a macro did, but for notes, reasons and custom fields: an agent sees them, and a
    customer is promised nothing by them. Tags are written at once.
    """
    return _put_back(ticket, _done(ticket, by).filter(data__run=run), now)


def can_be_put_back(ticket, *, by, run):
    """Did the run change anything that ``put_back_run`` undoes?"""
    return _done(ticket, by).filter(data__run=run, type__in=_BACK).exists()


def _done(ticket, by):
    return TicketEvent.objects.filter(
        workspace_id=ticket.workspace_id, ticket=ticket, actor_kind=TicketEvent.Actor.MEMBER, actor_id=by.pk
    )


def _put_back(ticket, done, now):
    news = []
    for event in done.filter(type__in=_BACK).order_by("-pk"):
        news += _BACK[event.type](ticket, event.data, now)
    return news


def _assignee(ticket, data, now):
    if ticket.assignee_id != data["new"] or (data["old"] is not None and "run" not in data):
        return []
    ticket.assignee = Member.objects.filter(workspace_id=ticket.workspace_id, pk=data["old"]).first()
    return [("ticket.assigned", _turned(data))]


def _team(ticket, data, now):
    team = Team.objects.filter(workspace_id=ticket.workspace_id, pk=data["old"]).first()
    if ticket.team_id != data["new"] or team is None:
        return []
    ticket.team = team
    return [("ticket.team_changed", _turned(data))]


def _status(ticket, data, now):
    status = Status.objects.filter(workspace_id=ticket.workspace_id, pk=data["old"]).first()
    if ticket.status_id != data["new"] or status is None:
        return []
    was = statuses.apply(ticket, status, at=now)
    return [statuses.news(ticket, was)]


def _priority(ticket, data, now):
    if ticket.priority != data["new"]:
        return []
    ticket.priority = data["old"]
    return [("ticket.priority_changed", _turned(data))]


def _type(ticket, data, now):
    if ticket.type != data["new"]:
        return []
    ticket.type = data["old"]
    return [("ticket.type_changed", _turned(data))]


def _tag_added(ticket, data, now):
    tags = TicketTag.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, tag__name=data["tag"])
    gone, _ = tags.delete()
    return [("ticket.tag_removed", {"tag": data["tag"]})] if gone else []


def _tag_removed(ticket, data, now):
    tag = Tag.objects.filter(workspace_id=ticket.workspace_id, name=data["tag"]).first()
    if tag is None:
        return []
    _, added = TicketTag.objects.get_or_create(workspace_id=ticket.workspace_id, ticket=ticket, tag=tag)
    return [("ticket.tag_added", {"tag": data["tag"]})] if added else []


def _turned(data):
    """The data of the event that undoes one with ``data``: what was new is old."""
    pairs = (("old", "new"), ("new", "old"), ("old_name", "new_name"), ("new_name", "old_name"))
    return {key: data[other] for key, other in pairs if other in data}


_BACK = {
    "ticket.assigned": _assignee,
    "ticket.team_changed": _team,
    "ticket.status_changed": _status,
    "ticket.priority_changed": _priority,
    "ticket.type_changed": _type,
    "ticket.tag_added": _tag_added,
    "ticket.tag_removed": _tag_removed,
}
