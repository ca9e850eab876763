"""What stands below a message: its files, and what it quotes. By hand, since a thread may have many of them."""

from html import escape

from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helpdesk.lib import icons
from helpdesk.templatetags.times import bytes_shown
from tickets.thread import list_files

ICONS = (
    ("image/", "image"),
    ("application/pdf", "file-text"),
    ("text/", "file-text"),
    ("audio/", "file-music"),
    ("video/", "film"),
)


def foot(message):
    """The foot of the ThreadMessage, empty where there is none. Every text of people is escaped here."""
    files = list_files(message) if message.files else ()
    quotes = message.quoted_lines > 0 and message.body_format == "text"
    if not files and not quotes:
        return ""
    return SafeString(  # each part escapes what people wrote
        f'<div class="message__foot">{"".join(map(_file, files))}{_quote(message) if quotes else ""}</div>'
    )


def _file(file):
    name, size, address = escape(file["name"]), escape(bytes_shown(file["size"])), f"/attachments/{file['public_id']}/"
    if not file["file"]:
        return (
            f'<span class="attachment attachment--kept-out"><span class="attachment__picture">{icons.icon("file-x", 16)}</span>'
            f'<span><span class="attachment__name">{name}</span>'
            f'<span class="attachment__size">{size}, {escape(_("too large to keep"))}</span></span></span>'
        )
    icon = next((icon for start, icon in ICONS if file["type"].startswith(start)), "file")
    if icon == "image":
        picture = (
            f'<img class="attachment__picture" src="{address}thumbnail/" width="28" height="28" loading="lazy" alt="">'
        )
    else:
        picture = f'<span class="attachment__picture">{icons.icon(icon, 16)}</span>'
    return (
        f'<a class="attachment" href="{address}" download data-preview="{address}preview/">{picture}'
        f'<span><span class="attachment__name">{name}</span><span class="attachment__size">{size}</span></span></a>'
    )


def _quote(message):
    lines = ngettext("Quoted text, %(n)s line", "Quoted text, %(n)s lines", message.quoted_lines)
    words = escape(lines % {"n": message.quoted_lines})
    return (
        f'<details class="quote-fold"><summary>{icons.icon("ellipsis", 13)}{words}</summary>'
        f'<div class="quote-fold__text">{linebreaksbr(message.body_text, autoescape=True)}</div></details>'
    )
