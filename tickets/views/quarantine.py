"""Mails that nobody could read, for admins."""

from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels_inbox.models import InboundMessage
from tickets.intake import quarantine
from workspaces.access import right_required
from workspaces.views.page import settings_page

PAGE = 50


@require_safe
@right_required("quarantine.read")
def quarantine_list(request):  # GET /settings/quarantine/
    """Newest first."""
    found = _quarantined(request).select_related("channel").defer("raw").order_by("-id")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(mail, quarantine.REASONS.get(mail.reason, quarantine.REASONS["failed"])) for mail in page]
    context = {"rows": rows, "page_of": page}
    return settings_page(request, "tickets/quarantine.html", "quarantine", context)


@require_POST
@right_required("quarantine.read")
def retry(request, pk):  # POST /settings/quarantine/<pk>/retry/
    """Read it once more."""
    quarantine.retry(get_object_or_404(_quarantined(request).defer("raw"), pk=pk))
    flash.success(request, _("The mail is read once more. If that works, it is in the inbox in a moment."))
    return redirect("ticket_settings:quarantine")


@require_safe
@right_required("quarantine.read")
def raw(request, pk):  # GET /settings/quarantine/<pk>/raw/
    """The mail as it came, to keep or to open elsewhere. Never shown in the page: nobody could make sense of it."""
    mail = get_object_or_404(_quarantined(request), pk=pk)
    response = HttpResponse(bytes(mail.raw), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="quarantined-{mail.pk}.eml"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _quarantined(request):
    return InboundMessage.objects.filter(workspace=request.workspace, state=InboundMessage.State.QUARANTINED)
