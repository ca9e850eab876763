"""Change one property of a ticket. Each answers with the panes anew, or redirects where there are no scripts."""

from django.core import signing
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from contacts import editing
from helpdesk.lib.numbers import whole
from helpdesk.lib.toasts import toast
from tickets.bulk.changes import ChangedMeanwhile
from tickets.models import Status, Ticket
from tickets.operations import copying, triage
from tickets.operations import review as reviewing
from tickets.operations import statuses as solved
from tickets.views import tags as naming
from tickets.views.changed import changed
from tickets.views.finding import find_ticket, need
from tickets.views.going_on import Going
from workspaces.access import agent_required
from workspaces.models import Member, Team

UNDO = "tickets.solved"  # of what the Undo of a solving carries
UNDO_SECONDS = 3600


@require_POST
@agent_required
def assignment(request, number):
    """``assignee``: a member's public id, "me", or nothing for nobody."""
    ticket = _for_triage(request, number)
    chosen = request.POST.get("assignee", "")
    if chosen == "me":
        assignee = request.member
    elif chosen:
        assignee = get_object_or_404(Member.objects.active(), workspace=request.workspace, public_id=chosen)
    else:
        assignee = None
    triage.assign(ticket, assignee, by=request.member)
    return changed(request, ticket)


@require_POST
@agent_required
def status(request, number):
    """``status``: a Status' id, or ``category``. Solving can be undone."""
    ticket = _for_triage(request, number)
    statuses = Status.objects.filter(workspace=request.workspace)
    if signed := request.GET.get("undo"):
        return _put_back_status(request, ticket, signed)
    if category := request.POST.get("category"):
        chosen = statuses.filter(category=category).order_by("position", "id").first()
        if chosen is None:
            return HttpResponseBadRequest()
    else:
        chosen = get_object_or_404(statuses, pk=whole(request.POST.get("status"), -1))
    was = {"was": ticket.status_id, "category": ticket.category, "remembered": solved.remember(ticket)}
    going = Going(request, ticket) if chosen.category == "solved" else None
    ticket = triage.set_status(ticket, chosen, by=request.member)
    response = (going and going.on()) or changed(request, ticket)
    if chosen.category == "solved" and was["category"] != "solved" and request.htmx:
        signed = signing.dumps({**was, "ticket": ticket.pk, "set": chosen.pk}, salt=UNDO, compress=True)
        back = reverse("tickets:status", args=[number]) + f"?undo={signed}"
        toast(response, _("#%(number)d solved") % {"number": number}, undo_url=back)
    return response


def _put_back_status(request, ticket, signed):
    """Undo of a solving: the status and the wait that there were, unless somebody has set another status since."""
    try:
        was = signing.loads(signed, salt=UNDO, max_age=UNDO_SECONDS)
    except signing.BadSignature:
        return HttpResponseBadRequest()
    if was["ticket"] != ticket.pk or ticket.status_id != was["set"]:
        raise ChangedMeanwhile
    status = triage.status_to_go_back_to(ticket, was["was"])
    triage.set_status(ticket, status, by=request.member, remembered=was["remembered"])
    response = changed(request, ticket)
    if request.htmx:
        words = _("#%(number)d is open again") if status.category == "open" else _("#%(number)d is as it was")
        toast(response, words % {"number": ticket.number})
    return response


@require_POST
@agent_required
def priority(request, number):
    """``priority``: 1 to 4."""
    ticket = _for_triage(request, number)
    chosen = whole(request.POST.get("priority"))
    if chosen not in Ticket.Priority.values:
        return HttpResponseBadRequest()
    triage.set_priority(ticket, chosen, by=request.member)
    return changed(request, ticket)


@require_POST
@agent_required
def type(request, number):
    """``type``: one of Ticket.Type."""
    ticket = _for_triage(request, number)
    chosen = request.POST.get("type", "")
    if chosen not in Ticket.Type.values:
        return HttpResponseBadRequest()
    triage.set_type(ticket, chosen, by=request.member)
    return changed(request, ticket)


