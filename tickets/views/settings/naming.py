"""Statuses, tags and reasons."""

from django.contrib import messages as flash
from django.db.models.expressions import RawSQL
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.lib.numbers import whole
from tickets.figures import up_to
from tickets.forms.settings.naming import ReasonForm, SolvingForm, StatusForm, TagForm
from tickets.inner_life import reason_choices
from tickets.models import Reason, Status, Tag, Ticket, TicketTag
from tickets.models.status import Category
from tickets.operations import naming
from tickets.views.settings.rows import RIGHT, Row, parts, retire, retirement
from workspaces.access import right_required
from workspaces.views.page import settings_page, unhappy

MOST_TAGS, MOST = 1000, 1000
# A count that ends at so many rows for each tag: a subquery with LIMIT under count() can't be said to the ORM.
TICKETS_OF_TAG = """(SELECT count(*) FROM (SELECT 1 FROM tickets_tickettag one
    WHERE one.workspace_id = tickets_tag.workspace_id AND one.tag_id = tickets_tag.id LIMIT %s) few)"""


@require_safe
@right_required(RIGHT)
def statuses(request):  # GET /settings/statuses/
    found = list(Status.objects.filter(workspace=request.workspace))
    groups = []
    for category in Category:
        rows = [
            Row(
                one.pk,
                reverse("ticket_settings:status", args=[one.pk]),
                one.name,
                ", ".join(one.customer_words.values()),
                mark=_("Being deleted") if one.replaced_by_id else "",
                category=one.category,
            )
            for one in found
            if one.category == category
        ]
        groups.append({"title": category.label, "rows": rows, "order": "statuses"})
    groups[0] |= {"new": reverse("ticket_settings:new_status"), "words": _("New status")}
    context = {
        "title": _("Statuses"),
        "intro": _("Your own names in six kinds. The first of a kind is the one that buttons and rules set."),
        "groups": groups,
    }
    return settings_page(request, "tickets/settings/rows.html", "statuses", context)


@require_http_methods(["GET", "POST"])
@right_required(RIGHT)
def new_status(request):  # GET, POST /settings/statuses/new/
    return _edit_status(request, Status(workspace=request.workspace, category=Category.OPEN))


@require_http_methods(["GET", "POST"])
@right_required(RIGHT)
def status(request, pk):  # GET, POST /settings/statuses/<pk>/
    return _edit_status(request, get_object_or_404(Status, workspace=request.workspace, pk=pk))


def _edit_status(request, found):
    name = found.name
    form = StatusForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.saved_last()
        flash.success(request, _("Saved"))
        return redirect("ticket_settings:statuses")
    context = {
        "form": form,
        "parts": parts(form, form.fields),
        "title": name or _("New status"),
        "action": _("Save status"),
        "back": reverse("ticket_settings:statuses"),
        "back_words": _("Statuses"),
    }
    if found.pk:
        count = up_to(Ticket.objects.filter(workspace=request.workspace, status=found))
        others = Status.objects.filter(workspace=request.workspace, category=found.category, replaced_by=None)
        choices = [(one.pk, one.name) for one in others.exclude(pk=found.pk)]
        text = _("Its %(count)s tickets get the other status in the background.") % {"count": count}
        context |= {"facts": [(_("Tickets"), count)], "facts_words": _("So many tickets have this status now.")}
        if choices and not found.replaced_by_id:
            context["extras"] = [
                {
                    "title": _("Delete"),
                    "text": text,
                    "url": reverse("ticket_settings:status_deletion", args=[found.pk]),
                    "label": _("Its tickets become"),
                    "choices": choices,
                    "button": _("Delete status"),
                    "danger": True,
                }
            ]
    return settings_page(request, "tickets/settings/edit.html", "statuses", context, status=unhappy(form))


@require_POST
@right_required(RIGHT)
def status_deletion(request, pk):  # POST /settings/statuses/<pk>/deletion/
    """``to``: the status of the same kind that its tickets get."""
    found = get_object_or_404(Status, workspace=request.workspace, pk=pk)
    to = get_object_or_404(Status, workspace=request.workspace, pk=whole(request.POST.get("to"), -1))
    naming.delete_status(found, to=to, by=request.member)
    flash.success(request, _("The status goes as soon as its tickets have the other one."))
    return redirect("ticket_settings:statuses")


