"""Store many lines at once: a handful of statements for a thousand contacts."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from contacts.identities import PUBLIC_PROVIDERS
from contacts.models import (
    Contact,
    ContactImportKey,
    ContactTag,
    Identity,
    Organization,
    OrganizationDomain,
)

FILLED = ("name", "language", "time_zone", "city", "note", "external_id")  # where a known contact says nothing


@dataclass
class Outcome:
    """What became of some lines. ``refused`` are (Line, reason)."""

    added: int = 0
    known: int = 0
    refused: list = field(default_factory=list)


def store(workspace_id, lines):
    """Add those lines whose people are not there yet; where they are, fill in what is missing and overwrite nothing.

    Runs in the caller's transaction: all of it, or nothing. Returns the Outcome.
    """
    outcome = Outcome()
    new, known = _part(workspace_id, lines, outcome)
    firms = _organizations(workspace_id, [*new, *(line for line, _ in known)])
    contacts = Contact.objects.bulk_create(
        [Contact(workspace_id=workspace_id, organization_id=firms.of(line), **_values(line)) for line in new]
    )
    pairs = list(zip(new, [one.pk for one in contacts], strict=True))
    _identities(workspace_id, pairs)
    _fill_in(workspace_id, known, firms)
    _tags(workspace_id, [*pairs, *known])
    outcome.added, outcome.known = len(new), outcome.known + len(known)
    return outcome


def look(job, lines):
    """What ``store`` would do, without doing it. Remembers addresses for ``job``, so that one that comes twice counts once."""
    outcome = Outcome()
    new, known = _part(job.workspace_id, lines, outcome)
    met = set(
        ContactImportKey.objects.filter(
            workspace_id=job.workspace_id, job=job, key__in=[_key(one) for line in new for one in line.keys]
        ).values_list("key", flat=True)
    )
    again = [line for line in new if met.intersection(map(_key, line.keys))]
    ContactImportKey.objects.bulk_create(
        [
            ContactImportKey(workspace_id=job.workspace_id, job=job, key=key)
            for key in dict.fromkeys(_key(one) for line in new for one in line.keys)
        ],
        ignore_conflicts=True,
    )
    outcome.added, outcome.known = len(new) - len(again), outcome.known + len(known) + len(again)
    return outcome


def _key(key):
    return ":".join(key)[:270]


def _part(workspace_id, lines, outcome):
    """``(new Lines, [(Line, contact id)])``. Lines of one person are united; those between two people are refused."""
    there = _there(workspace_id, [key for line in lines for key in line.keys])
    new, known, by_key = [], [], {}
    for line in lines:
        found = {there[key] for key in line.keys if key in there}
        pending = {id(by_key[key]): by_key[key] for key in line.keys if key in by_key}
        if len(found) + len(pending) > 1:
            words = _("Its addresses belong to different contacts. Merge them first, or part the line.")
            outcome.refused.append((line, words))
            continue
        if found:
            known.append((line, found.pop()))
        elif pending:
            first = next(iter(pending.values()))
            _unite(first, line)
            by_key.update((key, first) for key in line.keys)
            outcome.known += 1
        else:
            new.append(line)
            by_key.update((key, line) for key in line.keys)
    return new, known


def _there(workspace_id, keys):
    """{key: id of the contact who has it}"""
    values = {kind: [value for one, value in keys if one == kind] for kind in ("email", "phone", "external")}
    found = {}
    for kind in ("email", "phone"):
        rows = Identity.objects.filter(workspace_id=workspace_id, kind=kind, value__in=values[kind])
        found |= {(kind, value): contact for value, contact in rows.values_list("value", "contact_id")}
    rows = Contact.objects.filter(workspace_id=workspace_id, external_id__in=values["external"])
    return found | {("external", value): pk for value, pk in rows.values_list("external_id", "pk")}


def _unite(first, line):
    first.values = {**line.values, **first.values}
    first.emails += line.emails
    first.phones += line.phones
    first.tags += line.tags
    first.organization = first.organization or line.organization


def _values(line):
    values = dict(line.values)
    if not values.get("name"):
        values["name"] = (line.emails or line.phones or [(line.values["external_id"], "")])[0][0][:120]
    return values


class _Firms:
    def __init__(self, by_name, by_domain):
        self._by_name, self._by_domain = by_name, by_domain

    def of(self, line):
        """The id of the line's organization: the one it names, else that of its mail domain, or None."""
        if line.organization:
            return self._by_name[line.organization]
        return next((self._by_domain[one] for one in map(_domain, line.emails) if one in self._by_domain), None)


def _organizations(workspace_id, lines):
    names = {line.organization for line in lines if line.organization}
    rows = Organization.objects.filter(workspace_id=workspace_id, name__in=names).values_list("name", "pk")
    by_name = dict(rows)
    if missing := sorted(names - set(by_name)):
        Organization.objects.bulk_create(
            [Organization(workspace_id=workspace_id, name=name) for name in missing], ignore_conflicts=True
        )
        by_name = dict(rows.all())
    domains = {_domain(one) for line in lines for one in line.emails} - PUBLIC_PROVIDERS
    known = OrganizationDomain.objects.filter(workspace_id=workspace_id, domain__in=domains)
    return _Firms(by_name, dict(known.values_list("domain", "organization_id")))


def _domain(email):
    return email[0].rpartition("@")[2]


def _identities(workspace_id, pairs, *, ignore_conflicts=False):
    rows = {}
    for line, contact_id in pairs:
        for kind, ways in (("email", line.emails), ("phone", line.phones)):
            for value, shown in ways:
                one = Identity(workspace_id=workspace_id, contact_id=contact_id, kind=kind, value=value, shown=shown)
                rows.setdefault((kind, value), one)
    Identity.objects.bulk_create(rows.values(), ignore_conflicts=ignore_conflicts)


def _fill_in(workspace_id, known, firms):
    """Say what known contacts do not say yet: empty fields, further addresses."""
    rows = Contact.objects.select_for_update().filter(workspace_id=workspace_id, pk__in=[pk for _, pk in known])
    contacts = {one.pk: one for one in rows.order_by("pk")}
    changed = {}
    for line, pk in known:
        contact = contacts[pk]
        for name, value in line.values.items():
            is_empty = not getattr(contact, name) or name == "name" and _is_stand_in(contact, line)
            if name in FILLED and is_empty and value:
                setattr(contact, name, value)
                changed[pk] = contact
        firm = firms.of(line)
        if contact.organization_id is None and firm is not None:
            contact.organization_id = firm
            changed[pk] = contact
    if changed:
        Contact.objects.bulk_update(changed.values(), [*FILLED, "organization"])
    there = _there(workspace_id, [key for line, _ in known for key in line.keys])
    more = [(line, pk) for line, pk in known if any(key not in there for key in line.keys if key[0] != "external")]
    _identities(workspace_id, more, ignore_conflicts=True)


def _is_stand_in(contact, line):
    return any(contact.name == value for value, _ in (*line.emails, *line.phones))


def _tags(workspace_id, pairs):
    ContactTag.objects.bulk_create(
        [
            ContactTag(workspace_id=workspace_id, contact_id=pk, name=name)
            for line, pk in pairs
            for name in dict.fromkeys(line.tags)
        ],
        ignore_conflicts=True,
    )
