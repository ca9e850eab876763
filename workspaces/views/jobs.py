"""Long work that the member began: how far it is, what was refused, its file. Nobody sees another member's."""

from datetime import timedelta

from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from helpdesk.lib.toasts import toast, trigger
from workspaces import jobs
from workspaces.access import agent_required
from workspaces.jobs.runners import RUNNERS
from workspaces.models import Job, JobItem

NEWS_FOR = timedelta(minutes=1)  # so long a job that is over is told to pages that ask
SHOWN, REFUSED_SHOWN = 30, 500
FEW = 20  # put back within the request
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_safe
@agent_required
def jobs_list(request):  # GET /jobs/
    """The newest ones; with ``?part=lines`` what the foot of every page shows: those that run or have just ended."""
    found = _own(request)
    if request.GET.get("part") == "lines":
        recent = Q(finished_at=None) | Q(finished_at__gte=timezone.now() - NEWS_FOR)
        return render(
            request,
            "workspaces/_jobs.html",
            {"jobs": [_shown(job) for job in found.filter(recent).exclude(cursor__has_key="at_once")[:5]]},
        )
    return render(request, "workspaces/jobs.html", {"jobs": [_shown(job) for job in found[:SHOWN]], "place": "jobs"})


@require_safe
@agent_required
def job(request, public_id):  # GET /jobs/<public_id>/
    """One, with what was refused and why."""
    found = _find(request, public_id)
    refused = found.items.filter(workspace=request.workspace, state=JobItem.State.REFUSED)[:REFUSED_SHOWN]
    runner = jobs.runner_of(found)
    items = [{"label": item.label, "reason": item.reason, "url": runner.url_of(item)} for item in refused]
    left_out = found.refused - len(items)
    context = {
        "job": _shown(found),
        "items": items,
        "left_out": f"{left_out:,}" if left_out > 0 else "",
        "place": "jobs",
    }
    return render(request, "workspaces/job.html", context)


@require_POST
@agent_required
def stop(request, public_id):  # POST /jobs/<public_id>/stop/
    """End it after the step that it is at."""
    found = _find(request, public_id)
    jobs.stop(found, by=request.member)
    return _answer(request, found)


@require_POST
@agent_required
def undo(request, public_id):  # POST /jobs/<public_id>/undo/
    """Put back what it did, each thing where nobody has changed it since."""
    undoing = jobs.undo(_find(request, public_id), by=request.member, few=FEW)
    return begun(request, undoing)


@require_safe
@agent_required
def file(request, public_id):  # GET /jobs/<public_id>/file/
    """What it made: for a day, for whoever asked for it, while they still may."""
    found = _find(request, public_id)
    runner = jobs.runner_of(found)
    if not found.file or found.expires_at <= timezone.now() or not runner.may(found):
        raise Http404
    try:
        data = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(data, as_attachment=True, filename=found.file_name)
    response["Content-Type"] = found.file_type
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response._csp_exempt = True
    response["Cache-Control"] = "private, no-store"
    return response


def begun(request, job, *, back=""):
    """The answer to a form that began ``job``: news for the page, or without scripts ``back``, or the job's page."""
    if not request.htmx:
        return redirect(back or job_url(job))
    response = HttpResponse(status=204)
    if job.is_over:
        told(response, job)
        return trigger(response, **{"tugi:resync": {}})
    return trigger(response, **{"tugi:job": {"job": job.public_id}})


def told(response, job):
    """Have the page say how ``job`` ended."""
    news = news_of(job)
    return toast(response, news["text"], kind=news["kind"], undo_url=news["undo_url"], action=news["action"])


def news_of(job):
    """How a job ended: ``text``, ``kind`` of toast, ``undo_url``, ``action`` (address and words), each empty if none."""
    text, is_trouble = jobs.outcome(job)
    action = ("", "")
    if job.file:
        action = (reverse("workspaces:job_file", args=[job.public_id]), _("Download"))
    elif job.refused:
        action = (job_url(job), _refused_words(job.refused))
    may_undo = job.undo_until is not None and job.undo_until > timezone.now()
    return {
        "text": text,
        "kind": "error" if is_trouble else "done",
        "undo_url": reverse("workspaces:job_undo", args=[job.public_id]) if may_undo else "",
        "action": action,
    }


def job_url(job):
    return reverse("workspaces:job", args=[job.public_id])


def _answer(request, job):
    if not request.htmx:
        return redirect(job_url(job))
    return trigger(HttpResponse(status=204), **{"tugi:job": {"job": job.public_id}})


def _shown(job):
    """A job as templates show it."""
    runner, at = jobs.runner_of(job), job.done + job.refused
    return {
        "job": job,
        "title": runner.title(job),
        "url": job_url(job),
        "at": at,
        "figures": f"{at:,}"
        if job.total is None
        else _("%(at)s of %(total)s") % {"at": f"{at:,}", "total": f"{job.total:,}"},
        "refused": _refused_words(job.refused) if job.refused else "",
        "news": news_of(job) if job.is_over else None,
    }


def _refused_words(count):
    return ngettext("See %(count)s refused", "See %(count)s refused", count) % {"count": f"{count:,}"}


def _own(request):
    found = Job.objects.filter(workspace=request.workspace, member=request.member, kind__in=RUNNERS)
    return found.select_related("workspace").order_by("-id")


def _find(request, public_id):
    found = _own(request).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    found.member = request.member
    return found
