"""The ticket page and its fragments."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tickets import beside
from tickets.composing import composer_context
from tickets.models import Status, Ticket
from tickets.teams import teams_of
from tickets.thread import thread_of
from tickets.views.finding import find_ticket
from tickets.views.inbox import remembered_view
from workspaces.access import agent_required
from workspaces.models import Member

# By hand: every first look at a ticket runs it, and bulk_create adds a savepoint and more work than the statement is.
NOTE_SEEN = """
INSERT INTO tickets_ticketseen (workspace_id, member_id, ticket_id, version, at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (workspace_id, member_id, ticket_id) DO UPDATE SET version = excluded.version, at = excluded.at"""


@require_GET
@agent_required
def detail(request, number):
    """The ticket: a whole page, into which the rows of its list come afterwards; for htmx just the panes right of it."""
    ticket = find_ticket(request, number, for_page(request))
    context = detail_context(request, ticket)
    seen(request.member, ticket)
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "tickets/_ticket.html", context)
    return render(request, "tickets/detail.html", {"view": remembered_view(request), **context})


@require_GET
@agent_required
def thread(request, number):
    """The thread alone, for pages that heard of a change or want the earlier messages (``?all=1``)."""
    ticket = find_ticket(request, number, for_page(request))
    context = {"ticket": ticket, "thread": _thread(request, ticket), "member": request.member}
    seen(request.member, ticket)
    return render(request, "tickets/_thread.html", context)


@require_GET
@agent_required
def panel(request, number):
    """The bar and the side panel, for pages that heard of a change."""
    ticket = find_ticket(request, number, for_page(request))
    return render(request, "tickets/_beside.html", {"ticket": ticket, **panel_context(request, ticket)})


def for_page(request):
    """Tickets with what the page shows about them, in one statement. Status and team come with the panel's choices:
    each join more makes the statement dearer to plan than to run.
    """
    return request.workspace.tickets.select_related("requester__organization", "assignee__user").annotate(
        **beside.of_ticket(request.member)
    )


def detail_context(request, ticket, **composer):
    """Everything right of the list."""
    return {
        "ticket": ticket,
        "thread": _thread(request, ticket),
        **panel_context(request, ticket),
        **composer_context(request, ticket, **composer),
    }


def panel_context(request, ticket):
    """What the side panel offers to choose from."""
    workspace = request.workspace
    may = request.member.can("tickets.triage")
    statuses, teams = list(Status.objects.filter(workspace=workspace)), teams_of(workspace.pk, request.member)
    _name(ticket, statuses, teams)
    return {
        "may_triage": may,
        "may_trash": request.member.can("tickets.trash"),
        "statuses": statuses if may else [],
        "members": _choices(workspace) if may else [],
        "teams": teams if may else [],
        "priorities": [(one.value, one.label, one.name.lower()) for one in reversed(Ticket.Priority)],
        "types": Ticket.Type.choices,
        "follows_it": any(one["pk"] == request.member.pk for one in ticket.follower_list),
        "contact_now": _local_time(ticket.requester),
        "requester_language": _language_name(ticket.requester.language),
        "earlier_tickets": earlier_tickets(request, ticket),
    }


def _name(ticket, statuses, teams):
    """Give the ticket the status and the team that were read as choices."""
    ticket.status = next(one for one in statuses if one.pk == ticket.status_id)
    ticket.team = next(one for one in teams if one.pk == ticket.team_id)


def _choices(workspace):
    """Who can be given the ticket, as named tuples: there may be many."""
    answering = Member.objects.filter(workspace=workspace).who_answer().annotate(called=F("user__name"))
    return list(answering.values_list("pk", "public_id", "called", named=True))


def earlier_tickets(request, ticket):
    """The requester's newest other tickets, as far as the member may see them."""
    return list(
        request.workspace.tickets.visible_to(request.member)
        .filter(requester_id=ticket.requester_id)
        .exclude(pk=ticket.pk)
        .only("workspace_id", "number", "subject", "category", "created_at")
        .order_by("-id")[:5]
    )


def seen(member, ticket):
    """Note that ``member`` has seen the ticket as it is now, unless that is noted already: then nothing is written."""
    if ticket.seen_version == ticket.version:
        return
    with connection.cursor() as cursor:
        cursor.execute(NOTE_SEEN, [ticket.workspace_id, member.pk, ticket.pk, ticket.version, timezone.now()])


def _thread(request, ticket):
    return thread_of(ticket, seen_at=ticket.seen_at, everything=request.GET.get("all") == "1")


def _local_time(contact):
    if not contact.time_zone:
        return None
    return timezone.now().astimezone(ZoneInfo(contact.time_zone))


def _language_name(code):
    return dict(settings.LANGUAGES).get(code, code)
