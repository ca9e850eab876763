"""One contact: the page, its parts, and what changes them."""

from django.contrib import messages as flash
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts import duplicates, editing, organizations, reaching
from contacts.custom_fields import held_by, set_field
from contacts.forms import ContactForm, IdentityForm, NoteForm
from contacts.models import ContactMerge, ContactNote, Identity
from helpdesk.lib.errors import OperationRefused
from helpdesk.lib.toasts import toast
from tickets.contact_page import tickets_of, timeline_of
from tickets.contact_reach import find_contact
from tickets.views.finding import need
from workspaces.access import right_required
from workspaces.custom_fields import BadValue

UNDO = "contacts.undo"  # what a removal took away, signed, as an address can carry it
UNDO_SECONDS = 600
PURCHASES, NOTES = 10, 50


@require_http_methods(["GET", "POST"])
@right_required("contacts.read")
def detail(request, public_id):  # GET, POST /contacts/<public_id>/, ?edit=1
    """The page; a post saves what is known of them."""
    contact = find_contact(request.member, public_id)
    if request.method == "GET":
        if contact.public_id != public_id:  # merged into another
            return redirect(contact)
        form = (
            ContactForm(instance=contact) if request.GET.get("edit") and request.member.can("contacts.edit") else None
        )
        return _page(request, contact, form=form)
    need(request, "contacts.edit")
    form = ContactForm(request.POST, instance=contact)
    if not form.is_valid():
        return _page(request, contact, form=form, status=422)
    values = form.cleaned_data
    firm = organizations.named(contact.workspace_id, values.pop("organization_name"))
    editing.change(contact, by=request.member, organization_id=firm.pk if firm else None, **values)
    return done(request, public_id, _("Saved"))


@require_safe
@right_required("contacts.read")
def timeline(request, public_id):  # GET /contacts/<public_id>/timeline/?before=
    """What was said before: for htmx the next messages, else the page from there on."""
    contact = find_contact(request.member, public_id)
    before = request.GET.get("before", "")
    if not request.htmx:
        return _page(request, contact, before=before)
    context = {"contact": contact, "timeline": timeline_of(contact, request.member, before=before)}
    return render(request, "contacts/_timeline.html", context)


@require_POST
@right_required("contacts.edit")
def identities(request, public_id):  # POST /contacts/<public_id>/identities/
    """Add an address or a number; ``?undo=`` brings a removed one back."""
    contact = find_contact(request.member, public_id)
    if gone := _undone(request, contact):
        kept = {name: gone[name] for name in ("verified_at", "bounced_at", "is_primary")}
        reaching.add(contact, gone["kind"], gone["value"], by=request.member, **kept)
        return done(request, public_id, _("It is back"))
    form = IdentityForm(request.POST)
    if form.is_valid():
        try:
            reaching.add(contact, form.cleaned_data["kind"], form.cleaned_data["value"], by=request.member)
        except OperationRefused as refused:
            form.add_error("value", str(refused.message))
        else:
            return done(request, public_id, _("Added"))
    return _page(request, contact, identity_form=form, status=422)


@require_POST
@right_required("contacts.edit")
def identity(request, public_id, pk):  # POST /contacts/<public_id>/identities/<pk>/
    """``do``: "remove" it, or make it the "primary" one."""
    contact = find_contact(request.member, public_id)
    found = get_object_or_404(Identity, workspace=request.workspace, contact=contact, pk=pk)
    if request.POST.get("do") == "primary":
        reaching.make_primary(found, by=request.member)
        return done(request, public_id, _("%(address)s is used first") % {"address": found.shown})
    gone = reaching.remove(found, by=request.member)
    back = _undo_url("contacts:identities", contact, gone)
    return done(request, public_id, _("%(address)s is removed") % {"address": found.shown}, undo_url=back)


@require_POST
@right_required("contacts.edit")
def tags(request, public_id):  # POST /contacts/<public_id>/tags/
    """``add`` or ``remove`` a word."""
    contact = find_contact(request.member, public_id)
    if gone := _undone(request, contact):
        editing.add_tag(contact, gone["tag"], by=request.member)
        return done(request, public_id, _("It is back"))
    if name := request.POST.get("remove"):
        editing.remove_tag(contact, name, by=request.member)
        back = _undo_url("contacts:tags", contact, {"tag": name})
        return done(request, public_id, _("Tag %(name)s is removed") % {"name": name}, undo_url=back)
    editing.add_tag(contact, request.POST.get("add", ""), by=request.member)
    return done(request, public_id, _("Tag added"))


@require_POST
@right_required("contacts.edit")
def field(request, public_id, key):  # POST /contacts/<public_id>/fields/<key>/
    """``value``, for a list of several more than one: what the custom field holds from now on."""
    contact = find_contact(request.member, public_id)
    fields = fill(request, contact, key)
    if fields is not None:
        return _page(request, contact, custom_fields=fields, status=422)
    return done(request, public_id, _("Saved"))


