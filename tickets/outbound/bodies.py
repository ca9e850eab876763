"""The two bodies of an answer: text and HTML, each with signature and history."""

import re
from html import escape

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.content import text_as_html
from tickets.public_thread import PublicThread
from tickets.signatures import signature_of

SYSTEM_SUBJECT = gettext_lazy("We have received your message")
QUOTED_CHARS = 4_000  # of one entry
IMAGE = re.compile(r"<img\b[^>]*>")
SOURCE = re.compile(r'\bsrc="/attachments/([a-z2-7]{26})/[^"]*"')
ALT = re.compile(r'\balt="([^"]*)"')


class Body:
    """``thread`` is the PublicThread to quote, or None; ``inline`` maps public ids of its pictures to content ids."""

    def __init__(self, message, thread, *, inline):
        assert thread is None or isinstance(thread, PublicThread)
        self.message, self.inline = message, inline
        self.entries = thread.entries[::-1] if thread else ()
        self.signature = signature_of(message)

    @property
    def text(self):
        parts = [self.message.body_text]
        if self.signature:
            parts.append(f"-- \n{self.signature}")
        for entry in self.entries:
            quoted = "\n".join(f"> {line}".rstrip() for line in _cut(entry.text).splitlines())
            parts.append(f"{self._introduction(entry)}\n{quoted}")
        return "\n\n".join(parts) + "\n"

    @property
    def html(self):
        parts = [_with_pictures(self.message.body_html or text_as_html(self.message.body_text), self.inline)]
        if self.signature:
            parts.append(f'<p class="signature">-- <br>{escape(self.signature).replace(chr(10), "<br>")}</p>')
        quotes = [
            f"<p>{escape(self._introduction(entry))}</p>"
            f'<blockquote type="cite">{text_as_html(_cut(entry.text))}</blockquote>'
            for entry in self.entries
        ]
        if quotes:
            # The class by which mail programs know what to fold.
            parts.append(f'<div class="gmail_quote">{"".join(quotes)}</div>')
        return f"<!doctype html><html><body>{''.join(parts)}</body></html>"

    def _introduction(self, entry):
        with timezone.override(self.message.ticket.workspace.time_zone):
            at = timezone.localtime(entry.at)
            day = date_format(at, "DATE_FORMAT")
            return _("On %(day)s at %(time)s, %(name)s wrote:") % {
                "day": day,
                "time": at.strftime("%H:%M"),
                "name": " ".join(entry.author.split()) or _("we"),
            }


def _cut(text):
    return text if len(text) <= QUOTED_CHARS else f"{text[:QUOTED_CHARS]} […]"


def _with_pictures(html, inline):
    """Point our own pictures at the parts of the mail; one that is no file of this message becomes its words."""

    def rewrite(found):
        source, words = SOURCE.search(found[0]), ALT.search(found[0])
        alt = words[1] if words else ""
        content_id = inline.get(source[1]) if source else None
        return f'<img src="cid:{content_id}" alt="{alt}">' if content_id else alt

    return IMAGE.sub(rewrite, html)
