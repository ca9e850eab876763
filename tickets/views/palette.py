"""The palette: Ctrl K on every page of the workspace."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from contacts import finding as contact_finding
from tickets import commands, search
from tickets.contact_reach import contacts_visible_to
from tickets.search.snippets import Marker
from workspaces.access import agent_required

LONGEST = 200


@require_GET
@agent_required
def palette(request):  # GET /palette/
    """The inside of the dialog: what can be done and where one can go."""
    member = request.member
    context = {
        "commands": commands.commands(member),
        "places": commands.places_for(member),
        "tags": commands.tags_for(member),
    }
    return render(request, "tickets/_palette.html", context)


@require_GET
@agent_required
def palette_results(request):  # GET /palette/results/?q=
    """Tickets and contacts for what is typed. At most one letter finds nothing yet, a "#" and a number one ticket."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    tickets, contacts = [], []
    if len(query) > 1:
        tickets = _tickets(request.member, query)
        contacts = _contacts(request.member, query)
    number = search.NUMBER.fullmatch(query)
    context = {"query": query, "number": number and number[1], "tickets": tickets, "contacts": contacts}
    return render(request, "tickets/_palette_results.html", context)


def _tickets(member, query):
    """``[(ticket, subject, name)]``, the words marked."""
    visible = member.workspace.tickets.visible_to(member)
    found = search.ranked(visible.in_inbox(), search.parse(query))
    ids = [hit.ticket_id for hit in found.hits[: commands.MOST_TICKETS]]
    rows = {row.pk: row for row in visible.filter(pk__in=ids).select_related("requester", "status")}
    texts = [text for row in rows.values() for text in (row.title, str(row.requester))]
    marker = Marker(found.terms, texts, near=found.near_from is not None)
    return [(rows[pk], marker(rows[pk].title), marker(str(rows[pk].requester))) for pk in ids if pk in rows]


def _contacts(member, query):
    """``[(contact, name, address)]``, the words marked."""
    found = list(
        contact_finding.matching(contacts_visible_to(member), query).prefetch_related("identities")[
            : commands.MOST_CONTACTS
        ]
    )
    marker = Marker(search.parse(query), [str(one) for one in found])
    return [(one, marker(str(one)), one.email or one.phone) for one in found]
