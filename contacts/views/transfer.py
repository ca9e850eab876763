"""Contacts in and out by files: upload, map, try, import; export."""

from django.contrib import messages as flash
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contacts.models import ContactImport
from contacts.transfer import mapping, uploading
from helpdesk.lib.errors import OperationRefused
from workspaces import jobs, sudo
from workspaces.access import right_required
from workspaces.models import Job

LATEST = 10


@require_http_methods(["GET", "POST"])
@right_required("contacts.import")
def imports(request):  # GET, POST /contacts/import/
    """Upload a file, and see the latest ones."""
    error = ""
    if request.method == "POST":
        try:
            return redirect("contacts:import", _uploaded(request).public_id)
        except OperationRefused as refused:
            error = str(refused.message)
    latest = ContactImport.objects.filter(workspace=request.workspace).select_related("member__user", "run")[:LATEST]
    context = {"place": "contacts", "latest": latest, "error": error, "encodings": ContactImport.Encoding.choices}
    return render(request, "contacts/imports.html", context, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
@right_required("contacts.import")
def one_import(request, public_id):  # GET, POST /contacts/import/<public_id>/
    """Which column goes where, with the first lines; then what a trial found. A post sets columns or the separator."""
    came = _find(request, public_id)
    if request.method == "POST":
        separator = request.POST.get("separator", "")
        if separator in ContactImport.Separator.values and separator != came.separator:
            uploading.set_separator(came, separator)
        else:
            heads, _rows = uploading.heads_and_rows(came)
            uploading.set_mapping(came, [request.POST.get(f"column-{place}", "") for place in range(len(heads))])
            came.trial = jobs.start("contacts.try_import", by=request.member, params={"import": came.pk})
            came.save(update_fields=["trial"])
        return redirect("contacts:import", public_id)
    heads, rows = uploading.heads_and_rows(came)
    columns = [
        {"head": head, "field": field, "cells": [row[place] if place < len(row) else "" for row in rows]}
        for place, (head, field) in enumerate(zip(heads, [*came.mapping, *[""] * len(heads)], strict=False))
    ]
    trial, run = _shown(came.trial), _shown(came.run)
    context = {
        "place": "contacts",
        "came": came,
        "columns": columns,
        "fields": [(name, words) for name, (words, _heads) in mapping.FIELDS.items()],
        "separators": ContactImport.Separator.choices,
        "trial": trial,
        "run": run,
        "is_running": any(job is not None and not job.is_over for job in (came.trial, came.run)),
        # Where all lines were refused, nothing would be done.
        "may_run": run is None and trial is not None and came.trial.state == Job.State.DONE and came.trial.done > 0,
    }
    return render(request, "contacts/import.html", context)


@require_POST
@right_required("contacts.import")
def run(request, public_id):  # POST /contacts/import/<public_id>/run/
    """Import what the trial has shown. A second time adds only what is not there yet."""
    came = _find(request, public_id)
    if came.trial is None or not came.trial.is_over:
        flash.error(request, _("Try the import first: then you see what it would do."))
    else:
        came.run = jobs.start("contacts.import", by=request.member, params={"import": came.pk})
        came.save(update_fields=["run"])
    return redirect("contacts:import", public_id)


@require_http_methods(["GET", "POST"])
@right_required("contacts.export")
def export(request):  # GET, POST /contacts/export/
    """Ask once more who it is, then write all contacts into a file in the background."""
    asked = sudo.Question(request)
    if request.method == "POST" and asked.is_answered():
        job = jobs.start("contacts.export", by=request.member)
        return redirect("workspaces:job", job.public_id)
    context = {"place": "contacts", "asked": asked}
    return render(request, "contacts/export.html", context, status=403 if asked.is_refused else 200)


def _uploaded(request):
    file = request.FILES.get("file")
    if file is None:
        raise uploading.NotATable(_("Choose a file."))
    encoding = request.POST.get("encoding", "")
    chosen = encoding if encoding in ContactImport.Encoding.values else ""
    return uploading.upload(request.workspace, file, by=request.member, encoding=chosen)


def _find(request, public_id):
    rows = ContactImport.objects.filter(workspace=request.workspace).select_related("trial", "run", "workspace")
    return get_object_or_404(rows, public_id=public_id)


def _shown(job):
    """A job in words, or None."""
    if job is None:
        return None
    return {
        "job": job,
        "result": jobs.runner_of(job).result(job) if job.state == Job.State.DONE else job.words,
        "at": job.done + job.refused,
    }
