"""Put things off: snooze, reminder, scheduled reply. Each answers with the panes anew, or redirects without scripts."""

from django.http import HttpResponseBadRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.lib.toasts import toast
from helpdesk.templatetags.times import formatted
from tickets.moments import moment_of
from tickets.operations import later
from tickets.operations.refusals import NotInFuture
from tickets.views.changed import changed
from tickets.views.finding import find_ticket, need
from tickets.views.going_on import Going
from workspaces.access import agent_required


@require_POST
@agent_required
def snooze(request, number):
    """``until``: a choice of ``tickets.moments``, or "moment" with ``moment``; "now" wakes the ticket (``?wake=1`` too)."""
    need(request, "tickets.triage")
    ticket = find_ticket(request, number)
    if request.POST.get("until") == "now" or request.GET.get("wake"):
        later.wake(ticket, by=request.member)
        return changed(request, ticket)
    going = Going(request, ticket)
    until = asked_for(request, request.POST.get("until", ""))
    later.snooze(ticket, until=until, by=request.member)
    response = going.on() or changed(request, ticket)
    words = _("#%(number)d sleeps until %(at)s") % {"number": number, "at": shown(until)}
    return toast(response, words, undo_url=reverse("tickets:snooze", args=[number]) + "?wake=1")


@require_POST
@agent_required
def reminder(request, number):
    """``until`` as of ``snooze``; "never" calls it off."""
    need(request, "tickets.triage")
    ticket = find_ticket(request, number)
    if request.POST.get("until") == "never":
        later.forget_reminder(ticket, by=request.member)
        return changed(request, ticket)
    at = asked_for(request, request.POST.get("until", ""))
    later.remind(ticket, at=at, by=request.member)
    words = _("You are reminded %(at)s if nobody answers") % {"at": shown(at)}
    return toast(changed(request, ticket), words)


@require_POST
@agent_required
def scheduled(request, number):
    """One's own scheduled reply: ``do`` "send" it now, or "edit" and "cancel", which give its text back to the composer."""
    need(request, "tickets.reply")
    ticket = find_ticket(request, number)
    do = request.POST.get("do", "")
    if do == "send":
        later.send_now(ticket, by=request.member)
        return changed(request, ticket)
    if do not in ("edit", "cancel"):
        return HttpResponseBadRequest()
    later.unschedule(ticket, by=request.member)
    return toast(changed(request, ticket), _("Not scheduled any more. Your text is back in the composer."))


def asked_for(request, key):
    """The instant that the form asks for. Raises NotInFuture for what is none."""
    at = moment_of(key, request.POST.get("moment", ""), timezone.localtime())
    if at is None:
        raise NotInFuture
    return at


def shown(at):
    """ "Mon 23 Nov 09:00" """
    return formatted(timezone.localtime(at), "D j M H:i")
