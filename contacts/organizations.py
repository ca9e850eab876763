"""Change organizations and what belongs to them."""

import re

from django.db import IntegrityError, transaction

from contacts.editing import clean_tag
from contacts.identities import PUBLIC_PROVIDERS
from contacts.models import Contact, ContactWord, Organization, OrganizationDomain, OrganizationTag
from contacts.refusals import BadDomain, DomainTaken, NameTaken, PublicProvider

DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")


@transaction.atomic
def save(organization, *, by):
    """Store a new or changed organization. Raises NameTaken."""
    try:
        with transaction.atomic():
            organization.save()
    except IntegrityError:
        raise NameTaken from None
    return organization


@transaction.atomic
def add_domain(organization, domain, *, by):
    """Have those who write from ``domain`` join, also who wrote before and belongs nowhere.

    Raises BadDomain, PublicProvider, DomainTaken. Returns how many joined.
    """
    domain = clean_domain(domain)
    taken = OrganizationDomain.objects.select_related("organization").filter(
        workspace_id=organization.workspace_id, domain=domain
    )
    if (found := taken.first()) is not None:
        if found.organization_id == organization.pk:
            return 0
        raise DomainTaken(found.organization)
    OrganizationDomain.objects.create(workspace_id=organization.workspace_id, organization=organization, domain=domain)
    return _let_join(organization, domain)


def remove_domain(organization, domain, *, by):
    """Those who joined stay."""
    OrganizationDomain.objects.filter(
        workspace_id=organization.workspace_id, organization=organization, domain=domain
    ).delete()


def add_tag(organization, name, *, by):
    """Put a word on an organization. Returns the word as stored, or ""."""
    name = clean_tag(name)
    if name:
        OrganizationTag.objects.get_or_create(
            workspace_id=organization.workspace_id, organization=organization, name=name
        )
    return name


def remove_tag(organization, name, *, by):
    OrganizationTag.objects.filter(
        workspace_id=organization.workspace_id, organization=organization, name=clean_tag(name)
    ).delete()


def clean_domain(domain):
    """ "https://Example.com/" or "@example.com" → "example.com". Raises BadDomain, PublicProvider."""
    domain = domain.strip().lower().removeprefix("https://").removeprefix("http://").strip("@/. ")
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        raise BadDomain from None
    if len(domain) > 253 or not DOMAIN.fullmatch(domain):
        raise BadDomain
    if domain in PUBLIC_PROVIDERS:
        raise PublicProvider(domain)
    return domain


def named(workspace_id, name):
    """The organization of that name, made if there is none; None for no name."""
    name = " ".join(name.split())[:120]
    if not name:
        return None
    return Organization.objects.get_or_create(workspace_id=workspace_id, name=name)[0]


def _let_join(organization, domain):
    """The contacts of the domain who belong nowhere join. Their words, which have an index, narrow whom to compare."""
    near = ContactWord.objects.filter(workspace_id=organization.workspace_id, word=domain.split(".")[0])
    return Contact.objects.filter(
        pk__in=near.values("contact"),
        workspace_id=organization.workspace_id,
        organization=None,
        identities__kind="email",
        identities__value__endswith=f"@{domain}",
    ).update(organization=organization)
