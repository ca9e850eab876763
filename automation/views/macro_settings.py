"""Settings: macros."""

from django.contrib import messages as flash
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from automation.forms.macro import MacroForm
from automation.models import Macro
from automation.operations import macros, sharing
from automation.views.deleted import just_deleted
from automation.views.folders import by_folder, folders_of
from tickets.placeholders import KNOWN
from workspaces.access import right_required
from workspaces.views.page import settings_page, unhappy


@require_safe
@right_required("answers.use")
def macro_list(request):  # GET /settings/macros/
    usable = Macro.objects.filter(workspace=request.workspace).usable_by(request.member)
    found = usable.by_folder().prefetch_related("teams__team")
    editable = set(
        Macro.objects.filter(workspace=request.workspace).editable_by(request.member).values_list("pk", flat=True)
    )
    context = {"folders": by_folder(found), "deleted": just_deleted(request, Macro), "editable": editable}
    return settings_page(request, "automation/macros.html", "macros", context)


@require_http_methods(["GET", "POST"])
@right_required("answers.use")
def new_macro(request):  # GET, POST /settings/macros/new/
    return _edit(request, Macro(workspace=request.workspace))


@require_http_methods(["GET", "POST"])
@right_required("answers.use")
def macro(request, pk):  # GET, POST /settings/macros/<pk>/
    rows = Macro.objects.filter(workspace=request.workspace).kept().editable_by(request.member)
    return _edit(request, get_object_or_404(rows, pk=pk))


@require_POST
@right_required("answers.use")
def deletion(request, pk):  # POST /settings/macros/<pk>/deletion/
    """Hide it, or bring it back (``undo`` 1)."""
    found = get_object_or_404(Macro.objects.filter(workspace=request.workspace).editable_by(request.member), pk=pk)
    if request.POST.get("undo") == "1":
        sharing.restore(found, by=request.member)
        flash.success(request, _("“%(name)s” is back") % {"name": found.name})
        return redirect("automation:macros")
    sharing.delete(found, by=request.member)
    return redirect(f"{reverse('automation:macros')}?deleted={found.pk}")


def _edit(request, found):
    name = found.name
    form = MacroForm(request.POST if request.method == "POST" else None, member=request.member, item=found)
    if request.method != "POST" or not form.is_valid():
        context = {
            "form": form,
            "name": name,
            "macro": found if found.pk else None,
            "folders": folders_of(Macro, request.member),
            "known": KNOWN.items(),
            "uses": _uses(found),
        }
        return settings_page(request, "automation/macro_edit.html", "macros", context, status=unhappy(form))
    macros.save(found, by=request.member, steps=form.steps, edit_first=form.cleaned_data["edit_first"], **form.shared)
    flash.success(request, _("Saved"))
    return redirect("automation:macros")


def _uses(macro):
    if not macro.pk:
        return []
    uses = macro.uses.filter(workspace_id=macro.workspace_id).select_related("member__user")
    return uses.order_by("-count", "id")[:5]