@require_POST
@agent_required
def team(request, number):
    """``team``: a Team's id."""
    ticket = _for_triage(request, number)
    chosen = get_object_or_404(Team, workspace=request.workspace, pk=whole(request.POST.get("team"), -1))
    triage.set_team(ticket, chosen, by=request.member)
    return changed(request, ticket)


@require_POST
@agent_required
def tags(request, number):
    """``add`` or ``remove``: a word; ``tag`` one that was offered, ``create`` a new one."""
    ticket = _for_triage(request, number)
    if word := request.POST.get("remove", ""):
        triage.remove_tag(ticket, word, by=request.member)
        return changed(request, ticket)
    try:
        word = naming.asked(request, "add")
    except naming.NoSuchTag as refused:
        return naming.ask_back(request, refused, into="#new-tag-choices")
    triage.add_tag(ticket, word, by=request.member)
    return changed(request, ticket)


@require_POST
@agent_required
def place(request, number):
    """``place``: inbox, spam or trash; with ``block`` to spam, and so goes what the requester writes from now on.

    Each can be undone.
    """
    chosen = request.POST.get("place", "") or request.GET.get("undo", "")
    if chosen not in Ticket.Place.values:
        return HttpResponseBadRequest()
    ticket = find_ticket(request, number)
    need(request, "tickets.trash" if "trash" in (chosen, ticket.place) else "tickets.spam")
    was = ticket.place
    blocks = chosen == Ticket.Place.SPAM and request.POST.get("block") == "1"
    if blocks:
        need(request, "contacts.block")
    triage.move(ticket, chosen, by=request.member)
    if blocks:
        return _block_requester(request, ticket)
    response = changed(request, ticket)
    if request.htmx and chosen != was:
        words = {"spam": _("#%(number)d is in spam"), "trash": _("#%(number)d is in the trash")}
        undo_url = reverse("tickets:place", args=[number]) + f"?undo={was}" if chosen != "inbox" else ""
        toast(
            response, words.get(chosen, _("#%(number)d is back in the inbox")) % {"number": number}, undo_url=undo_url
        )
    return response


def _block_requester(request, ticket):
    contact = editing.block(ticket.requester, by=request.member)
    response = changed(request, ticket)
    if request.htmx:
        undo_url = reverse("contacts:blocking", args=[contact.public_id]) + "?undo=1"
        toast(response, _("What %(name)s writes now goes to spam") % {"name": contact}, undo_url=undo_url)
    return response


@require_POST
@agent_required
def following(request, number):
    """Follow the ticket, or stop (``follow`` 1 or 0)."""
    ticket = find_ticket(request, number)
    change = triage.follow if request.POST.get("follow") == "1" else triage.unfollow
    change(ticket, request.member, by=request.member)
    return changed(request, ticket)


@require_POST
@agent_required
def ccs(request, number):
    """``cc``: addresses, by commas, that get every answer from now on. What is none is named beneath the field (422)."""
    need(request, "tickets.change_cc")
    ticket = find_ticket(request, number)
    addresses = [word for line in request.POST.get("cc", "").split(",") for word in line.split()]
    try:
        copying.change(ticket, addresses, by=request.member)
    except copying.BadAddress as refused:
        if not request.htmx:
            raise
        context = {"cc_error": refused.message, "cc_typed": request.POST.get("cc", "")}
        response = render(request, "tickets/_composer_copies.html", context, status=422)
        return retarget(reswap(response, "outerHTML"), "#cc-field")
    return changed(request, ticket)


@require_POST
@agent_required
def review(request, number):
    """An agent has looked at a held ticket and finds it in order."""
    ticket = _for_triage(request, number)
    reviewing.reviewed(ticket, by=request.member)
    return changed(request, ticket)


def _for_triage(request, number):
    need(request, "tickets.triage")
    return find_ticket(request, number)
