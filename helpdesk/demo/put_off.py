"""What the demo's agents put off: two tickets that sleep, a reminder, a reply that leaves tomorrow, a letter half written."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tickets.models import Draft, Later, Ticket, TicketEvent
from workspaces.models import Member

Kind = Later.Kind
EVENTS = {Kind.SNOOZE: "ticket.snoozed", Kind.FOLLOW_UP: "ticket.reminder_set", Kind.REPLY: "reply.scheduled"}
MORNING = time(9)
REFUND = "Tagastatud pakiraami raha"
SPARE_KEY = "Key number lost, need a spare"
SPOKES = "Spokes loose after 300 km"
TOMORROW = (
    "<p>Hi Jonas, the locksmith has cut a spare for frame S3-0529 this morning. It leaves our workshop with the post today, "
    "in a padded letter.</p><p>Please leave the rubber cap as it is: the number under it is in our books now.</p>"
)
HALF = "<p>Hi Callum, thank you. W-7709 is of the same batch as the two that you trued, so please</p>"


def write(workspace, *, now):
    """In the open transaction of the demo's workspace, whose tickets are there. Nothing is rung for: it lies in the past."""
    tickets = Ticket.objects.filter(workspace=workspace, place="inbox")
    members = {one.first_name: one for one in Member.objects.filter(workspace=workspace).select_related("user")}
    kadri, marius = members["Kadri"], members["Marius"]
    at = now - timedelta(minutes=5)
    waiting = tickets.filter(category="pending").exclude(subject=REFUND).order_by("-number")
    spare_key = tickets.get(subject=SPARE_KEY)
    _put_off(tickets.get(subject=REFUND), Kind.SNOOZE, kadri, _morning(now, days=2), at=at)
    if asleep := waiting.filter(assignee=marius).first():
        _put_off(asleep, Kind.SNOOZE, marius, _morning(now, days=7), at=at)
    if unanswered := waiting.filter(assignee=kadri).first():
        _put_off(unanswered, Kind.FOLLOW_UP, kadri, _morning(now, days=3), at=at)
    _put_off(spare_key, Kind.REPLY, kadri, _morning(now, days=1), at=at, body_html=TOMORROW)
    Draft.objects.create(
        workspace=workspace,
        ticket=tickets.get(subject=SPOKES),
        member=marius,
        kind="reply",
        body_html=HALF,
        updated_at=now - timedelta(minutes=12),
    )


def _put_off(ticket, kind, member, until, *, at, **values):
    """The row and its event, as ``tickets.operations.later`` writes them."""
    key = {"workspace_id": ticket.workspace_id, "ticket": ticket}
    Later.objects.create(**key, kind=kind, member=member, at=until, created_at=at, **values)
    TicketEvent.objects.create(
        **key,
        type=EVENTS[kind],
        at=at,
        actor_kind=TicketEvent.Actor.MEMBER,
        actor_id=member.pk,
        actor_name=member.name,
        data={"until": until.isoformat()},
        published_at=at,
    )


def _morning(now, *, days):
    """Nine o'clock in Tallinn, so many days from ``now``."""
    tallinn = ZoneInfo("Europe/Tallinn")
    return datetime.combine(now.astimezone(tallinn).date() + timedelta(days=days), MORNING, tallinn)
