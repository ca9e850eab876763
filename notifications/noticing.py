"""From an event of a ticket to those who are told of it. Who may not read the ticket is left out."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from contacts.models import Contact
from notifications import telling
from notifications.kinds import IN_APP, MAIL, PUSH, Kind
from notifications.models import Notification, NotificationSettings, TicketMute
from tickets import absences
from tickets.models import Message, TicketEvent, TicketFollower
from tickets.publication import listener
from workspaces import rights
from workspaces.models import Member

THROUGH_MUTING = (Kind.ASSIGNED, Kind.MENTIONED)  # what is meant for this very member
MAIL_PAUSE = timedelta(minutes=3)  # who looks meanwhile gets no mail
ACTORS = TicketEvent.Actor


def choose(event):
    """The Notifications of ``event``, not stored yet: one a member who is told of it at all."""
    kinds = _kinds(event)
    if not kinds:
        return []
    ticket = event.ticket
    members = _who_may_read(ticket, kinds)
    muted = set(
        TicketMute.objects.filter(workspace_id=event.workspace_id, ticket=ticket, member__in=members).values_list(
            "member_id", flat=True
        )
    )
    told = [
        (member, kinds[member.pk]) for member in members if member.pk not in muted or kinds[member.pk] in THROUGH_MUTING
    ]
    about = {"ticket": ticket, "event": event, "ticket_version": ticket.version, "who": event.actor_name}
    return rows_for(ticket.workspace, told, event.at, **about)


def rows_for(workspace, told, at, **about):
    """Notifications, not stored yet, of what happened ``at`` to ``about`` (fields), for ``told``: pairs of Member and Kind.

    Who wants to hear nothing of the kind is left out. ``is_pushed``: it goes to the member's devices at once.
    """
    told = list(told)
    settings = {
        one.member_id: one
        for one in NotificationSettings.objects.filter(
            workspace_id=workspace.pk, member__in=[member for member, _kind in told]
        )
    }
    local = timezone.localtime(at, ZoneInfo(workspace.time_zone))
    rows = []
    for member, kind in told:
        own = settings.get(member.pk) or NotificationSettings(workspace_id=workspace.pk, member=member)
        ways = own.ways_for(kind)
        if not ways:
            continue
        row = Notification(
            workspace_id=workspace.pk,
            member=member,
            kind=kind,
            in_app=IN_APP in ways,
            at=at,
            mail_due_at=own.next_mail_at(local, MAIL_PAUSE) if MAIL in ways else None,
            **about,
        )
        row.is_pushed = PUSH in ways and not own.is_quiet(local)
        rows.append(row)
    return rows


def _kinds(event):
    """``{member id: Kind}`` of those who might be told, but for who did it."""
    kinds = {}
    for member_id, kind in _ASKED[event.type](event):  # the first kind counts
        kinds.setdefault(member_id, kind)
    if event.actor_kind == ACTORS.MEMBER:
        kinds.pop(event.actor_id, None)
    return kinds


def _opened(event):
    ticket = event.ticket
    if ticket.place != ticket.Place.INBOX:
        return
    if event.data.get("assignee"):
        yield event.data["assignee"], Kind.ASSIGNED
    kind = Kind.VIP_WROTE if ticket.requester.is_vip else Kind.NEW_IN_TEAM
    for member_id in _of_team(ticket):
        yield member_id, kind


def _assigned(event):
    if event.data.get("new"):
        yield event.data["new"], Kind.ASSIGNED


def _received(event):
    ticket = event.ticket
    if event.data.get("automatic") or ticket.place != ticket.Place.INBOX or _is_blocked(event):
        return
    if ticket.assignee_id:
        yield ticket.assignee_id, Kind.CUSTOMER_WROTE
        if stands_in := absences.substitute_of(ticket.workspace, ticket.assignee_id):
            yield stands_in, Kind.CUSTOMER_WROTE
    for member_id in _followers(ticket):
        yield member_id, Kind.FOLLOWED
    if ticket.requester.is_vip and not ticket.assignee_id:
        for member_id in _of_team(ticket):
            yield member_id, Kind.VIP_WROTE


def _noted(event):
    for member_id in event.data.get("mentioned", ()):
        yield member_id, Kind.MENTIONED
    yield from _said(event)


def _said(event):
    ticket = event.ticket
    if ticket.assignee_id:
        yield ticket.assignee_id, Kind.COLLEAGUE_WROTE
    for member_id in _followers(ticket):
        yield member_id, Kind.FOLLOWED


def _not_delivered(event):
    message = Message.objects.filter(workspace_id=event.workspace_id, pk=event.data.get("message")).first()
    if message is None or message.kind == Message.Kind.SYSTEM:
        return
    if told := message.author_member_id or event.ticket.assignee_id:  # a rule's is the assignee's to look after
        yield told, Kind.NOT_DELIVERED


def _back(event):
    if event.data.get("member"):
        yield event.data["member"], Kind.BACK


def _reminded(event):
    """Whoever asked for it and who has the ticket; where nobody has it, its team."""
    ticket = event.ticket
    yield from _back(event)
    if ticket.assignee_id:
        yield ticket.assignee_id, Kind.BACK
        return
    for member_id in _of_team(ticket):
        yield member_id, Kind.BACK


def _not_sent(event):
    if event.data.get("member"):
        yield event.data["member"], Kind.NOT_SENT


def _is_blocked(event):
    """Did a contact write whom somebody blocked?"""
    author = Contact.objects.filter(workspace_id=event.workspace_id, pk=event.actor_id)
    return event.actor_kind == ACTORS.CONTACT and author.exclude(blocked_at=None).exists()


def _of_team(ticket):
    roles = [role for role in rights.ROLES if rights.scope(role, "tickets.read") in (rights.ALL, rights.TEAM)]
    return (
        Member.objects.active()
        .filter(workspace_id=ticket.workspace_id, role__in=roles, memberships__team_id=ticket.team_id)
        .values_list("pk", flat=True)
    )


def _followers(ticket):
    return TicketFollower.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket).values_list(
        "member_id", flat=True
    )


def _who_may_read(ticket, kinds):
    """The active Members among ``kinds`` who may read the ticket now. Those of its team are known to."""
    members = (
        Member.objects.active()
        .filter(workspace_id=ticket.workspace_id, pk__in=kinds)
        .select_related("user", "workspace")
    )
    by_team = (Kind.VIP_WROTE, Kind.NEW_IN_TEAM)
    tickets = ticket.workspace.tickets
    return [one for one in members if kinds[one.pk] in by_team or tickets.visible_to(one).filter(pk=ticket.pk).exists()]


# Who might be told, by the type of what happened.
_ASKED = {
    "ticket.opened": _opened,
    "ticket.assigned": _assigned,
    "message.received": _received,
    "message.replied": _said,
    "note.added": _noted,
    "message.not_delivered": _not_delivered,
    "message.bounced": _not_delivered,
    "ticket.woke": _back,
    "ticket.reminded": _reminded,
    "reply.interrupted": _not_sent,
    "reply.not_sent": _not_sent,
}


@listener("notifications", *_ASKED)
def notice(event):
    """Write the notifications of ``event``, once, and have them told."""
    rows = choose(event)
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    telling.tell(rows)
    if pushed := [row.member_id for row in rows if row.is_pushed]:
        telling.push(event.workspace_id, pushed, event=event)
