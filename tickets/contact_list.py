"""A page of the contacts' list."""

from dataclasses import dataclass

from django.core import signing
from django.db.models import Count, Max, Q

from contacts.finding import matching
from contacts.models import Organization
from helpdesk.lib.numbers import whole
from tickets.contact_reach import contacts_visible_to
from tickets.models import Ticket
from tickets.models.status import OPEN

A_PAGE = 50
SALT = "contacts.list"


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to. ``organization`` is an Organization or None."""

    query: str = ""
    is_vip: bool = False
    is_blocked: bool = False
    tag: str = ""
    organization: object = None

    def __bool__(self):
        return bool(self.query or self.is_vip or self.is_blocked or self.tag or self.organization)


@dataclass(frozen=True)
class Page:
    """``contacts`` by name, each with ``open_tickets`` and ``last_ticket_at``; ``after`` is what the next page's address says."""

    contacts: list
    after: str


def filter_of(request):
    """The Filter that the address names. What makes no sense is left out."""
    said = request.GET
    of = whole(said.get("organization"))
    organization = Organization.objects.filter(workspace=request.workspace, pk=of).first() if of is not None else None
    return Filter(
        query=said.get("q", "").replace("\0", "").strip()[:200],
        is_vip=said.get("vip") == "1",
        is_blocked=said.get("blocked") == "1",
        tag=said.get("tag", "").replace("\0", "").strip().lower()[:40],
        organization=organization,
    )


def narrowed(member, filter):
    """The contacts that ``member`` may read and ``filter`` leaves."""
    contacts = contacts_visible_to(member)
    if filter.query:
        contacts = matching(contacts, filter.query)
    if filter.is_vip:
        contacts = contacts.filter(is_vip=True)
    if filter.is_blocked:
        contacts = contacts.filter(blocked_at__isnull=False)
    if filter.tag:
        contacts = contacts.filter(tags__workspace_id=member.workspace_id, tags__name=filter.tag)
    if filter.organization:
        contacts = contacts.filter(organization=filter.organization)
    return contacts


def page_of(member, filter, *, after=""):
    """The Page that begins behind ``after``."""
    contacts = narrowed(member, filter)
    if place := _read(after):
        name, pk = place
        contacts = contacts.filter(Q(name__gt=name) | Q(name=name, pk__gt=pk), name__gte=name)
    found = list(contacts.select_related("organization").prefetch_related("identities").by_name()[: A_PAGE + 1])
    shown = found[:A_PAGE]
    _count_tickets(member, shown)
    more = len(found) > A_PAGE
    return Page(shown, signing.dumps([shown[-1].name, shown[-1].pk], salt=SALT, compress=True) if more else "")


def _count_tickets(member, contacts):
    tickets = member.workspace.tickets.visible_to(member).filter(
        requester__in=[one.pk for one in contacts], place=Ticket.Place.INBOX
    )
    figures = {"open_now": Count("pk", filter=Q(category__in=OPEN)), "latest": Max("created_at")}
    rows = tickets.order_by().values("requester_id").annotate(**figures).values_list("requester_id", *figures)
    known = {requester: (count, latest) for requester, count, latest in rows}
    for one in contacts:
        one.open_tickets, one.last_ticket_at = known.get(one.pk, (0, None))


def _read(after):
    try:
        name, pk = signing.loads(after, salt=SALT)
        return str(name), int(pk)
    except (signing.BadSignature, ValueError, TypeError):
        return None
