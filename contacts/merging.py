"""Make two contacts one, and two again.

Whatever row points at the one that goes is pointed at the one that is kept, and noted by its id. The one that goes stays as
an empty row with ``merged_into``: so an undo only has to point the noted rows back.
"""

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from contacts.models import Contact, ContactFieldValue, ContactMerge, ContactWord, Identity, Organization
from contacts.refusals import CannotMerge, CannotUnmerge
from contacts.signals import contacts_merged

# What a person chooses between; "blocked" and when they came to us stay those of the one that is kept.
FIELDS = (
    "name", "organization_id", "language", "time_zone", "city", "note", "form_of_address", "is_vip", "external_id",
)  # fmt: skip
STAYING = (ContactMerge, ContactWord, Contact)  # what tells of a merge, or is derived
_rows = {}


def rows_of(label):
    """Register ``function(kept, gone)`` → queryset of the rows of ``label`` ("app.Model") that a merge moves.

    For tables that are too large to be searched for a contact without an index.
    """

    def register(function):
        _rows[label] = function
        return function

    return register


@rows_of("contacts.ContactFieldValue")
def field_values_of(kept, gone):
    """A custom field holds one thing: what the kept contact says wins."""
    held = ContactFieldValue.objects.filter(workspace_id=kept.workspace_id, contact=kept).values("field")
    return ContactFieldValue.objects.filter(workspace_id=gone.workspace_id, contact=gone).exclude(field__in=held)


@transaction.atomic
def merge(kept, gone, *, by, choices=None):
    """``gone`` becomes a part of ``kept``. ``choices``: {field of FIELDS: "kept" or "gone"}; else ``proposed`` decides.

    Sends ``contacts_merged`` inside the transaction. Raises CannotMerge. Returns the ContactMerge.
    """
    kept, gone = _locked(kept, gone)
    if kept.pk == gone.pk or kept.merged_into_id or gone.merged_into_id:
        raise CannotMerge
    choices = {**proposed(kept, gone), **(choices or {})}
    before = {"kept": _values(kept), "gone": _values(gone), "primaries": _give_up_primaries(kept, gone)}
    moved = {}
    for model, field in _pointing():
        if ids := _move(model, field, kept, gone):
            moved[f"{model._meta.label}.{field.name}"] = ids
    gone.merged_into, gone.external_id = kept, ""
    gone.save(update_fields=["merged_into", "external_id"])
    for name in FIELDS:
        if choices[name] == "gone":
            setattr(kept, name, before["gone"][name])
            if name == "form_of_address":
                kept.form_is_guessed = before["gone"]["form_is_guessed"]
    kept.save(update_fields=[*_columns(), "form_is_guessed"])
    before["made"] = _values(kept)
    done = ContactMerge.objects.create(
        workspace_id=kept.workspace_id, kept=kept, gone=gone, by=by, at=timezone.now(), before=before, moved=moved
    )
    contacts_merged.send(sender=None, kept=kept, gone=gone, by=by, moved=moved, undone=False)
    return done


@transaction.atomic
def undo(merge, *, by):
    """Make them two again: every row that the merge moved and that is still with the kept one goes back.

    Fields return to what they were, but for those that somebody changed since. Raises CannotUnmerge. Returns the contact
    that was gone.
    """
    merge = ContactMerge.objects.select_for_update().get(workspace_id=merge.workspace_id, pk=merge.pk)
    kept, gone = _locked(merge.kept, merge.gone)
    later = ContactMerge.objects.filter(
        workspace_id=merge.workspace_id, kept=kept, undone_at=None, pk__gt=merge.pk
    ).exists()
    if merge.undone_at or later or kept.merged_into_id or gone.merged_into_id != kept.pk:
        raise CannotUnmerge
    _restore(kept, merge.before["kept"], only_if=merge.before["made"])
    gone.merged_into = None
    _restore(gone, merge.before["gone"])
    gone.save(update_fields=["merged_into"])
    for model, field in _pointing():
        ids = merge.moved.get(f"{model._meta.label}.{field.name}", [])
        rows = model._base_manager.filter(**{"workspace_id": kept.workspace_id, field.attname: kept.pk, "pk__in": ids})
        rows.update(**{field.attname: gone.pk})
    Identity.objects.filter(workspace_id=kept.workspace_id, contact=gone, pk__in=merge.before["primaries"]).update(
        is_primary=True
    )
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    contacts_merged.send(sender=None, kept=gone, gone=kept, by=by, moved=merge.moved, undone=True)
    return gone


