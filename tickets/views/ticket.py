"""The ticket page and its fragments."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from helpdesk.lib.numbers import whole
from helpdesk.lib.prepared import Statement
from tickets.composing import composer_context
from tickets.custom_fields import fields_of
from tickets.models import Message, Ticket
from tickets.teams import teams_of
from tickets.thread import thread_of
from tickets.ticket_page import ticket_for_page, who_can_have_it
from tickets.views.last_list import remember, remembered_view
from workspaces.access import agent_required

# Every first look at a ticket runs it.
NOTE_SEEN = Statement("""
WITH read AS (
    UPDATE tickets_mention SET read_at = %s WHERE workspace_id = %s AND member_id = %s AND ticket_id = %s AND read_at IS NULL)
INSERT INTO tickets_ticketseen (workspace_id, member_id, ticket_id, version, at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (workspace_id, member_id, ticket_id) DO UPDATE SET version = excluded.version, at = excluded.at""")


@require_GET
@agent_required
def detail(request, number):
    """The ticket: a whole page, into which the rows of its list come afterwards; for htmx just the panes right of it."""
    ticket = ticket_for_page(request.member, number)
    if ticket.merged_into_id and (survivor := _survivor(request, ticket)):
        return redirect(f"{survivor.get_absolute_url()}?merged={number}")
    context = {**detail_context(request, ticket), "merged_from": _merged_from(request, ticket)}
    seen(request.member, ticket)
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "tickets/_ticket.html", context)
    view = remembered_view(request)
    return remember(render(request, "tickets/detail.html", {"view": view, **context}), request, view)


@require_GET
@agent_required
def thread(request, number):
    """The thread alone, for pages that heard of a change or want the earlier messages (``?all=1``)."""
    ticket = ticket_for_page(request.member, number)
    context = {"ticket": ticket, "thread": _thread(request, ticket), "member": request.member}
    seen(request.member, ticket)
    return render(request, "tickets/_thread.html", context)


@require_GET
@agent_required
def panel(request, number):
    """The bar and the side panel, for pages that heard of a change.

    ``?since=``: the last message that somebody who is writing has seen; the answer then holds the line on a newer one.
    """
    ticket = ticket_for_page(request.member, number)
    since = whole(request.GET.get("since"))
    newer = newer_message(request, ticket, since, notes=True) if since is not None else None
    return render(
        request, "tickets/_beside.html", {"ticket": ticket, "conflict": newer, **panel_context(request, ticket)}
    )


def detail_context(request, ticket, **composer):
    """Everything right of the list."""
    shown = _thread(request, ticket)
    if not composer and (begun := _begun_before(ticket, shown)):
        composer = {"conflict": newer_message(request, ticket, begun), "begun": begun}
    return {
        "ticket": ticket,
        "thread": shown,
        **panel_context(request, ticket),
        **composer_context(request, ticket, **composer),
    }


def _begun_before(ticket, shown):
    """The newest message that the reply in the member's draft was begun at, if there are newer ones by now; else None."""
    for draft in ticket.own_drafts:
        if draft.kind == "reply" and 0 < draft.based_on_message < shown.last_message_id:
            return draft.based_on_message
    return None


def newer_message(request, ticket, last_message, *, notes=False):
    """The newest message of others after ``last_message`` (an id), or None; ``notes`` among them if asked for."""
    kinds = [Message.Kind.INCOMING, Message.Kind.REPLY, Message.Kind.CALL, *([Message.Kind.NOTE] if notes else [])]
    return (
        Message.objects.filter(workspace=request.workspace, ticket=ticket, pk__gt=last_message, kind__in=kinds)
        .exclude(author_member=request.member)
        .select_related("author_contact", "author_member__user")
        .order_by("-id")
        .first()
    )


def panel_context(request, ticket):
    """What the bar and the side panel offer."""
    may = request.member.can("tickets.triage")
    return {
        "may_triage": may,
        "may_change": may and not ticket.is_closed,
        "is_mine": ticket.assignee_id == request.member.pk,
        "may_trash": request.member.can("tickets.trash"),
        "may_purge": request.member.can("tickets.purge"),
        "may_block": request.member.can("contacts.block"),
        "members": who_can_have_it(request.workspace) if may else [],
        "teams": teams_of(ticket.workspace_id, request.member) if may else [],
        "priorities": [(one.value, one.label, one.name.lower()) for one in reversed(Ticket.Priority)],
        "types": offered_types(ticket),
        "fields": fields_of(ticket),
        "follows_it": any(one["pk"] == request.member.pk for one in ticket.follower_list),
        "contact_now": _local_time(ticket.requester),
        "requester_language": _language_name(ticket.requester.language),
    }


def offered_types(ticket):
    """(value, label) of the types that the workspace uses, and of the one that the ticket has."""
    off = set(ticket.workspace.types_off)
    return [one for one in Ticket.Type.choices if one[0] not in off or one[0] == ticket.type]


def seen(member, ticket):
    """Note that ``member`` has seen the ticket as it is now, with the notes that name them, unless that is noted already.

    Then nothing is written.
    """
    if ticket.seen_version == ticket.version:
        return
    now, own = timezone.now(), [ticket.workspace_id, member.pk, ticket.pk]
    with connection.cursor() as cursor:
        cursor.execute(NOTE_SEEN, [now, *own, *own, ticket.version, now])


def _survivor(request, ticket):
    """The ticket that this one is part of now, if the member may see it."""
    return request.workspace.tickets.visible_to(request.member).filter(pk=ticket.merged_into_id).first()


def _merged_from(request, ticket):
    """The old number that led here, or None."""
    number = whole(request.GET.get("merged"))
    if number is None:
        return None
    return number if ticket.merged_tickets.filter(workspace=request.workspace, number=number).exists() else None


def _thread(request, ticket):
    return thread_of(ticket, seen_at=ticket.seen_at, everything=request.GET.get("all") == "1")


def _local_time(contact):
    if not contact.time_zone:
        return None
    return timezone.now().astimezone(ZoneInfo(contact.time_zone))


def _language_name(code):
    return dict(settings.LANGUAGES).get(code, code)
