"""Change what is known of a contact."""

from django.db import transaction
from django.utils import timezone

from contacts.models import Contact, ContactNote, ContactTag

MAX_TAG = 40


@transaction.atomic
def change(contact, *, by, **values):
    """Set fields of a contact, and say what changed: a set of names. A form of address that is set is no guess any more."""
    contact = locked(contact)
    if "form_of_address" in values and values["form_of_address"] != contact.form_of_address:
        values["form_is_guessed"] = False
    changed = {name for name, value in values.items() if getattr(contact, name) != value}
    for name in changed:
        setattr(contact, name, values[name])
    if changed:
        contact.save(update_fields=changed)
    return changed


@transaction.atomic
def keep_form_of_address(contact, *, by):
    """A member says that what was guessed is right: it is no guess any more."""
    contact = locked(contact)
    contact.form_is_guessed = False
    contact.save(update_fields=["form_is_guessed"])


def guess_form_of_address(contact, form):
    """Write down what their own words told. A member's choice stays, and so does an earlier guess that says the same."""
    if form:
        rows = Contact.objects.filter(workspace_id=contact.workspace_id, pk=contact.pk, form_is_guessed=True)
        rows.exclude(form_of_address=form).update(form_of_address=form)


@transaction.atomic
def block(contact, *, by):
    """From now on what they write goes to spam, unread by rules and unanswered by notices."""
    contact = locked(contact)
    if contact.blocked_at is None:
        contact.blocked_at = timezone.now()
        contact.save(update_fields=["blocked_at"])
    return contact


@transaction.atomic
def unblock(contact, *, by):
    """What they write comes to the inbox again. What went to spam stays there."""
    contact = locked(contact)
    contact.blocked_at = None
    contact.save(update_fields=["blocked_at"])
    return contact


def clean_tag(name):
    """A tag as it is stored: lower case, words joined by hyphens."""
    return "-".join(name.lower().replace(",", " ").replace("\0", "").split())[:MAX_TAG]


def add_tag(contact, name, *, by):
    """Put a word on a contact; nothing happens if it is there. Returns the word as stored, or ""."""
    name = clean_tag(name)
    if name:
        ContactTag.objects.get_or_create(workspace_id=contact.workspace_id, contact=contact, name=name)
    return name


def remove_tag(contact, name, *, by):
    """Take a word off."""
    ContactTag.objects.filter(workspace_id=contact.workspace_id, contact=contact, name=clean_tag(name)).delete()


def add_note(contact, body, *, by):
    """Write something down, as ``by``. Nobody outside ever sees it. Returns the ContactNote."""
    return ContactNote.objects.create(
        workspace_id=contact.workspace_id, contact=contact, author=by, body=body.strip(), created_at=timezone.now()
    )


def remove_note(note, *, by):
    """Put a note away; ``restore_note`` brings it back as it was."""
    ContactNote.objects.filter(workspace_id=note.workspace_id, pk=note.pk).update(removed_at=timezone.now())


def restore_note(note, *, by):
    ContactNote.objects.filter(workspace_id=note.workspace_id, pk=note.pk).update(removed_at=None)


def locked(contact):
    """The same contact, read again and locked until the transaction ends."""
    return Contact.objects.select_for_update().get(workspace_id=contact.workspace_id, pk=contact.pk)
