"""The condition builder beside a query."""

from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from helpdesk.lib.toasts import trigger
from tickets import conditions as builder
from workspaces.access import agent_required


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required
def conditions(request):  # GET, POST /inbox/search/conditions/
    """The rows of ``?q=``; a post brings them back as they were changed (``do`` is a button), and tells the page their text.

    A page by itself where no script puts it beside the query; ``do=search`` leads to what the conditions find.
    """
    if request.method == "POST":
        name = "query" if "query" in request.POST else "q"  # as the form around it calls its text
        step = builder.in_step(request.POST, request.member, name=name)
        if request.POST.get("do") == "search" and not step.trouble:
            return redirect(f"{reverse('tickets:search')}?{urlencode({'q': step.text})}")
    else:
        step = builder.step_from(request.GET.get("q", ""), request.member)
    context = {"place": "search", **builder.context(step, request.member, agreed=request.POST.get("agreed", ""))}
    if not request.htmx:
        return render(request, "tickets/conditions.html", context, status=422 if step.trouble else 200)
    response = render(request, "tickets/_conditions.html", context)
    if request.method == "POST" and not step.trouble:
        trigger(response, **{"tugi:query": {"text": step.text}})
    return response
