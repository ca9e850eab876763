"""Organizations: the list, one with its people and tickets, and what changes it."""

from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.db.models import Count, F, Func, Q, TextField, Value
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts import organizations as operations
from contacts.custom_fields import held_by
from contacts.forms import OrganizationForm
from contacts.models import Organization
from helpdesk.lib.errors import OperationRefused
from helpdesk.lib.toasts import toast
from tickets.contact_reach import contacts_visible_to
from tickets.models import Ticket
from tickets.views.contacts.detail import fill
from workspaces import rights
from workspaces.access import right_required

A_PAGE, PEOPLE, TICKETS = 50, 50, 20


@require_safe
@right_required("contacts.read")
def listing(request):  # GET /contacts/organizations/?q=&page=
    """By name. There are some hundreds, seldom thousands: pages are counted."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:120]
    found = _visible(request).annotate(size=Count("contacts", filter=Q(contacts__merged_into=None))).order_by("name")
    if query:
        folded = Func(F("name"), function="contacts_fold", output_field=TextField())
        sought = Func(Value(query), function="contacts_fold", output_field=TextField())
        found = found.alias(folded=folded).filter(folded__contains=sought)
    page = Paginator(found.prefetch_related("domains", "tags"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "contacts/organizations.html", {"place": "contacts", "page_of": page, "query": query})


@require_http_methods(["GET", "POST"])
@right_required("contacts.edit")
def new(request):  # GET, POST /contacts/organizations/new/
    """Make one."""
    form = OrganizationForm(request.POST or None, instance=Organization(workspace=request.workspace))
    if request.method == "POST" and form.is_valid():
        made = operations.save(form.save(commit=False), by=request.member)
        flash.success(request, _("%(name)s is there") % {"name": made})
        return redirect(made)
    context = {"place": "contacts", "form": form}
    return render(request, "contacts/new_organization.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@right_required("contacts.read")
def organization(request, pk):  # GET, POST /contacts/organizations/<pk>/
    """The page; a post saves name, note and what its people see."""
    found = _find(request, pk)
    if request.method == "GET":
        return _page(request, found)
    _need_edit(request)
    form = OrganizationForm(request.POST, instance=found)
    if not form.is_valid():
        found.refresh_from_db()
        return _page(request, found, form=form, status=422)
    operations.save(form.save(commit=False), by=request.member)
    return _done(request, found, _("Saved"))


@require_POST
@right_required("contacts.edit")
def domains(request, pk):  # POST /contacts/organizations/<pk>/domains/
    """``add`` or ``remove`` a mail domain."""
    found = _find(request, pk)
    if domain := request.POST.get("remove") or "":
        operations.remove_domain(found, domain, by=request.member)
        back = reverse("contacts:domains", args=[pk]) + f"?undo={domain}"
        return _done(request, found, _("%(domain)s is removed; its people stay") % {"domain": domain}, undo_url=back)
    try:
        joined = operations.add_domain(found, request.POST.get("add") or request.GET.get("undo", ""), by=request.member)
    except OperationRefused as refused:
        return _page(request, found, domain_error=str(refused.message), domain=request.POST.get("add", ""), status=422)
    words = ngettext("Added; %(count)s person joined", "Added; %(count)s people joined", joined) % {"count": joined}
    return _done(request, found, words if joined else _("Added"))


@require_POST
@right_required("contacts.edit")
def tags(request, pk):  # POST /contacts/organizations/<pk>/tags/
    """``add`` or ``remove`` a word."""
    found = _find(request, pk)
    if name := request.POST.get("remove"):
        operations.remove_tag(found, name, by=request.member)
        back = reverse("contacts:organization_tags", args=[pk]) + f"?undo={operations.clean_tag(name)}"
        return _done(request, found, _("Tag %(name)s is removed") % {"name": name}, undo_url=back)
    operations.add_tag(found, request.POST.get("add") or request.GET.get("undo", ""), by=request.member)
    return _done(request, found, _("Tag added"))


@require_POST
@right_required("contacts.edit")
def field(request, pk, key):  # POST /contacts/organizations/<pk>/fields/<key>/
    """``value``, for a list of several more than one: what the custom field holds from now on."""
    found = _find(request, pk)
    fields = fill(request, found, key)
    if fields is not None:
        return _page(request, found, custom_fields=fields, status=422)
    return _done(request, found, _("Saved"))


def _visible(request):
    found = Organization.objects.filter(workspace=request.workspace)
    if request.member.scope("contacts.read") == rights.ALL:
        return found
    theirs = contacts_visible_to(request.member).filter(organization__isnull=False)
    return found.filter(pk__in=theirs.values("organization"))


def _find(request, pk):
    return get_object_or_404(_visible(request), pk=pk)


def _need_edit(request):
    from tickets.views.finding import need

    need(request, "contacts.edit")


def _done(request, found, words, *, undo_url=""):
    if not request.htmx:
        flash.success(request, words)
        return redirect(found)
    return toast(_page(request, _find(request, found.pk)), words, undo_url=undo_url)


def _page(request, found, *, form=None, status=200, **more):
    people = contacts_visible_to(request.member).filter(organization=found).prefetch_related("identities").by_name()
    tickets = request.workspace.tickets.visible_to(request.member).filter(
        requester__in=people.order_by().values("pk"), place=Ticket.Place.INBOX, merged_into=None
    )
    people = list(people[: PEOPLE + 1])
    context = {
        "place": "contacts",
        "organization": found,
        "people": people[:PEOPLE],
        "more_people": len(people) > PEOPLE,
        "tickets": tickets.select_related("status", "requester").order_by("-id")[:TICKETS],
        "domain_names": [one.domain for one in found.domains.all()],
        "tag_names": [one.name for one in found.tags.all()],
        "custom_fields": [one for one in held_by(found) if one.is_shown],
        "may_edit": request.member.can("contacts.edit"),
        "form": form or OrganizationForm(instance=found),
        **more,
    }
    template = "contacts/_organization.html" if request.htmx else "contacts/organization.html"
    return render(request, template, context, status=status)
