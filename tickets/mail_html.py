"""A mail's own HTML on its way to the sandboxed frame."""

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from channels_inbox.mail.fold_quotes import fold_quotes as fold
from channels_inbox.mail.html import clean_mail_html
from channels_inbox.mail.images import cids, hold_images, replace_cids


def render_incoming(message, *, show_images, fold_quotes=True):
    """``(html, held)`` of an incoming message: its body for the frame, and how many remote pictures are held back.

    Cleaned again by today's rules. ``cid:`` pictures point at the message's own attachments; remote ones stay away unless
    ``show_images``; quoted history lies in ``<details class="quote">``. ``html`` is SafeString.
    """
    html = clean_mail_html(message.body_html)
    if cids(html):
        files = message.attachments.filter(workspace_id=message.workspace_id).exclude(content_id="")
        html = replace_cids(
            html,
            {
                one.content_id: reverse("tickets:attachment", args=[one.public_id]) + "?inline=1"
                for one in files
                if one.file
            },
        )
    held = 0
    if not show_images:
        html, held = hold_images(html)
    if fold_quotes:
        html = fold(html, _("Quoted text"))
    return mark_safe(html), held  # nh3 has just cleaned it, what was added since is built from escaped values
