"""From a read mail to the Content of an entry."""

from django.conf import settings

from channels_inbox.mail.images import cids
from tickets.content import Content, NewFile

# What the parser could not read in full and an agent should look at before anything goes out by itself.
HOLDING_NOTICES = {"too_large", "headers_too_large", "too_many_parts", "too_deep", "unreadable"}


def content_of(arrival, *, marks, matched_because="", is_automatic=False, fingerprint=None, forward=None):
    """The Content of a mail, or of what a Forward in it holds."""
    mail = arrival.mail
    files, file_marks = _files(mail)
    return Content(
        text=forward.text if forward else mail.text or "",
        reply_text=None if forward else mail.reply_text,
        html="" if forward else mail.html or "",
        quoted_lines=0 if forward else mail.quoted_lines,
        files=files,
        from_name=forward.name if forward else arrival.from_name,
        from_address=forward.address if forward else arrival.from_address,
        to=_people(mail.to),
        cc=_people(mail.cc),
        message_id=mail.message_id or "",
        in_reply_to=mail.in_reply_to or "",
        fingerprint=fingerprint,
        matched_because=matched_because,
        marks=(*marks, *file_marks),
        is_automatic=is_automatic,
        inbound_id=arrival.inbound.pk,
    )


def _people(addresses):
    return tuple((one.name, one.address) for one in addresses if one.address and len(one.address) <= 254)


def _files(mail):
    """``(files, marks)``; a file over the limit keeps its name and size, without its bytes."""
    files, marks = [], []
    shown = cids(mail.html) if mail.html else set()
    for one in mail.attachments:
        kept = one.size <= settings.ATTACHMENT_MAX_BYTES
        files.append(
            NewFile(
                name=one.filename,
                data=one.content if kept else None,
                content_type=one.content_type,
                content_id=one.content_id or "",
                is_inline=one.content_id in shown,  # only what the HTML shows is left out of the list of files
                size=one.size,
            )
        )
        if not kept:
            marks.append({"code": "attachment-too-large", "name": one.filename[:200], "size": one.size})
    return tuple(files), marks
