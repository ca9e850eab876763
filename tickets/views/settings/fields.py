"""Custom fields, forms and checklists."""

from django.contrib import messages as flash
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.models import ContactFieldValue, OrganizationFieldValue
from tickets.figures import up_to
from tickets.forms.settings.fields import (
    ChecklistForm,
    FieldForm,
    TicketFormForm,
    save_checklist,
    save_field,
    save_form,
)
from tickets.models import ChecklistTemplate, Ticket, TicketFieldValue, TicketForm
from tickets.views.settings.rows import RIGHT, Row, parts, retire, retirement
from workspaces.access import right_required
from workspaces.models import CustomField
from workspaces.views.page import settings_page, unhappy

Scope, Kind = CustomField.Scope, CustomField.Kind
NEW = {
    Scope.TICKET: gettext_lazy("New ticket field"),
    Scope.CONTACT: gettext_lazy("New contact field"),
    Scope.ORGANIZATION: gettext_lazy("New organization field"),
}
# What a row has that holds a value of the kind.
HELD = {
    Kind.TEXT: ~Q(words=""),
    Kind.LONG_TEXT: ~Q(words=""),
    Kind.NUMBER: Q(number__isnull=False),
    Kind.DATE: Q(date__isnull=False),
    Kind.CHECKBOX: Q(is_true__isnull=False),
    Kind.SELECT: Q(option__isnull=False),
    Kind.MULTI_SELECT: Q(option__isnull=False),
}
VALUES = {Scope.TICKET: TicketFieldValue, Scope.CONTACT: ContactFieldValue, Scope.ORGANIZATION: OrganizationFieldValue}


@require_safe
@right_required(RIGHT)
def fields_list(request):  # GET /settings/fields/
    found = CustomField.objects.filter(workspace=request.workspace)
    groups = []
    for scope in Scope:
        rows = [
            Row(
                one.pk,
                reverse("ticket_settings:field", args=[one.pk]),
                one.name,
                f"{one.get_kind_display()} · field.{one.key}" if scope == Scope.TICKET else one.get_kind_display(),
                mark=_("Retired") if one.retired_at else "",
            )
            for one in found
            if one.scope == scope
        ]
        new = f"{reverse('ticket_settings:new_field')}?scope={scope}"
        groups.append({"title": scope.label, "rows": rows, "order": "fields", "new": new, "words": NEW[scope]})
    forms = TicketForm.objects.filter(workspace=request.workspace).select_related("team")
    counted = forms.annotate(fields=Count("form_fields")).order_by("position", "pk")
    rows = [
        Row(
            one.pk,
            reverse("ticket_settings:form", args=[one.pk]),
            one.name,
            ngettext("%(n)d field", "%(n)d fields", one.fields) % {"n": one.fields}
            + (f" · {one.team.name}" if one.team else ""),
            mark=_("In the help centre") if one.in_portal else "",
        )
        for one in counted
    ]
    new = reverse("ticket_settings:new_form")
    groups.append({"title": _("Forms"), "rows": rows, "order": "forms", "new": new, "words": _("New form")})
    context = {
        "title": _("Fields and forms"),
        "intro": _("What you want to know beside the words: an order number, a model. A form asks by topic."),
        "groups": groups,
    }
    return settings_page(request, "tickets/settings/rows.html", "fields", context)


@require_http_methods(["GET", "POST"])
@right_required(RIGHT)
def new_field(request):  # GET, POST /settings/fields/new/?scope=
    scope = request.GET.get("scope", "")
    return _edit_field(
        request, CustomField(workspace=request.workspace, scope=scope if scope in Scope.values else Scope.TICKET)
    )


@require_http_methods(["GET", "POST"])
@right_required(RIGHT)
def field(request, pk):  # GET, POST /settings/fields/<pk>/
    return _edit_field(request, get_object_or_404(CustomField, workspace=request.workspace, pk=pk))


def _edit_field(request, found):
    name, is_new = found.name, found.pk is None
    form = FieldForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        save_field(form)
        flash.success(request, _("Saved"))
        return redirect("ticket_settings:fields")
    extras, facts = [], []
    if not is_new:
        held = VALUES[found.scope].objects.filter(workspace=request.workspace, field=found)
        facts = [(Scope(found.scope).label, up_to(held.filter(HELD[found.kind])))]
        extras = [
            retirement(
                found,
                "ticket_settings:field_retirement",
                button=_("Retire field"),
                text=_("It shows on no page or form any more. What it holds is kept, and it can be used again."),
                again=_("It shows on pages and forms again."),
            )
        ]
    context = {
        "form": form,
        "parts": parts(form, [name for name in form.fields if not name.startswith("option_")]),
        "options": form.option_inputs,
        "name": name,
        "title": name or NEW[found.scope],
        "action": _("Save field"),
        "back": reverse("ticket_settings:fields"),
        "back_words": _("Fields and forms"),
        "extras": extras,
        "facts": facts,
        "facts_words": _("So many hold a value in this field."),
        "key": found.key if not is_new and found.scope == Scope.TICKET else "",
    }
    return settings_page(request, "tickets/settings/edit.html", "fields", context, status=unhappy(form))