@require_POST
@right_required("contacts.edit")
def notes(request, public_id):  # POST /contacts/<public_id>/notes/
    """Write a note."""
    contact = find_contact(request.member, public_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, contact, note_form=form, status=422)
    editing.add_note(contact, form.cleaned_data["body"], by=request.member)
    return done(request, public_id, _("Note added"))


@require_POST
@right_required("contacts.edit")
def note(request, public_id, pk):  # POST /contacts/<public_id>/notes/<pk>/
    """Remove a note, or bring it back (``?undo=1``)."""
    contact = find_contact(request.member, public_id)
    found = get_object_or_404(ContactNote, workspace=request.workspace, contact=contact, pk=pk)
    if request.GET.get("undo"):
        editing.restore_note(found, by=request.member)
        return done(request, public_id, _("The note is back"))
    editing.remove_note(found, by=request.member)
    back = reverse("contacts:note", args=[public_id, pk]) + "?undo=1"
    return done(request, public_id, _("Note removed"), undo_url=back)


@require_POST
@right_required("contacts.edit")
def form_of_address(request, public_id):  # POST /contacts/<public_id>/form-of-address/
    """What was guessed is right."""
    editing.keep_form_of_address(find_contact(request.member, public_id), by=request.member)
    return done(request, public_id, _("Saved"))


@require_POST
@right_required("contacts.block")
def blocking(request, public_id):  # POST /contacts/<public_id>/blocking/
    """Block them, or let them in again with ``undo``."""
    contact = find_contact(request.member, public_id)
    address = reverse("contacts:blocking", args=[public_id])
    if "undo" in request.POST or "undo" in request.GET:
        editing.unblock(contact, by=request.member)
        return done(request, public_id, _("What %(name)s writes comes to the inbox again") % {"name": contact})
    editing.block(contact, by=request.member)
    words = _("What %(name)s writes now goes to spam") % {"name": contact}
    return done(request, public_id, words, undo_url=f"{address}?undo=1")


def fill(request, owner, key):
    """Have a contact or organization hold what was posted. None, or where that was refused its fields, saying why."""
    held = {one.field.key: one for one in held_by(owner) if one.is_shown}
    if key not in held:
        raise Http404
    custom, typed = held[key].field, request.POST.getlist("value")
    try:
        set_field(owner, custom, typed if custom.has_options else "".join(typed[:1]))
    except BadValue as refused:
        held[key].refused(refused.message, typed)
        return list(held.values())
    return None


def done(request, public_id, words, *, undo_url=""):
    """The page as it is now, with news."""
    if not request.htmx:
        flash.success(request, words)
        return redirect("contacts:detail", public_id)
    return toast(_page(request, find_contact(request.member, public_id)), words, undo_url=undo_url)


def _page(request, contact, *, status=200, before="", **forms):
    template = "contacts/_contact.html" if request.htmx else "contacts/contact.html"
    return render(request, template, {**_context(request, contact, before), **forms}, status=status)


def _context(request, contact, before):
    under_way, past, more = tickets_of(contact, request.member)
    may_merge = request.member.can("contacts.merge")
    notes = ContactNote.objects.filter(workspace=request.workspace, contact=contact, removed_at=None)
    merges = ContactMerge.objects.filter(workspace=request.workspace, kept=contact, undone_at=None)
    return {
        "place": "contacts",
        "contact": contact,
        "reached_by": list(contact.identities.all()),
        "tag_names": [one.name for one in contact.tags.all()],
        "notes": notes.select_related("author__user")[:NOTES],
        "purchases": contact.purchases.all()[:PURCHASES],
        "custom_fields": [one for one in held_by(contact) if one.is_shown],
        "under_way": under_way,
        "past": past,
        "more_tickets": more,
        "timeline": timeline_of(contact, request.member, before=before),
        "duplicates": duplicates.likely(contact) if may_merge else [],
        "last_merge": merges.select_related("gone").first() if may_merge else None,
        "may_edit": request.member.can("contacts.edit"),
        "may_block": request.member.can("contacts.block"),
        "may_merge": may_merge,
        "their_time": timezone.now().astimezone(_zone(contact)) if contact.time_zone else None,
    }


def _zone(contact):
    from zoneinfo import ZoneInfo

    return ZoneInfo(contact.time_zone)


def _undo_url(name, contact, gone):
    signed = signing.dumps({"contact": contact.pk, **gone}, salt=UNDO, compress=True)
    return f"{reverse(name, args=[contact.public_id])}?undo={signed}"


def _undone(request, contact):
    """What the address says was taken away from ``contact``, or None."""
    try:
        gone = signing.loads(request.GET.get("undo", ""), salt=UNDO, max_age=UNDO_SECONDS)
    except signing.BadSignature:
        return None
    return gone if gone["contact"] == contact.pk else None
