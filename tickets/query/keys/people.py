"""Who has a ticket, who asked, who else gets it."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts import finding
from contacts.identities import normalise_email
from contacts.models import Contact, Identity, Organization
from tickets.models import Mention, TicketCC, TicketFollower
from tickets.query.context import MOST_NAMES
from tickets.query.keys.base import Choice, Key, NamedKey
from tickets.query.keys.me import me
from workspaces.models import Member


def _members(context):
    rows = Member.objects.filter(workspace=context.workspace).order_by("user__name")
    return [
        (pk, name or email, (name, email, name.split(" ")[0]))
        for pk, name, email in rows.values_list("pk", "user__name", "user__email")
    ]


ASSIGNEE = NamedKey(
    "assignee",
    _("Assignee"),
    "assignee:me",
    read=_members,
    path="assignee",
    special={
        "me": (_("you"), lambda context, term: Q(assignee=me(context))),
        "nobody": (_("nobody"), lambda context, term: Q(assignee=None)),
        "anybody": (_("somebody, whoever it is"), lambda context, term: Q(assignee__isnull=False)),
    },
)


@dataclass(frozen=True)
class FollowerKey(NamedKey):
    def condition_on(self, ids, context):
        return follows(ids, context)


def follows(member_ids, context):
    rows = TicketFollower.objects.filter(workspace=context.workspace, member__in=member_ids)
    return Q(pk__in=rows.values("ticket_id"))


FOLLOWER = FollowerKey(
    "follower",
    _("Follower"),
    "follower:me",
    read=_members,
    special={"me": (_("you"), lambda context, term: follows([me(context).pk], context))},
)


def people(value, context):
    """The contacts with this address, or whose words ``value`` begins. People come and go: nobody is no error."""
    contacts = Contact.objects.filter(workspace=context.workspace)
    if "@" in value.strip("@"):
        address = Identity.objects.filter(workspace=context.workspace, kind="email", value=normalise_email(value))
        return list(address.values_list("contact_id", flat=True)) or finding.matching(contacts, value).values("pk")
    return finding.matching(contacts, value).values("pk")


def offered_people(context, typed):
    """Addresses of the contacts whose words ``typed`` begins."""
    if len(typed) < 2:
        return []
    found = finding.matching(Contact.objects.filter(workspace=context.workspace), typed)
    rows = found.order_by("name", "pk").prefetch_related("identities")[:10]
    return [Choice(contact.email, contact.name) for contact in rows if contact.email]


@dataclass(frozen=True)
class FromKey(Key):
    """The requester, by address, name, telephone or customer number: what contacts are found by."""

    def offer(self, context, typed):
        return offered_people(context, typed)

    def condition_of(self, term, value, context):
        return Q(requester__in=people(value, context))


@dataclass(frozen=True)
class CopyKey(Key):
    """An outside person who gets copies."""

    def offer(self, context, typed):
        return offered_people(context, typed)

    def condition_of(self, term, value, context):
        copies = TicketCC.objects.filter(workspace=context.workspace, contact__in=people(value, context))
        return Q(pk__in=copies.values("ticket_id"))


FROM = FromKey("from", _("Requester"), "from:rosa@example.com")
CC = CopyKey("cc", _("Copy to"), "cc:rosa@example.com")


@dataclass(frozen=True)
class OrganizationKey(NamedKey):
    """The requester's organization. There may be very many: the exact name is asked for first, by its index."""

    def ids(self, term, value, context):
        exact = Organization.objects.filter(workspace=context.workspace, name=value).values_list("pk", flat=True)
        return list(exact) or super().ids(term, value, context)

    def condition_on(self, ids, context):
        people = Contact.objects.filter(workspace=context.workspace, organization__in=ids)
        return Q(requester__in=people.values("pk"))


@dataclass(frozen=True)
class MentionsKey(NamedKey):
    """A colleague whom a note names."""

    def condition_on(self, ids, context):
        return mentions(ids, context)


def mentions(member_ids, context):
    rows = Mention.objects.filter(workspace=context.workspace, member__in=member_ids)
    return Q(pk__in=rows.values("ticket_id"))


MENTIONS = MentionsKey(
    "mentions",
    _("Mentions"),
    "mentions:me",
    read=_members,
    special={"me": (_("you"), lambda context, term: mentions([me(context).pk], context))},
)


def _organizations(context):
    rows = Organization.objects.filter(workspace=context.workspace).order_by("name")
    return [(pk, name, (name,)) for pk, name in rows.values_list("pk", "name")[:MOST_NAMES]]


def _no_organization(context, term):
    people = Contact.objects.filter(workspace=context.workspace, organization__isnull=False)
    return ~Q(requester__in=people.values("pk"))


ORG = OrganizationKey(
    "org",
    _("Organization"),
    "org:Acme",
    read=_organizations,
    special={"none": (_("belongs to none"), _no_organization)},
)