@require_safe
@right_required(RIGHT)
def tags(request):  # GET /settings/tags/
    found = Tag.objects.filter(workspace=request.workspace).annotate(tickets=RawSQL(TICKETS_OF_TAG, [MOST + 1]))
    found = found.order_by("name")[:MOST_TAGS]

    def row(one):
        mark = _("Being merged") if one.merges_into_id else ""
        name, url = one.was_called or one.name, reverse("ticket_settings:tag", args=[one.pk])
        return Row(one.pk, url, name, count=_tickets(one.tickets), mark=mark, tag=one.colour or "grey")

    shown = [row(one) for one in found if one.deleted_at is None]
    gone = [row(one) for one in found if one.deleted_at]
    groups = [{"rows": shown, "nothing": _("No tags yet. Agents make them on tickets.")}]
    if gone:
        groups.append({"title": _("Deleted"), "rows": gone})
    intro = _("Words that agents put on tickets. Rename, colour and merge them here.")
    context = {"title": _("Tags"), "intro": intro, "groups": groups}
    return settings_page(request, "tickets/settings/rows.html", "tags", context)


@require_http_methods(["GET", "POST"])
@right_required(RIGHT)
def tag(request, pk):  # GET, POST /settings/tags/<pk>/
    found = get_object_or_404(Tag, workspace=request.workspace, pk=pk)
    name = found.was_called or found.name
    form = TagForm(request.POST if request.method == "POST" and not found.deleted_at else None, instance=found)
    if request.method == "POST" and form.is_bound and form.is_valid():
        form.save()
        flash.success(request, _("Saved"))
        return redirect("ticket_settings:tags")
    deletion = reverse("ticket_settings:tag_deletion", args=[found.pk])
    if found.deleted_at:
        text = _("It stands on the tickets again that had it.")
        extras = [{"title": _("Put back"), "text": text, "url": deletion, "button": _("Put back"), "undo": True}]
    else:
        others = Tag.objects.filter(workspace=request.workspace, deleted_at=None, merges_into=None)
        extras = [
            {
                "title": _("Merge"),
                "text": _("Every ticket with this tag gets the other one instead. This can't be undone."),
                "url": reverse("ticket_settings:tag_merging", args=[found.pk]),
                "label": _("Into"),
                "choices": [(one.pk, one.name) for one in others.exclude(pk=found.pk)[:MOST_TAGS]],
                "button": _("Merge tags"),
                "danger": True,
            },
            {
                "title": _("Delete"),
                "text": _("It disappears from all tickets at once, and can be put back."),
                "url": deletion,
                "button": _("Delete tag"),
                "danger": True,
            },
        ]
        extras = [one for one in extras if one.get("choices") != []]
    context = {
        "form": form,
        "parts": [] if found.deleted_at else parts(form, form.fields),
        "title": name,
        "action": _("Save tag"),
        "back": reverse("ticket_settings:tags"),
        "back_words": _("Tags"),
        "extras": extras,
        "facts": [(_("Tickets"), up_to(TicketTag.objects.filter(workspace=request.workspace, tag=found)))],
        "facts_words": _("So many tickets have this tag."),
    }
    return settings_page(request, "tickets/settings/edit.html", "tags", context, status=unhappy(form))


@require_POST
@right_required(RIGHT)
def tag_deletion(request, pk):  # POST /settings/tags/<pk>/deletion/
    """Delete the tag, or with ``undo`` put it back."""
    found = get_object_or_404(Tag, workspace=request.workspace, pk=pk)
    if "undo" in request.POST:
        naming.put_tag_back(found, by=request.member)
        flash.success(request, _("The tag “%(name)s” is back") % {"name": found.name})
    else:
        naming.delete_tag(found, by=request.member)
        words = _("The tag “%(name)s” is deleted. You find it below “Deleted” and can put it back.")
        flash.success(request, words % {"name": found.was_called})
    return redirect("ticket_settings:tags")


@require_POST
@right_required(RIGHT)
def tag_merging(request, pk):  # POST /settings/tags/<pk>/merging/
    """``to``: the tag that stays."""
    found = get_object_or_404(Tag, workspace=request.workspace, pk=pk)
    into = get_object_or_404(Tag, workspace=request.workspace, pk=whole(request.POST.get("to"), -1))
    naming.merge_tags(found, into=into, by=request.member)
    flash.success(request, _("The tag goes as soon as its tickets have the other one."))
    return redirect("ticket_settings:tags")


