"""The ticket page and its fragments."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_info
from django.views.decorators.http import require_GET

from contacts.models import Identity
from tickets.composing import composer_context
from tickets.models import Status, Ticket, TicketCC, TicketFollower, TicketSeen, TicketTag
from tickets.teams import teams_of
from tickets.thread import thread_of
from tickets.views.finding import find_ticket
from tickets.views.inbox import list_context, remembered_view
from workspaces.access import agent_required
from workspaces.models import Member


@require_GET
@agent_required
def detail(request, number):
    """The ticket: a whole page, or for htmx just the panes right of the list."""
    ticket = find_ticket(request, number, for_page(request))
    context = detail_context(request, ticket)
    seen(request.member, ticket)
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "tickets/_ticket.html", context)
    one = remembered_view(request)
    return render(request, "tickets/detail.html", {**list_context(request, one), **context, "has_tickets": True})


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
    """The side panel alone."""
    ticket = find_ticket(request, number, for_page(request))
    return render(request, "tickets/_side_panel.html", {"ticket": ticket, **panel_context(request, ticket)})


def for_page(request):
    """Tickets with all that the page shows about them, in one statement."""
    workspace = request.workspace
    of_ticket = {"workspace": workspace, "ticket": OuterRef("pk")}
    identities = Identity.objects.filter(workspace=workspace, contact=OuterRef("requester_id")).order_by("id")
    return workspace.tickets.select_related(
        "requester__organization", "status", "team", "assignee__user", "channel"
    ).annotate(
        tag_names=ArraySubquery(TicketTag.objects.filter(**of_ticket).order_by("tag__name").values("tag__name")),
        cc_list=ArraySubquery(
            TicketCC.objects.filter(**of_ticket)
            .order_by("id")
            .values_list(JSONObject(address="address", name="contact__name", accepted_at="accepted_at"))
        ),
        follower_list=ArraySubquery(
            TicketFollower.objects.filter(**of_ticket)
            .order_by("id")
            .values_list(JSONObject(pk="member_id", name="member__user__name", public_id="member__public_id"))
        ),
        identity_list=ArraySubquery(identities.values_list(JSONObject(kind="kind", value="value", shown="shown"))),
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
    return {
        "may_triage": may,
        "may_trash": request.member.can("tickets.trash"),
        "statuses": list(Status.objects.filter(workspace=workspace)) if may else [],
        "members": list(Member.objects.filter(workspace=workspace).who_answer().select_related("user")) if may else [],
        "teams": teams_of(workspace.pk, request.member) if may else [],
        "priorities": [(one.value, one.label, one.name.lower()) for one in reversed(Ticket.Priority)],
        "types": Ticket.Type.choices,
        "follows_it": any(one["pk"] == request.member.pk for one in ticket.follower_list),
        "contact_now": _local_time(ticket.requester),
        "requester_language": _language_name(ticket.requester.language),
        "earlier_tickets": earlier_tickets(request, ticket),
    }


def earlier_tickets(request, ticket):
    """The requester's newest other tickets, as far as the member may see them."""
    return list(
        request.workspace.tickets.visible_to(request.member)
        .filter(requester_id=ticket.requester_id)
        .exclude(pk=ticket.pk)
        .order_by("-id")[:5]
    )


def seen(member, ticket):
    """Note that ``member`` has seen the ticket as it is now."""
    TicketSeen.objects.bulk_create(
        [
            TicketSeen(
                workspace_id=ticket.workspace_id,
                member=member,
                ticket=ticket,
                version=ticket.version,
                at=timezone.now(),
            )
        ],
        update_conflicts=True,
        unique_fields=["workspace", "member", "ticket"],
        update_fields=["version", "at"],
    )


def _thread(request, ticket):
    before = TicketSeen.objects.filter(workspace=request.workspace, member=request.member, ticket=ticket).first()
    return thread_of(ticket, seen_at=before.at if before else None, everything=request.GET.get("all") == "1")


def _local_time(contact):
    if not contact.time_zone:
        return None
    return timezone.now().astimezone(ZoneInfo(contact.time_zone))


def _language_name(code):
    return get_language_info(code)["name_translated"] if code in dict(settings.LANGUAGES) else code
