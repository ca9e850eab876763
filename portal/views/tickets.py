"""A customer's own tickets: the list, one of them, and what they can do with it."""

from functools import wraps

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels_inbox.limits import allow
from helpdesk.lib.numbers import whole
from portal import conversation as public
from portal import custom_fields, own_tickets, ticket_links
from portal.forms import MAX_FILES, AnswerForm, NewMessageForm, file_limit
from portal.pages import portal_page, show, signed_in, to_sign_in
from portal.views.signing_in import dead_link
from portal.views.writing import show_form
from tickets.content import Content
from tickets.models.status import Category
from tickets.operations import conversation, triage
from tickets.operations.refusals import TicketClosed

GUEST_COOKIE = "tugi_ticket"  # holds a mailed link's key; each has the path of its own ticket
GUEST_SECONDS = 7 * 24 * 3600
ANSWERS_A_MINUTE = 10


@require_safe
@signed_in
def own(request):
    """The visitor's tickets, open or solved, newest first; ``?of=organization``: those of colleagues."""
    organization = own_tickets.organization_of(request.visitor)
    colleagues = request.GET.get("of") == "organization" and organization is not None
    done = request.GET.get("state") == "solved"
    after = request.GET.get("after", "")
    page = own_tickets.page(
        request.visitor,
        done=done,
        after=whole(after),
        colleagues=colleagues,
    )
    context = {
        "page": page,
        "done": done,
        "is_first": not after,
        "organization": organization,
        "colleagues": colleagues,
    }
    return show(request, "portal/tickets.html", context)


def with_ticket(view):
    """Finds the ticket for who is signed in or came by its mailed link; for others, whatever they ask for is missing."""

    @wraps(view)
    @portal_page
    def found(request, public_id, **kwargs):
        ticket = own_tickets.find(request.visitor, public_id) if request.visitor else None
        to_survivor = ""
        if ticket is None:
            key = request.COOKIES.get(GUEST_COOKIE, "")
            opened = ticket_links.open_with(request.workspace, public_id, key) if key else None
            if opened is None:
                if not request.visitor:
                    return to_sign_in(request)
                raise Http404
            ticket, request.visitor = opened
            if ticket.public_id != public_id:
                to_survivor = ticket_links.url_again(ticket, key)
        if ticket.public_id != public_id and request.method == "GET" and not kwargs:  # merged since: from now on there
            return redirect(to_survivor or reverse("portal:ticket", args=[ticket.public_id]))
        return view(request, ticket, **kwargs)

    return found


@require_safe
@portal_page
def guest(request, public_id):
    """The link of our mails. Its key goes from the address bar into a cookie that only this ticket's pages get."""
    key = request.GET.get("k", "")
    opened = ticket_links.open_with(request.workspace, public_id, key)
    if opened is None:
        return dead_link(request)
    ticket, _visitor = opened
    if ticket.public_id != public_id:  # merged since
        return redirect(ticket_links.url_again(ticket, key))
    path = reverse("portal:ticket", args=[ticket.public_id])
    response = redirect(path)
    if not (request.visitor and own_tickets.find(request.visitor, ticket.public_id)):
        response.set_cookie(
            GUEST_COOKIE, key, max_age=GUEST_SECONDS, path=path, secure=settings.HTTPS, httponly=True, samesite="Lax"
        )
    return response


@require_safe
@with_ticket
def detail(request, ticket):
    """One ticket: its state in a sentence, what was said, and a box to answer in."""
    return _page(request, ticket, AnswerForm())


@require_POST
@with_ticket
def answers(request, ticket):
    """Add the visitor's words and files. A closed ticket takes none: the text goes on into a new message."""
    if ticket.is_colleagues:
        raise Http404
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, ticket, form, status=422)
    if not allow(f"portal-answer:{ticket.pk}:{request.visitor.address}", per_seconds=60, limit=ANSWERS_A_MINUTE):
        form.add_error(
            None, _("That were many answers in a minute. Your text is kept here; send it again in a minute.")
        )
        response = _page(request, ticket, form, status=429)
        response["Retry-After"] = "60"
        return response
    content = Content(
        text=form.cleaned_data["message"],
        files=tuple(form.cleaned_data["files"]),
        from_name=request.visitor.contact.name,
        from_address=request.visitor.address,
    )
    try:
        message = conversation.receive(ticket, by=request.visitor.contact, content=content)
    except TicketClosed:
        return _closed_meanwhile(request, ticket, form)
    return redirect(f"{reverse('portal:ticket', args=[ticket.public_id])}#message-{message.public_id}")


@require_POST
@with_ticket
def solved(request, ticket):
    """The requester says that it is solved. Writing again within the window opens it again."""
    if ticket.requester_id != request.visitor.contact.pk:
        raise Http404
    if not ticket.is_done:
        triage.set_category(ticket, Category.SOLVED, by=request.visitor.contact)
    return redirect("portal:ticket", ticket.public_id)


@require_POST
@signed_in
def stop_links(request, public_id):
    """Links in mails sent so far open this ticket no more. Only its signed-in requester may say so."""
    ticket = own_tickets.find(request.visitor, public_id)
    if ticket is None or ticket.requester_id != request.visitor.contact.pk:
        raise Http404
    ticket_links.stop(ticket)
    return redirect(f"{reverse('portal:ticket', args=[public_id])}?links=stopped")


def _page(request, ticket, form, *, status=200):
    visitor = request.visitor
    context = {
        "visitor": visitor,
        "ticket": ticket,
        "entries": public.entries_for(ticket, visitor),
        "readers": public.readers(ticket, visitor),
        "shared_with": own_tickets.sharing(ticket),
        "is_colleagues": ticket.is_colleagues,
        "form": form,
        "own_fields": custom_fields.shown_on(ticket),
        "lost_files": form.is_bound and bool(form.files),
        "is_requester": ticket.requester_id == visitor.contact.pk,
        "links_stopped": request.GET.get("links") == "stopped",
        "max_files": MAX_FILES,
        "max_bytes": settings.ATTACHMENT_MAX_BYTES,
        "file_limit": file_limit(),
    }
    return show(request, "portal/ticket.html", context, status=status)


def _closed_meanwhile(request, ticket, form):
    """The ticket closed while the visitor wrote: their text stands in a new message about it."""
    initial = {
        "subject": _("About %(number)s: %(subject)s") % {"number": ticket.number, "subject": ticket.title},
        "message": form.cleaned_data["message"],
        "email": request.visitor.address,
        "name": request.visitor.contact.name,
    }
    signed = request.visitor if request.visitor.session_id else None
    notice = _("This ticket was closed meanwhile. Your text is kept: send it as a new message.")
    if form.files:
        again = _("Attach your files again.")
        notice = f"{notice} {again}"
    return show_form(request, NewMessageForm(visitor=signed, initial=initial), about=ticket, status=409, notice=notice)
