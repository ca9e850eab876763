"""An answer's files, read from the store."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from channels_inbox.adapters.base import OutboundFile, PermanentFailure

SHOWN = re.compile(r"/attachments/([a-z2-7]{26})/")


@dataclass(frozen=True)
class Files:
    """``inline`` maps public ids of pictures that the body shows to their content ids."""

    outbound: tuple[OutboundFile, ...] = ()
    inline: dict[str, str] = field(default_factory=dict)


def files_of(message):
    """The Files of a message. Pictures that its HTML shows get a content id. Raises PermanentFailure if one is gone."""
    shown = set(SHOWN.findall(message.body_html))
    found, inline = [], {}
    for one in message.attachments.filter(workspace_id=message.workspace_id).order_by("id"):
        if not one.file:
            continue
        content_id = f"{one.public_id}@tugi" if one.public_id in shown and one.is_image else ""
        if content_id:
            inline[one.public_id] = content_id
        found.append(OutboundFile(one.name, one.content_type, _read(one), content_id))
    return Files(tuple(found), inline)


def _read(attachment):
    try:
        with attachment.file.open("rb") as stored:
            return stored.read()
    except FileNotFoundError:
        raise PermanentFailure(_("The file “%(name)s” is missing.") % {"name": attachment.name}) from None
