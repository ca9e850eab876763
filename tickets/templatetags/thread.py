"""Words of the conversation: who, to whom, what happened, why it belongs here."""

import re

from django import template
from django.template.defaultfilters import linebreaks_filter, urlizetrunc
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.lib import icons
from helpdesk.templatetags.times import moment, moment_element, moment_words
from tickets.marks import describe
from tickets.models import Message
from tickets.saying import event_words, match_words
from tickets.thread import list_files

register = template.Library()
CLASSES = {
    Message.Kind.INCOMING: "message--incoming",
    Message.Kind.CALL: "message--incoming",
    Message.Kind.REPLY: "message--ours",
    Message.Kind.SYSTEM: "message--ours",
    Message.Kind.NOTE: "message--note",
}
LABELS = {
    Message.Kind.INCOMING: gettext_lazy("Message by %(name)s, %(when)s"),
    Message.Kind.NOTE: gettext_lazy("Internal note by %(name)s, %(when)s"),
    Message.Kind.REPLY: gettext_lazy("Reply by %(name)s, %(when)s"),
    Message.Kind.SYSTEM: gettext_lazy("Automatic message, %(when)s"),
    Message.Kind.CALL: gettext_lazy("Call with %(name)s, %(when)s"),
}
DELIVERIES = dict(Message.State.choices)
# Where none of these stands there is nothing that urlize could make a link of.
MAY_LINK = re.compile(r"https?://|www\.|@|\.(?:com|edu|gov|int|mil|net|org)\b", re.IGNORECASE)
SNIPPET = 120  # characters
FILE_ICONS = (
    ("image/", "image"),
    ("application/pdf", "file-text"),
    ("text/", "file-text"),
    ("audio/", "file-music"),
    ("video/", "film"),
)


@register.simple_tag
def author(message):
    """``{"name", "seed", "detail", "class", "label", "when", "delivery"}`` of a message, and questions that few answer with
    yes, so that the template asks them once: ``asks_review`` by somebody who may reply, ``may_fail`` (or be taken back),
    ``has_foot``: files or quoted text stand below.
    """
    if message.author_member_id:
        name, seed = message.member_name, message.member_public_id
    elif message.author_contact_id:
        name, seed = message.contact_name or message.from_address or _("Unknown sender"), message.contact_public_id
    else:
        name, seed = message.from_name or message.from_address or _("Tugi"), message.from_address or "tugi"
    label = LABELS.get(message.kind, LABELS[Message.Kind.INCOMING])
    when = moment_words(message.created_at, timezone.now())
    return {
        "name": name if message.kind != Message.Kind.SYSTEM else _("Automatic confirmation"),
        "seed": seed,
        "detail": _detail(message),
        "class": CLASSES[message.kind]
        + (" message--internal" if message.is_internal and message.kind == "incoming" else ""),
        "label": str(label) % {"name": name, "when": when},
        "when": when,
        "delivery": DELIVERIES[message.delivery] if message.delivery != "none" else "",
        "asks_review": message.kind == Message.Kind.INCOMING
        and message.is_internal
        and not message.is_automatic
        and message.author_contact_id is not None,
        "may_fail": message.delivery in (Message.State.QUEUED, Message.State.FAILED),
        "has_foot": bool(message.files) or (message.quoted_lines > 0 and message.body_format == "text"),
    }


@register.simple_tag
def message_head(message, who):
    """The line that folds a message: who (as ``author`` says), to whom, how it starts, when. By hand: there may be many."""
    if message.is_internal and message.kind == Message.Kind.NOTE:
        beside = format_html('<span class="message__kind">{}{}</span>', icons.icon("lock", 13), _("Internal note"))
    else:
        beside = format_html('<span class="message__to">{}</span>', who["detail"])
    delivery = who["delivery"]
    return format_html(
        '<summary class="message__head"><span class="message__name">{}</span>{}<span class="message__snippet">{}</span>'
        '<span class="message__when">{}{}</span></summary>',
        who["name"],
        beside,
        _start(message.reply_text),
        moment_element(message.created_at, who["when"]),
        format_html(' · <span class="message__delivery">{}</span>', delivery) if delivery else "",
    )


def _start(text):
    """What a folded message shows of its text. Cut twice: how Django cuts costs by the length of the whole."""
    return text if len(text) <= SNIPPET else Truncator(text[: SNIPPET * 4]).chars(SNIPPET)


def _detail(message):
    if message.kind in (Message.Kind.REPLY, Message.Kind.SYSTEM):
        names = [
            one["name"].split(" ")[0] if one["name"] and one["kind"] == "to" else one["address"]
            for one in message.sent_to
        ]
        if not names:
            return ""
        return _("to %(names)s") % {
            "names": names[0] if len(names) == 1 else ", ".join(names[:-1]) + _(" and ") + names[-1]
        }
    if message.kind == Message.Kind.CALL:
        call = message.call or {}
        words = _("we called") if call.get("direction") == "out" else _("called us")
        minutes = (call.get("duration_seconds") or 0) // 60
        return f"{words}, " + _("%(n)s min") % {"n": minutes} if minutes else words
    return message.from_address


@register.simple_tag
def marks(message):
    """Sentences on what the agent should know about a message."""
    return [words for words in (describe(mark) for mark in message.marks) if words]


@register.simple_tag
def about(message):
    """Why this mail belongs to this ticket, and the way to the mail as it came; nothing for what has neither."""
    reason = match_words(message.matched_because)
    if not reason and not message.inbound_id:
        return ""
    words = _("About this message")
    lines = format_html("<p>{}</p>", reason) if reason else SafeString("")
    if message.inbound_id:
        lines += format_html(
            '<p><a class="link" href="/messages/{}/source/" download>{}</a></p>',
            message.public_id,
            _("Download the mail as it came"),
        )
    return format_html(
        '<details class="message__more"><summary class="icon-button" aria-label="{}" title="{}">{}</summary>'
        '<div class="message__about">{}</div></details>',
        words,
        words,
        icons.icon("info", 14),
        lines,
    )


@register.simple_tag
def own_html(message):
    """HTML that our own composer made and ``tickets.bodies.clean_body`` cleaned when it was saved."""
    return SafeString(message.body_html)


@register.simple_tag
def plain_text(text):
    """Plain text as paragraphs, with links where it names addresses."""
    return linebreaks_filter(urlizetrunc(text, 80, autoescape=True) if MAY_LINK.search(text) else text, autoescape=True)


@register.simple_tag
def files_below(message):
    """The message's files with an icon each."""
    files = list_files(message)
    for file in files:
        file["icon"] = next((icon for start, icon in FILE_ICONS if file["type"].startswith(start)), "file")
    return files


@register.simple_tag
def day_words(day):
    """ "Today", "Yesterday", else the date."""
    days = (timezone.localdate() - day).days
    if days in (0, 1):
        return _("Today") if days == 0 else _("Yesterday")
    return date_format(day, "l j F" if days < 300 else "j F Y")


@register.simple_tag
def event_line(event):
    """An event in one line, who or what did it first."""
    words, icon = event_words(event)
    if not words:
        return ""
    return format_html('<p class="event">{}<span>{} · {}</span></p>', icons.icon(icon, 16), words, moment(event.at))
