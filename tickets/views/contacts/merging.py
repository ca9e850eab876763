"""Two contacts that are one person."""

from django.contrib import messages as flash
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contacts import merging
from contacts.finding import matching
from contacts.models import Contact, ContactMerge
from tickets.contact_reach import contacts_visible_to, find_contact
from workspaces.access import right_required

FOUND = 8


@require_http_methods(["GET", "POST"])
@right_required("contacts.merge")
def merge(request, public_id):  # GET, POST /contacts/<public_id>/merging/?with=<public_id>&q=
    """Choose the other one, then field by field what stays; a post merges ``with`` into this one."""
    contact = find_contact(request.member, public_id)
    chosen = request.POST.get("with") or request.GET.get("with", "")
    other = find_contact(request.member, chosen) if chosen else None
    if other is not None and other.pk == contact.pk:
        raise Http404
    if request.method == "POST":
        if other is None:
            raise Http404
        choices = {name: request.POST[name] for name in merging.FIELDS if request.POST.get(name) in ("kept", "gone")}
        merging.merge(contact, other, by=request.member, choices=choices)
        words = _("%(gone)s is merged into %(kept)s. It can be undone on this page.")
        flash.success(request, words % {"gone": other, "kept": contact})
        return redirect(contact)
    query = request.GET.get("q", "").strip()
    found = []
    if query and other is None:
        rows = matching(contacts_visible_to(request.member), query).exclude(pk=contact.pk)
        found = rows.select_related("organization").prefetch_related("identities").by_name()[:FOUND]
    context = {"place": "contacts", "contact": contact, "other": other, "query": query, "found": found}
    if other is not None:
        context |= {"fields": _fields(contact, other), "moves": _moves(other)}
    return render(request, "contacts/merging.html", context)


@require_POST
@right_required("contacts.merge")
def undo(request, public_id, pk):  # POST /contacts/<public_id>/merging/<pk>/undo/
    """Make them two again."""
    contact = find_contact(request.member, public_id)
    done = get_object_or_404(ContactMerge, workspace=request.workspace, kept=contact, pk=pk)
    gone = merging.undo(done, by=request.member)
    flash.success(request, _("%(name)s is a contact of their own again, with everything") % {"name": gone})
    return redirect(contact)


def _fields(kept, gone):
    """``(name, label, value of kept, value of gone, which is proposed)`` of the fields in which they differ."""
    proposed = merging.proposed(kept, gone)
    found = []
    for name in merging.FIELDS:
        ours, theirs = getattr(kept, name), getattr(gone, name)
        if ours == theirs:
            continue
        label = Contact._meta.get_field(name.removesuffix("_id") if name == "organization_id" else name).verbose_name
        found.append(
            (name, str(label)[:1].upper() + str(label)[1:], _words(kept, name), _words(gone, name), proposed[name])
        )
    return found


def _words(contact, name):
    if name == "organization_id":
        return contact.organization.name if contact.organization else ""
    if name == "form_of_address":
        return contact.get_form_of_address_display() if contact.form_of_address else ""
    value = getattr(contact, name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value


def _moves(gone):
    """``(words, how many)`` of what goes over."""
    counts = merging.counts(gone)
    named = [
        (_("addresses and numbers"), "contacts.Identity.contact"),
        (_("tickets"), "tickets.Ticket.requester"),
        (_("copies of tickets"), "tickets.TicketCC.contact"),
        (_("notes"), "contacts.ContactNote.contact"),
        (_("tags"), "contacts.ContactTag.contact"),
        (_("purchases"), "contacts.Purchase.contact"),
    ]
    return [(words, counts[key]) for words, key in named if counts.get(key)]