@require_http_methods(["GET", "POST"])
@right_required(RIGHT)
def reasons(request):  # GET, POST /settings/reasons/
    """The tree; posting saves what is asked for on every ticket."""
    form = SolvingForm(request.POST if request.method == "POST" else None, instance=request.workspace)
    if request.method == "POST" and form.is_valid():
        form.save()
        flash.success(request, _("Saved"))
        return redirect("ticket_settings:reasons")
    retired = set(
        Reason.objects.filter(workspace=request.workspace).exclude(retired_at=None).values_list("pk", flat=True)
    )
    rows = [
        Row(
            one.pk,
            reverse("ticket_settings:reason", args=[one.pk]),
            one.name,
            mark=_("Retired") if one.pk in retired else "",
            depth=one.depth,
        )
        for one in _tree(request)
    ]
    new = reverse("ticket_settings:new_reason")
    context = {
        "title": _("Reasons and types"),
        "intro": _("What customers come for, so that it can be counted."),
        "groups": [{"rows": rows, "order": "reasons", "new": new, "words": _("New reason")}],
        "form": form,
        "parts": parts(form, form.fields),
        "form_title": _("On every ticket"),
        "action": _("Save settings"),
    }
    return settings_page(request, "tickets/settings/rows.html", "reasons", context, status=unhappy(form))


@require_http_methods(["GET", "POST"])
@right_required(RIGHT)
def new_reason(request):  # GET, POST /settings/reasons/new/
    return _edit_reason(request, Reason(workspace=request.workspace))


@require_http_methods(["GET", "POST"])
@right_required(RIGHT)
def reason(request, pk):  # GET, POST /settings/reasons/<pk>/
    return _edit_reason(request, get_object_or_404(Reason, workspace=request.workspace, pk=pk))


def _edit_reason(request, found):
    name, is_new = found.name, found.pk is None
    form = ReasonForm(request.POST if request.method == "POST" else None, instance=found, tree=_tree(request))
    if request.method == "POST" and form.is_valid():
        saved = form.save(commit=False)
        if is_new:
            saved.position = Reason.objects.filter(workspace=request.workspace, parent=saved.parent).count()
        saved.save()
        flash.success(request, _("Saved"))
        return redirect("ticket_settings:reasons")
    context = {
        "form": form,
        "parts": parts(form, form.fields),
        "title": name or _("New reason"),
        "action": _("Save reason"),
        "back": reverse("ticket_settings:reasons"),
        "back_words": _("Reasons and types"),
    }
    if not is_new:
        context |= {
            "facts": [(_("Tickets"), up_to(Ticket.objects.filter(workspace=request.workspace, reason=found)))],
            "facts_words": _("So many tickets have this reason."),
            "extras": [
                retirement(
                    found,
                    "ticket_settings:reason_retirement",
                    button=_("Retire reason"),
                    text=_("It and all below it are offered no more. Tickets and reports keep it."),
                    again=_("Agents can choose it again."),
                )
            ],
        }
    return settings_page(request, "tickets/settings/edit.html", "reasons", context, status=unhappy(form))


@require_POST
@right_required(RIGHT)
def reason_retirement(request, pk):  # POST /settings/reasons/<pk>/retirement/
    found = get_object_or_404(Reason, workspace=request.workspace, pk=pk)
    retire(found)
    flash.success(request, _("Saved"))
    return redirect("ticket_settings:reasons")


def _tickets(count):
    """ "1 ticket", "34 tickets", "1,000+ tickets"."""
    if count > MOST:
        return _("%(n)s tickets") % {"n": f"{MOST:,}+"}
    return ngettext("%(n)s ticket", "%(n)s tickets", count) % {"n": f"{count:,}"}


def _tree(request):
    """Every reason of the workspace, retired ones too, in the order of the tree."""
    found = Reason.objects.filter(workspace=request.workspace).order_by("position", "pk")
    rows = [{"pk": one.pk, "name": one.name, "parent": one.parent_id, "retired": False} for one in found]
    return reason_choices(rows)