def proposed(kept, gone):
    """{field: "kept" or "gone"}: what is kept, but where it says nothing and the other does."""
    return {
        name: "kept" if getattr(kept, name) or not getattr(gone, name) or _is_address(kept, gone, name) else "gone"
        for name in FIELDS
    } | ({"name": "gone"} if _is_stand_in(kept) and gone.name and not _is_stand_in(gone) else {})


def _is_stand_in(contact):
    return not contact.name or "@" in contact.name


def _is_address(kept, gone, name):
    return name == "name" and _is_stand_in(gone) and bool(kept.name)


def counts(contact):
    """{"app.Model.field": how many rows} that a merge of ``contact`` into another would move, at most."""
    found = {}
    for model, field in _pointing():
        found[f"{model._meta.label}.{field.name}"] = _at(model, field, contact, contact).count()
    return found


def _pointing():
    """``(model, field)`` of everything that points at a contact and goes along with it."""
    for relation in Contact._meta.get_fields(include_hidden=True):  # many have no name on the contact's side
        if relation.auto_created and not relation.concrete and relation.related_model not in STAYING:
            yield relation.related_model, relation.field


def _at(model, field, kept, gone):
    if model._meta.label in _rows:
        return _rows[model._meta.label](kept, gone)
    return model._base_manager.filter(**{"workspace_id": gone.workspace_id, field.attname: gone.pk})


def _move(model, field, kept, gone):
    """Point the rows at ``kept`` and return their ids. What ``kept`` has already stays with ``gone``."""
    rows = _at(model, field, kept, gone)
    there = model._base_manager.filter(**{"workspace_id": kept.workspace_id, field.attname: kept.pk})
    if field.one_to_one:
        rows = rows.exclude(Exists(there))
    for one in model._meta.constraints:
        if isinstance(one, models.UniqueConstraint) and field.name in one.fields and one.condition is None:
            others = [name for name in one.fields if name not in (field.name, "workspace")]
            same = {name: OuterRef(name) for name in others}
            rows = rows.exclude(Exists(there.filter(**same)))
    ids = sorted(rows.values_list("pk", flat=True))
    if ids:
        model._base_manager.filter(workspace_id=gone.workspace_id, pk__in=ids).update(**{field.attname: kept.pk})
    return ids


def _give_up_primaries(kept, gone):
    """One address of a kind is used first: that of the kept contact. Returns the ids of those that were first."""
    taken = Identity.objects.filter(workspace_id=kept.workspace_id, contact=kept, is_primary=True).values("kind")
    rows = Identity.objects.filter(workspace_id=kept.workspace_id, contact=gone, is_primary=True, kind__in=taken)
    ids = sorted(rows.values_list("pk", flat=True))
    Identity.objects.filter(workspace_id=kept.workspace_id, pk__in=ids).update(is_primary=False)
    return ids


def _locked(*contacts):
    """The same contacts, locked in one order, so that two merges never wait for each other."""
    rows = Contact.objects.select_for_update().filter(workspace_id=contacts[0].workspace_id)
    found = {one.pk: one for one in rows.filter(pk__in=[one.pk for one in contacts]).order_by("pk")}
    return [found[one.pk] for one in contacts]


def _values(contact):
    return {name: getattr(contact, name) for name in (*FIELDS, "form_is_guessed")}


def _columns():
    return ["organization" if name == "organization_id" else name for name in FIELDS]


def _restore(contact, values, *, only_if=None):
    """Set ``values``, each only where the contact still has what ``only_if`` says."""
    for name, value in values.items():
        if only_if is not None and getattr(contact, name) != only_if[name]:
            continue
        if name == "organization_id" and value is not None:
            here = Organization.objects.filter(workspace_id=contact.workspace_id, pk=value)
            value = value if here.exists() else None
        setattr(contact, name, value)
    contact.save(update_fields=[*_columns(), "form_is_guessed"])
