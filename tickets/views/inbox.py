"""Lists: views of the inbox, and the rail's counts."""

from django.db import OperationalError
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from helpdesk.lib.numbers import whole
from helpdesk.lib.patience import limited
from tickets import table_rows
from tickets.boards import STATUS, TEAM, board_of
from tickets.columns import MOST, columns_for, known_columns
from tickets.inbox import LATEST, Page, page_of, view_for
from tickets.models import Layout
from tickets.query import QueryError
from tickets.rows import rows_of
from tickets.saved_views import want_counts
from tickets.tables import LIST_MILLISECONDS, slow_words, table_of
from tickets.templatetags.rail import rail_context
from tickets.views.last_list import remember
from workspaces.access import agent_required
from workspaces.models import Member

LIST_WIDTHS = range(280, 481)


@require_GET
@agent_required
def start(request):
    """``/inbox/``: the first view."""
    return redirect("tickets:inbox_view", "my-open")


@require_GET
@agent_required
def view(request, slug):
    """A list. ``?after=`` goes on behind a cursor; with ``?part=rows`` only the rows come."""
    one = view_for(slug, request.member)
    want_counts(request.member, changed=False)
    part = request.GET.get("part")
    if part == "table" or not part and one.layout_for(request.member) == Layout.TABLE:
        return remember(table_page(request, one), request, one)
    if part == "board" or not part and one.layout_for(request.member) == Layout.BOARD:
        return remember(board_page(request, one), request, one)
    context = list_context(request, one, request.GET.get("after", ""))
    if part == "rows":
        return render(request, "tickets/_rows.html", context)
    # By number, so that an index answers; exists() would drop the order.
    numbers = request.workspace.tickets.order_by("number").values_list("number", flat=True)
    context["has_tickets"] = bool(context["page"].rows or numbers[:1])
    return remember(render(request, "tickets/queue.html", context), request, one)


def table_page(request, one):
    """The list as a table; with ``?part=table`` only its rows."""
    member = request.member
    table = table_of(
        one,
        member,
        sort=request.GET.get("sort", "") or one.sort,
        cursor=request.GET.get("after", ""),
        columns=one.columns or member.list_columns,
    )
    rows = table_rows.html_of(table.page.rows, table.columns, one.slug, member, timezone.now())
    context = {
        "view": one,
        "table": table,
        "rows": rows,
        "layout": Layout.TABLE,
        "page": table.page,
        "has_tickets": True,
    }
    if request.GET.get("part") == "table":
        return render(request, "tickets/_table_rows.html", context)
    context["heads"] = table_rows.heads(table, one.url)
    return render(request, "tickets/table.html", context)


def board_page(request, one):
    """The list as a board, ``?by=`` status or team; with ``?part=board`` only its columns."""
    by = TEAM if request.GET.get("by") == TEAM else STATUS
    columns, trouble = board_of(one, request.member, by)
    context = {"view": one, "columns": columns, "trouble": trouble, "by": by, "layout": Layout.BOARD}
    part = request.GET.get("part") == "board"
    return render(request, "tickets/_board.html" if part else "tickets/board.html", context)


@require_GET
@agent_required
def rail(request):
    """The rail's lists with their counts, for pages that heard of a change."""
    slug = request.GET.get("view", "")
    want_counts(request.member, changed=not request.GET.get("counted"))
    context = {**rail_context(request.member), "view": {"slug": slug}}
    return render(request, "tickets/_rail_views.html", context)


@require_POST
@agent_required
def layout(request):
    """Keep how the member likes lists: ``layout``; ``view`` says which list is shown so."""
    chosen = request.POST.get("layout", "")
    if chosen not in Layout.values:
        return HttpResponseBadRequest()
    Member.objects.filter(workspace=request.workspace, pk=request.member.pk).update(list_layout=chosen)
    return redirect(view_for(request.POST.get("view", ""), request.member).url)


@require_POST
@agent_required
def columns(request):
    """Keep which columns tables have: ``column``, once for each in their order; none for the usual ones."""
    known = known_columns(request.workspace)
    chosen = [key for key in dict.fromkeys(request.POST.getlist("column")) if key in known][:MOST]
    Member.objects.filter(workspace=request.workspace, pk=request.member.pk).update(list_columns=chosen)
    return redirect(view_for(request.POST.get("view", ""), request.member).url)


@require_GET
@agent_required
def column_choices(request):
    """What the chooser of columns offers: all of them, those that are shown first."""
    one = view_for(request.GET.get("view", ""), request.member)
    shown = columns_for(one.columns or request.member.list_columns, request.workspace)
    known = known_columns(request.workspace)
    rest = [column for key, column in known.items() if column not in shown]
    context = {"view": one, "choices": [(column, True) for column in shown] + [(column, False) for column in rest]}
    return render(request, "tickets/_columns.html", context)


@require_POST
@agent_required
def list_width(request):
    """Keep how wide the member dragged the list: ``width`` in px."""
    width = whole(request.POST.get("width"), -1)
    if width not in LIST_WIDTHS:
        return HttpResponseBadRequest()
    Member.objects.filter(workspace=request.workspace, pk=request.member.pk).update(list_width=width)
    return HttpResponse(status=204)


def list_context(request, one, cursor=""):
    """What the list pane shows: the view, a page of rows."""
    page, trouble = page_or_trouble(one, request.member, cursor)
    selectable = request.member.can("tickets.bulk")
    rows = rows_page(page, show_assignee=one.key != "my-open", selectable=selectable, newest_first=one.order == LATEST)
    return {"view": one, "page": rows, "trouble": trouble}


def page_or_trouble(one, member, cursor):
    """``(Page, "")``, or an empty one and why it can't be shown. What indexes serve needs no limit."""
    if one.saved_id is None:
        tickets, more = one.tickets(member), ()
        if one.key == "snoozed":
            more = ("comes_back_at",)
        return page_of(tickets, member, one.order, cursor, more=more), ""
    try:
        with limited(LIST_MILLISECONDS):
            return page_of(one.tickets(member), member, one.order, cursor), ""
    except OperationalError:
        return Page([]), slow_words()
    except QueryError as error:
        return Page([]), str(error.message)


def rows_page(page, **options):
    """The Page with Rows in place of tickets."""
    return Page(rows_of(page.rows, **options), page.next_cursor)
