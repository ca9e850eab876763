"""Single figures in templates."""

from django import template

from tickets.counts import counts_for, shown
from tickets.saved_views import known_views

register = template.Library()


@register.simple_tag(takes_context=True)
def unassigned_count(context):
    """How many open tickets that the member sees have nobody."""
    return counts_for(context["request"].member).unassigned


@register.simple_tag(takes_context=True)
def view_count(context, view):
    """The count beside a list's title: nothing for lists that are not counted."""
    if view.saved_id is not None:
        found = [one.count for one in known_views(context["request"].member) if one.pk == view.saved_id]
        return shown(found[0]) if found and found[0] is not None else ""
    counts = counts_for(context["request"].member)
    if view.team_id is not None:
        return counts.by_team.get(view.team_id, 0)
    return {
        "my-open": counts.mine,
        "unassigned": counts.unassigned,
        "all-open": counts.open,
        "waiting": counts.waiting,
    }.get(view.key, "")