@require_POST
@right_required(RIGHT)
def field_retirement(request, pk):  # POST /settings/fields/<pk>/retirement/
    """Retire the field, or use it again."""
    found = get_object_or_404(CustomField, workspace=request.workspace, pk=pk)
    retire(found)
    words = _("“%(name)s” is retired. What it holds is kept.") if found.retired_at else _("“%(name)s” is in use again.")
    flash.success(request, words % {"name": found.name})
    return redirect("ticket_settings:fields")


@require_http_methods(["GET", "POST"])
@right_required(RIGHT)
def new_form(request):  # GET, POST /settings/forms/new/
    return _edit_form(request, TicketForm(workspace=request.workspace))


@require_http_methods(["GET", "POST"])
@right_required(RIGHT)
def form(request, pk):  # GET, POST /settings/forms/<pk>/
    return _edit_form(request, get_object_or_404(TicketForm, workspace=request.workspace, pk=pk))


def _edit_form(request, found):
    name, is_new = found.name, found.pk is None
    editing = TicketFormForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and editing.is_valid():
        save_form(editing)
        flash.success(request, _("Saved"))
        return redirect("ticket_settings:fields")
    facts = [] if is_new else [(_("Tickets"), up_to(Ticket.objects.filter(workspace=request.workspace, form=found)))]
    extras = [] if is_new else [
        {
            "title": _("Delete"),
            "text": _("Its fields and what they hold stay on the tickets."),
            "url": reverse("ticket_settings:form_deletion", args=[found.pk]),
            "button": _("Delete form"),
            "danger": True,
        }
    ]  # fmt: skip
    context = {
        "form": editing,
        "parts": parts(editing, editing.fields),
        "title": name or _("New form"),
        "action": _("Save form"),
        "back": reverse("ticket_settings:fields"),
        "back_words": _("Fields and forms"),
        "extras": extras,
        "facts": facts,
        "facts_words": _("So many tickets were written with this form."),
    }
    return settings_page(request, "tickets/settings/edit.html", "fields", context, status=unhappy(editing))


@require_POST
@right_required(RIGHT)
def form_deletion(request, pk):  # POST /settings/forms/<pk>/deletion/
    found = get_object_or_404(TicketForm, workspace=request.workspace, pk=pk)
    found.delete()
    flash.success(request, _("The form “%(name)s” is deleted") % {"name": found.name})
    return redirect("ticket_settings:fields")


@require_safe
@right_required(RIGHT)
def checklists(request):  # GET /settings/checklists/
    found = ChecklistTemplate.objects.filter(workspace=request.workspace).annotate(steps=Count("items"))
    found = found.order_by("position", "pk")
    rows = [
        Row(
            one.pk,
            reverse("ticket_settings:checklist", args=[one.pk]),
            one.name,
            ngettext("%(n)d step", "%(n)d steps", one.steps) % {"n": one.steps},
        )
        for one in found
    ]
    context = {
        "title": _("Checklists"),
        "intro": _("Steps that must not be forgotten. Agents add them to a ticket and check them one by one."),
        "groups": [
            {
                "rows": rows,
                "order": "checklists",
                "new": reverse("ticket_settings:new_checklist"),
                "words": _("New checklist"),
            }
        ],
    }
    return settings_page(request, "tickets/settings/rows.html", "checklists", context)


@require_http_methods(["GET", "POST"])
@right_required(RIGHT)
def new_checklist(request):  # GET, POST /settings/checklists/new/
    return _edit_checklist(request, ChecklistTemplate(workspace=request.workspace))


@require_http_methods(["GET", "POST"])
@right_required(RIGHT)
def checklist(request, pk):  # GET, POST /settings/checklists/<pk>/
    return _edit_checklist(request, get_object_or_404(ChecklistTemplate, workspace=request.workspace, pk=pk))


def _edit_checklist(request, found):
    name = found.name
    editing = ChecklistForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and editing.is_valid():
        save_checklist(editing)
        flash.success(request, _("Saved"))
        return redirect("ticket_settings:checklists")
    extras = [] if found.pk is None else [
        {
            "title": _("Delete"),
            "text": _("Steps that stand on tickets already stay there."),
            "url": reverse("ticket_settings:checklist_deletion", args=[found.pk]),
            "button": _("Delete checklist"),
            "danger": True,
        }
    ]  # fmt: skip
    context = {
        "form": editing,
        "parts": parts(editing, editing.fields),
        "title": name or _("New checklist"),
        "action": _("Save checklist"),
        "back": reverse("ticket_settings:checklists"),
        "back_words": _("Checklists"),
        "extras": extras,
    }
    return settings_page(request, "tickets/settings/edit.html", "checklists", context, status=unhappy(editing))


@require_POST
@right_required(RIGHT)
def checklist_deletion(request, pk):  # POST /settings/checklists/<pk>/deletion/
    found = get_object_or_404(ChecklistTemplate, workspace=request.workspace, pk=pk)
    found.delete()
    flash.success(request, _("The checklist “%(name)s” is deleted") % {"name": found.name})
    return redirect("ticket_settings:checklists")
