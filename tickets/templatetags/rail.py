"""The rail and the phone's tab bar."""

from django import template
from django.conf import settings

from tickets.counts import counts_for, shown
from tickets.inbox import VIEWS, team_view
from tickets.teams import visible_teams

register = template.Library()
IN_RAIL = ("my-open", "unassigned", "all-open", "waiting", "solved")


@register.inclusion_tag("tickets/_rail.html", takes_context=True)
def rail(context):
    """Workspace, views with counts, teams, places, the member. Context: request, member, workspace; optional view, place."""
    request = context["request"]
    member = request.member
    return {
        **rail_context(member),
        "request": request,
        "member": member,
        "workspace": request.workspace,
        "demo": settings.DEMO,
        "view": context.get("view"),
        "place": context.get("place", ""),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("tickets/_tab_bar.html", takes_context=True)
def tab_bar(context):
    """What the phone has at its foot."""
    return {"place": context.get("place", ""), "view": context.get("view"), "member": context["request"].member}


@register.inclusion_tag("tickets/_pills.html", takes_context=True)
def pills(context):
    """The views as the phone shows them."""
    return {**rail_context(context["request"].member), "view": context.get("view")}


def rail_context(member):
    """``views`` and ``teams``, each ``(View, count as shown)``."""
    counts = counts_for(member)
    of_view = {
        "my-open": counts.mine,
        "unassigned": counts.unassigned,
        "all-open": counts.open,
        "waiting": counts.waiting,
    }
    return {
        "views": [(VIEWS[key], shown(of_view.get(key, 0))) for key in IN_RAIL],
        "teams": [(team_view(team), shown(counts.by_team.get(team.pk, 0))) for team in visible_teams(member)],
        "elsewhere": [VIEWS["spam"], VIEWS["trash"]],
    }
