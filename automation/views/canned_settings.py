"""Settings: canned responses."""

from dataclasses import dataclass

from django.contrib import messages as flash
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from automation.forms.canned import CannedForm, variant_forms
from automation.models import CannedFile, CannedResponse, Macro
from automation.operations import canned, sharing
from automation.samples import sample_values
from automation.views.deleted import just_deleted
from automation.views.folders import by_folder, folders_of
from tickets.bodies import clean_body
from tickets.files import answer_with
from tickets.placeholders import KNOWN, fill_html
from workspaces.access import right_required
from workspaces.views.page import settings_page, unhappy


@require_safe
@right_required("answers.use")
def canned_list(request):  # GET /settings/canned/
    usable = CannedResponse.objects.filter(workspace=request.workspace).usable_by(request.member)
    found = usable.by_folder().prefetch_related("variants", "teams__team").select_related("owner__user")
    context = {"folders": by_folder(found), "deleted": just_deleted(request, CannedResponse)}
    return settings_page(request, "automation/canned_list.html", "canned", context)


@require_http_methods(["GET", "POST"])
@right_required("answers.use")
def new_canned(request):  # GET, POST /settings/canned/new/
    return _edit(request, CannedResponse(workspace=request.workspace))


@require_http_methods(["GET", "POST"])
@right_required("answers.use")
def canned_response(request, pk):  # GET, POST /settings/canned/<pk>/
    """Edit it; who may use it but not edit it reads it."""
    rows = CannedResponse.objects.filter(workspace=request.workspace)
    found = rows.kept().editable_by(request.member).filter(pk=pk).first()
    if found is None:
        readable = get_object_or_404(rows.usable_by(request.member), pk=pk)
        if request.method == "POST":
            raise Http404
        return settings_page(request, "automation/canned_reading.html", "canned", _about(readable))
    return _edit(request, found)


@require_POST
@right_required("answers.use")
def deletion(request, pk):  # POST /settings/canned/<pk>/deletion/
    """Hide it, or bring it back (``undo`` 1)."""
    rows = CannedResponse.objects.filter(workspace=request.workspace).editable_by(request.member)
    found = get_object_or_404(rows, pk=pk)
    if request.POST.get("undo") == "1":
        sharing.restore(found, by=request.member)
        flash.success(request, _("“%(name)s” is back") % {"name": found.name})
    else:
        sharing.delete(found, by=request.member)
        return redirect(f"{reverse('automation:canned_list')}?deleted={found.pk}")
    return redirect("automation:canned_list")


@require_POST
@right_required("answers.use")
def sample(request):  # POST /settings/canned/sample/
    """How ``body`` reads to a sample contact of ``language``. A fragment; nothing is saved."""
    html, _text = clean_body(request.POST.get("body", "")[:100_000], request.POST.get("body_format") or "text")
    values = sample_values(request.member, request.POST.get("language", ""))
    context = {"html": clean_body(fill_html(html, values), "html")[0], "contact": values["contact.name"]}
    return render(request, "automation/_sample.html", context)


@require_GET
@right_required("answers.use")
def file(request, public_id):  # GET /settings/canned/files/<public_id>/
    usable = CannedResponse.objects.filter(workspace=request.workspace).usable_by(request.member)
    files = CannedFile.objects.filter(workspace=request.workspace, variant__item__in=usable)
    return answer_with(get_object_or_404(files, public_id=public_id))


def _edit(request, found):
    name = found.name
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = CannedForm(*data, member=request.member, item=found)
    variants = variant_forms(found, *data)
    is_valid = data[0] is not None and all([form.is_valid(), variants.is_valid()])
    if not is_valid:
        context = {
            "form": form,
            "variants": variants,
            "name": name,
            "folders": folders_of(CannedResponse, request.member),
            "known": KNOWN.items(),
            "sample": _first_sample(request, variants),
            **(_about(found) if found.pk else {}),
        }
        status = 422 if data[0] is not None else unhappy(form)
        return settings_page(request, "automation/canned_edit.html", "canned", context, status=status)
    canned.save(
        found, by=request.member, shortcut=form.cleaned_data["shortcut"], variants=variants.texts, **form.shared
    )
    flash.success(request, _("Saved"))
    return redirect("automation:canned_list")


@dataclass(frozen=True)
class Sample:
    html: str
    contact: str


def _first_sample(request, variants):
    first = variants[0]
    language = first.variant.language if first.variant else request.workspace.language
    values = sample_values(request.member, language)
    return Sample(clean_body(fill_html(first.html, values), "html")[0], values["contact.name"])


def _about(response):
    """Who uses it."""
    uses = response.uses.filter(workspace_id=response.workspace_id).select_related("member__user")
    macros = Macro.objects.filter(workspace_id=response.workspace_id).kept()
    return {
        "canned": response,
        "uses": uses.order_by("-count", "id")[:5],
        "macros": [one for one in macros if any(step.get("canned") == response.pk for step in one.steps)],
        "variants_shown": response.variants.filter(workspace_id=response.workspace_id),
    }
