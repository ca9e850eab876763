"""The contact form, and the page that answers it with a number."""

from django.conf import settings
from django.core import signing
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from channels_inbox.limits import allow
from contacts.identities import normalise_email
from portal import custom_fields, own_tickets
from portal.forms import MAX_FILES, NewMessageForm, file_limit
from portal.pages import portal_page, show
from portal.writing import form_channel, mail_address, write
from tickets.forms.asking import as_typed
from workspaces.client_address import client_address

A_MINUTE = 5  # messages by one address, or from one place, in a minute
SENT_COOKIE = "tugi_sent"
SENT_SALT = "portal.sent"
SENT_SECONDS = 15 * 60


@require_http_methods(["GET", "POST"])
@portal_page
def new(request):
    """Write to us. What was typed stays on the page whatever goes wrong."""
    if form_channel(request.workspace) is None:
        return show(request, "portal/no_form.html", {"address": mail_address(request.workspace)}, status=404)
    visitor = request.visitor or None
    about = _about(request, visitor)
    topics = custom_fields.topics(request.workspace)
    topic = _topic(request, topics)
    shown = {"about": about, "topics": topics, "topic": topic}
    more = {"visitor": visitor, "customs": custom_fields.asked(request.workspace, topic)}
    if request.method == "GET":
        initial = {"subject": _("About %(number)s: %(subject)s") % _of(about)} if about else {}
        return show_form(request, NewMessageForm(initial=initial, **more), **shown)
    if "choose" in request.POST:  # another topic: its fields, and all that was typed
        return show_form(request, NewMessageForm(initial=as_typed(request.POST), **more), **shown)

    form = NewMessageForm(request.POST, request.FILES, **more)
    if not form.is_valid():
        return show_form(request, form, status=422, **shown)
    typed = form.typed
    if not _within_limits(request, visitor.address if visitor else typed["email"]):
        form.add_error(
            None, _("That were many messages in a minute. Your text is kept here; send it again in a minute.")
        )
        response = show_form(request, form, status=429, **shown)
        response["Retry-After"] = "60"
        return response
    ticket = write(
        request.workspace,
        visitor=visitor,
        follows=about,
        suspect=form.is_trapped,
        language=get_language(),
        topic=topic,
        **typed,
    )
    return _to_number(ticket, typed.get("email", ""), _left_out(request))


@require_safe
@portal_page
def sent(request):
    """The number of what was just sent, from a signed cookie of this browser; without one, there is nothing to show."""
    try:
        said = signing.loads(request.COOKIES.get(SENT_COOKIE, ""), salt=_salt(request), max_age=SENT_SECONDS)
    except signing.BadSignature:
        return redirect("portal:home")
    return show(request, "portal/sent.html", said)


def show_form(request, form, *, about=None, status=200, notice="", topics=(), topic=None):
    """The form's page; ``notice`` says why the visitor stands before it."""
    context = {
        "form": form,
        "topics": topics,
        "topic": topic,
        "about": about,
        "notice": notice,
        "lost_files": form.is_bound and bool(form.files),
        "max_files": MAX_FILES,
        "max_bytes": settings.ATTACHMENT_MAX_BYTES,
        "file_limit": file_limit(),
    }
    return show(request, "portal/new.html", context, status=status)


def _topic(request, topics):
    """The topic that was chosen, by its id in the form or the address; None for none, or one that is not on offer."""
    chosen = request.POST.get("topic", request.GET.get("topic", ""))
    return next((one for one in topics if str(one.pk) == chosen), None)


def _about(request, visitor):
    """The visitor's own closed ticket that the new message goes on from, or None."""
    public_id = request.GET.get("about", "")
    ticket = own_tickets.find(visitor, public_id) if visitor and public_id else None
    return ticket if ticket and ticket.is_done and not ticket.is_colleagues else None


def _of(ticket):
    return {"number": ticket.number, "subject": ticket.title}


def _within_limits(request, address):
    place, mailbox = client_address(request), normalise_email(address)
    return allow(f"form-from:{place}", per_seconds=60, limit=A_MINUTE) and allow(
        f"form-by:{request.workspace.pk}:{mailbox}", per_seconds=60, limit=A_MINUTE
    )


def _left_out(request):
    """Names of the files that the browser found too large to send, as one text; said once more with the number."""
    names = dict.fromkeys(name[:80] for name in request.POST.getlist("left_out"))
    return ", ".join(list(names)[:5])


def _to_number(ticket, email, left_out):
    response = redirect("portal:sent")
    said = {
        "number": ticket.number,
        "email": email,
        "public_id": "" if email else ticket.public_id,
        "left_out": left_out,
    }
    response.set_cookie(
        SENT_COOKIE,
        signing.dumps(said, salt=f"{SENT_SALT}.{ticket.workspace_id}"),
        max_age=SENT_SECONDS,
        path=reverse("portal:sent"),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def _salt(request):
    return f"{SENT_SALT}.{request.workspace.pk}"
