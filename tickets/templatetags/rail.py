"""The rail and the phone's tab bar. Their links are written by hand: a workspace may have many teams, twice a page."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helpdesk.lib import icons
from helpdesk.templatetags.times import formatted
from tickets.counts import counts_for, shown
from tickets.inbox import VIEWS, absent_view, known_view, team_view
from tickets.saved_views import known_views
from tickets.teams import visible_teams

register = template.Library()
UNCOUNTED = "–"  # a list that has no figure at all, as against an empty one
UNREAD = {"mentions"}  # lists whose figure is what is new in them, not how long they are
WHOLE = 20  # letters that stand in the rail uncut
IN_RAIL = ("my-open", "mentions", "unassigned", "all-open", "waiting", "snoozed", "solved")


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


@register.inclusion_tag("tickets/_away.html", takes_context=True)
def away_line(context):
    """Says on every page that the member is out of office, and ends it."""
    away = counts_for(context["request"].member).away
    until = formatted(away.last_day, "j F") if away else ""
    return {"away": away, "until": until, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("tickets/_tab_bar.html", takes_context=True)
def tab_bar(context):
    """What the phone has at its foot."""
    return {"place": context.get("place", ""), "view": context.get("view"), "member": context["request"].member}


@register.inclusion_tag("tickets/_pills.html", takes_context=True)
def pills(context):
    """The views as the phone shows them."""
    return {**rail_context(context["request"].member), "view": context.get("view")}


@register.simple_tag
def rail_items(views, current):
    """Items of the rail for ``views``, pairs of a View and its count. ``current`` is the View that is open, if any."""
    return _links(_item, views, current)


@register.simple_tag
def pill_links(views, current):
    """The same as pills."""
    return _links(_pill, views, current)


def _links(link, views, current):
    slug = current["slug"] if isinstance(current, dict) else getattr(current, "slug", None)
    return SafeString(  # joined from what format_html has escaped
        "".join(
            link(
                one.url,
                str(one.title),
                one.icon,
                one.shortcut,
                str(count),
                CURRENT if one.slug == slug else "",
                str(_("unread")) if count and one.slug in UNREAD else "",
            )
            for one, count in views
        )
    )


CURRENT = SafeString(' aria-current="page"')


@lru_cache(maxsize=4096)
def _item(url, title, icon, shortcut, count, current, unread):
    return format_html(
        '<li><a class="rail__item{}" href="{}"{}{}{}>{}<span class="rail__label">{}</span>{}{}</a></li>',
        " rail__item--unread" if unread else "",
        url,
        current,
        format_html(' data-key="{}"', shortcut) if shortcut else "",
        format_html(' title="{}"', title) if len(title) > WHOLE else "",
        icons.icon(*_drawn(icon)),
        title,
        "" if count == UNCOUNTED else format_html('<span class="rail__count">{}</span>', count),
        _said(unread),
    )


def _said(unread):
    return format_html('<span class="visually-hidden"> {}</span>', unread) if unread else ""


def _drawn(icon):
    """Arguments of ``icons.icon``; "bookmark teal" has that colour."""
    name, _space, colour = icon.partition(" ")
    return name, 16, "", f"rail__mark--{colour}" if colour else ""


@lru_cache(maxsize=4096)
def _pill(url, title, _icon, _shortcut, count, current, unread):
    figure = format_html(' <span class="rail__count">{}</span>', count) if count and count != UNCOUNTED else ""
    return format_html('<a class="filter-pill" href="{}"{}>{}{}{}</a>', url, current, title, figure, _said(unread))


def rail_context(member):
    """``views``, ``teams`` and ``elsewhere``, each of ``(View, count as shown)``. Kept on the member for the request."""
    if not hasattr(member, "_rail"):  # request.member is a lazy wrapper: its __dict__ is not the member's
        member._rail = _rail_of(member)
    return member._rail


def _known(one):
    """A saved view and its count, if a worker has counted it."""
    return known_view(one.pk, one.name, one.colour), "" if one.count is None else shown(one.count)


def _rail_of(member):
    counts = counts_for(member)
    of_view = {
        "my-open": counts.mine,
        "mentions": counts.mentions,
        "unassigned": counts.unassigned,
        "all-open": counts.open,
        "waiting": counts.waiting,
    }
    views = [(VIEWS[key], shown(of_view.get(key, 0))) for key in IN_RAIL]
    if counts.drafts:
        views.insert(2, (VIEWS["drafts"], shown(counts.drafts)))
    views[1:1] = [(absent_view(one.pk, one.name), shown(one.open)) for one in counts.covered]
    return {
        "views": views,
        "teams": [(team_view(team), shown(counts.by_team.get(team.pk, 0))) for team in visible_teams(member)],
        "mine": [_known(one) for one in known_views(member) if one.visibility == "private"],
        "shared": [_known(one) for one in known_views(member) if one.visibility != "private"],
        "elsewhere": [(VIEWS["spam"], UNCOUNTED), (VIEWS["trash"], UNCOUNTED)],
    }
