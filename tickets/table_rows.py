"""The rows of a table of tickets, written by hand as those of a list are (``tickets.rows``)."""

from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helpdesk.lib import icons
from helpdesk.templatetags.times import Ages
from tickets.models import Ticket
from tickets.rows import PRIORITY_KEYS, Words, avatar, coloured_tag

NUMERIC = frozenset({"number", "updated", "created", "solved"})  # at the right


def html_of(tickets, columns, view_slug, member, now):
    """All rows one after the other."""
    words = Words(True, member.can("tickets.bulk"))
    words.ages = Ages(now)
    nobody = f'<span class="table__nobody">{escape(_("Nobody yet"))}</span>'
    cells = [(_class_of(one), _CELLS.get(one.key, _list if one.is_list else _text), one.field) for one in columns]
    labels = {"type": dict(Ticket.Type.choices), "nobody": nobody}
    return SafeString("".join(_row(one, cells, view_slug, words, labels) for one in tickets))


def _class_of(column):
    key = "custom" if column.custom else column.key
    return f"table__{key}" + (" number" if key in NUMERIC or column.kind == "number" else "")


def _row(ticket, cells, view_slug, words, labels):
    unread = ticket.seen_version is None or ticket.seen_version < ticket.version
    draft = " data-draft" if ticket.has_draft else ""
    words.link = f"/tickets/{ticket.number}/?view={view_slug}"
    inside = "".join(
        f'<td class="{name}">{cell(ticket, getattr(ticket, field), words, labels)}</td>' for name, cell, field in cells
    )
    return (
        f'<tr class="table__row{" table__row--unread" if unread else ""}" id="ticket-{ticket.number}"'
        f' data-version="{ticket.version}"{draft}><td class="table__box">{words.box(ticket.number, "")}</td>{inside}</tr>\n'
    )


def _text(ticket, value, words, labels):
    return escape(str(value)) if value not in (None, "") else ""


def _list(ticket, value, words, labels):
    return escape(", ".join(str(one) for one in value or ()))


def _subject(ticket, value, words, labels):
    snippet = words.failed if ticket.has_failed else escape(ticket.snippet)
    title = escape(value or words.no_subject)
    draft = words.draft if ticket.has_draft else ""
    return (
        f'<a class="table__link" data-link href="{words.link}">{title}</a>{draft}'
        f'<span class="table__snippet">{snippet}</span>'
    )


def _requester(ticket, value, words, labels):
    name = escape(value) or words.unknown
    return f'<span class="table__fact">{name}{words.vip}</span>' if ticket.requester__is_vip else name


def _tags(ticket, value, words, labels):
    """Those with a colour on their ground, then the others as words."""
    coloured = {one.split(" ", 1)[1] for one in ticket.tag_colours}
    plain = escape(", ".join(one for one in value or () if one not in coloured))
    return " ".join(filter(None, (*map(coloured_tag, ticket.tag_colours), plain)))


def _status(ticket, value, words, labels):
    return f'<span class="table__fact">{icons.status_icon(ticket.category, 14)}{escape(value)}</span>'


def _priority(ticket, value, words, labels):
    return f'<span class="table__fact">{icons.priority_icon(PRIORITY_KEYS[value], 14)}{escape(words.priorities[value])}</span>'


def _assignee(ticket, value, words, labels):
    if value is None:
        return labels["nobody"]
    return f'<span class="table__fact">{avatar(value, ticket.assignee__public_id)}{escape(value)}</span>'


def _channel(ticket, value, words, labels):
    return icons.channel_icon(value, 14, words.origins[value])


def _type(ticket, value, words, labels):
    return escape(str(labels["type"].get(value, "")))


def _age(ticket, value, words, labels):
    if value is None:
        return ""
    stamp, age = words.ages.stamp(value), words.ages.of(value)
    return f'<relative-time datetime="{stamp}" format="age">{age}</relative-time>'


_CELLS = {
    "subject": _subject,
    "requester": _requester,
    "tags": _tags,
    "status": _status,
    "priority": _priority,
    "assignee": _assignee,
    "channel": _channel,
    "type": _type,
    "due": _age,
    "updated": _age,
    "created": _age,
    "solved": _age,
}


def heads(table, url, query=""):
    """``<th>`` of each column: a press sorts by it, another turns that round."""
    return SafeString("".join(_head(one, table.sort, url, query) for one in table.columns))


def _head(column, sort, url, query):
    key, downwards = sort.removeprefix("-"), sort.startswith("-")
    name = _class_of(column)
    if column.key == key:
        then = f"-{key}" if not downwards else key
        arrow = icons.icon("arrow-down" if downwards else "arrow-up", 12)
        says = format_html(' aria-sort="{}"', "descending" if downwards else "ascending")
    else:
        then, arrow, says = (f"-{column.key}" if column.downwards else column.key), "", ""
    title = (
        column.title
        if column.key != "channel"
        else format_html('<span class="visually-hidden">{}</span>', column.title)
    )
    return format_html(
        '<th scope="col" class="{}"{}><a class="table__sort" href="{}?{}sort={}">{} {}</a></th>',
        name, says, url, query, then, title, arrow,
    )  # fmt: skip
