"""Whom a note can name."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tickets.search import fold
from tickets.teams import teams_of
from tickets.views.finding import find_ticket, need
from workspaces.access import agent_required
from workspaces.models import Member

SHOWN = 8


@dataclass(frozen=True)
class Person:
    """A member or a team; ``reads``: may read the ticket already. ``seed`` is of a member's picture."""

    mark: str
    name: str
    title: str
    reads: bool = True
    seed: str = ""
    fact: str = ""


@require_GET
@agent_required
def people(request, number):  # GET /tickets/42/people/
    """Colleagues and teams whose name has a word that begins as ``?q=``; those who may read the ticket first."""
    need(request, "tickets.note")
    ticket = find_ticket(request, number)
    query = fold(request.GET.get("q", "").strip()[:60])
    members = Member.objects.active().filter(workspace=request.workspace).exclude(pk=request.member.pk)
    near = [one for one in members.select_related("user", "workspace") if _begins(one.name, query)][:SHOWN]
    tickets = request.workspace.tickets.filter(pk=ticket.pk)
    found = [
        Person(
            f"member-{one.public_id}", one.name.split(" ")[0], one.name, tickets.visible_to(one).exists(), one.public_id
        )
        for one in near
    ]
    found.sort(key=lambda one: (not one.reads, one.title))
    found += [
        Person(f"team-{team.pk}", team.name, team.name, fact=_("Team"))
        for team in teams_of(request.workspace.pk, request.member)
        if _begins(team.name, query)
    ][: SHOWN - len(found) + 3]
    return render(request, "tickets/_people.html", {"people": found})


def _begins(name, query):
    folded = fold(name)
    return folded.startswith(query) or any(word.startswith(query) for word in folded.split())
