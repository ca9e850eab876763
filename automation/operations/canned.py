"""Write canned responses, and insert them."""

from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction

from automation.models import CannedFile, CannedResponse, CannedVariant, CannedWord
from automation.operations import sharing
from automation.operations.using import note_use
from automation.refusals import FileGone, TooManyFiles
from automation.words import starts
from tickets.bodies import clean_body
from tickets.content import NewFile
from tickets.operations.attaching import MOST_FILES, keep_upload, sniff, uploads_of
from tickets.placeholders import fill_html, values_for
from tickets.search import fold


@dataclass(frozen=True)
class VariantText:
    """A variant as it is written. ``pk`` of the one that it replaces; ``remove`` are public ids of files to drop."""

    language: str
    body: str
    form: str = ""
    body_format: str = "html"
    pk: int | None = None
    files: tuple = ()  # NewFiles
    remove: tuple = ()


@transaction.atomic
def save(response, *, by, name, variants, folder="", shortcut="", sharing_with="own", teams=()):
    """Write a response and its ``variants`` ([VariantText]); those that are not named go. Returns the CannedResponse."""
    response.name, response.folder = " ".join(name.split()), " ".join(folder.split())
    response.shortcut = shortcut.strip().lstrip("/").lower()
    response.save()
    sharing.share(response, sharing_with, teams, by=by)
    kept = [one.pk for one in variants if one.pk]
    response.variants.filter(workspace_id=response.workspace_id).exclude(pk__in=kept).delete()
    texts = [_save_variant(response, one).body_text for one in variants]
    response.search_text = fold(" ".join([response.name, response.shortcut, response.folder, *texts]))
    response.save(update_fields=["search_text"])
    _index(response, " ".join([response.name, *texts]))
    return response


def _save_variant(response, text):
    html, plain = clean_body(text.body, text.body_format)
    values = {"language": text.language, "form": text.form, "body_html": html, "body_text": plain}
    variants = response.variants.filter(workspace_id=response.workspace_id)
    if text.pk:
        variants.filter(pk=text.pk).update(**values)
        variant = variants.get(pk=text.pk)
    else:
        variant = CannedVariant.objects.create(workspace_id=response.workspace_id, item=response, **values)
    variant.files.filter(workspace_id=response.workspace_id, public_id__in=text.remove).delete()
    for file in text.files:
        kept = CannedFile(
            workspace_id=response.workspace_id,
            variant=variant,
            name=file.name[:255],
            content_type=sniff(file.data, file.content_type),
            size=len(file.data),
        )
        kept.file.save(kept.name, ContentFile(file.data), save=False)
        kept.save()
    return variant


def _index(response, text):
    words = CannedWord.objects.filter(workspace_id=response.workspace_id, item=response)
    words.delete()
    CannedWord.objects.bulk_create(
        CannedWord(workspace_id=response.workspace_id, item=response, word=word) for word in starts(text)
    )


def words_for(variant, ticket, member):
    """The variant's HTML as ``member`` would send it on ``ticket``: filled once, then cleaned again."""
    return clean_body(fill_html(variant.body_html, values_for(ticket, member)), "html")[0]


@transaction.atomic
def insert(variant, ticket, *, by, kind):
    """Put the variant into ``by``'s draft ("reply" or "note") on ``ticket``: its files become uploads there.

    Counts the use. Raises TooManyFiles, FileGone. Returns the HTML to insert.
    """
    files = files_of(variant)
    if files and uploads_of(ticket, by, kind).count() + len(files) > MOST_FILES:
        raise TooManyFiles
    for file in files:
        keep_upload(ticket, by, kind, file)
    note_use(CannedResponse(pk=variant.item_id, workspace_id=variant.workspace_id), by)
    return words_for(variant, ticket, by)


def files_of(variant):
    """The variant's files as NewFiles. Raises FileGone."""
    found = []
    for file in variant.files.filter(workspace_id=variant.workspace_id):
        try:
            with file.file.open("rb") as stored:
                found.append(NewFile(file.name, stored.read(), file.content_type))
        except FileNotFoundError:
            raise FileGone from None
    return found
