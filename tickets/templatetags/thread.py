"""Words of the conversation: who, to whom, what happened, why it belongs here."""

import re
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django import template
from django.template.defaultfilters import urlizetrunc
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from helpdesk.lib import icons
from helpdesk.templatetags.times import Moments, formatted, moment
from helpdesk.templatetags.ui import avatar, portrait
from tickets.content import as_paragraphs, one_line
from tickets.marks import describe
from tickets.message_foot import foot
from tickets.models import Message
from tickets.saying import event_words, match_words
from tickets.templatetags.choices import minutes

register = template.Library()
CLASSES = {
    Message.Kind.INCOMING: "message--incoming",
    Message.Kind.CALL: "message--incoming",
    Message.Kind.REPLY: "message--ours",
    Message.Kind.SYSTEM: "message--ours",
    Message.Kind.NOTE: "message--note",
    Message.Kind.FORWARD: "message--side",
}
LABELS = {
    Message.Kind.INCOMING: gettext_lazy("Message by %(name)s, %(when)s"),
    Message.Kind.NOTE: gettext_lazy("Internal note by %(name)s, %(when)s"),
    Message.Kind.REPLY: gettext_lazy("Reply by %(name)s, %(when)s"),
    Message.Kind.SYSTEM: gettext_lazy("Automatic message, %(when)s"),
    Message.Kind.CALL: gettext_lazy("Call with %(name)s, %(when)s"),
    Message.Kind.FORWARD: gettext_lazy("Message to a third party by %(name)s, %(when)s"),
}
FROM_THIRD_PARTY = gettext_lazy("Message from a third party by %(name)s, %(when)s")
# Where none of these stands there is nothing that urlize could make a link of.
MAY_LINK = re.compile(r"https?://|www\.|@|\.(?:com|edu|gov|int|mil|net|org)\b", re.IGNORECASE)
SNIPPET = 120  # characters
DELIVERY = '<span class="message__delivery"> · {}</span>'
SPENT = '<span class="message__spent"> · {}</span>'
MOMENTS = "moments"


class Head(NamedTuple):
    """What the heads of all messages of a kind have in common, in one language."""

    label: str  # with %(name)s and %(when)s
    classes: str
    when_classes: str
    chip: str
    has_detail: bool
    to: str  # with %(names)s
    last_of_several: str
    delivery: str


class Author(NamedTuple):
    """Who a message shows, and questions that few messages answer with yes, so that they are asked once."""

    name: str
    picture: str
    asks_review: bool  # by somebody who may reply
    may_fail: bool  # or be taken back

    @property
    def has_more(self):
        return self.asks_review or self.may_fail


def author(message):
    """The Author of a message."""
    if message.author_member_id:
        name, picture, seed = message.member_name, portrait, message.member_public_id
    elif message.author_contact_id:
        name, picture = message.contact_name or message.from_address or _("Unknown sender"), avatar
        seed = message.contact_public_id
    else:
        name, picture = message.from_name or message.from_address or _("Tugi"), avatar
        seed = message.from_address or "tugi"
    if message.kind == Message.Kind.SYSTEM:
        name = _("Automatic confirmation")
    return Author(
        name,
        picture(name, seed, 28),
        message.kind == Message.Kind.INCOMING
        and message.is_internal
        and not message.is_automatic
        and message.side is None
        and message.author_contact_id is not None,
        message.delivery in (Message.State.QUEUED, Message.State.FAILED),
    )


@register.simple_tag(takes_context=True)
def message_entry(context, entry):
    """An entry's message. By hand, since there may be many; what few of them have comes from ``_message_more.html``."""
    message = entry.message
    who, moments = author(message), _moments(context)
    if who.has_more:
        with context.push(message=message, who=who):
            more = context.template.engine.get_template("tickets/_message_more.html").render(context)
    else:
        more = _about_this(context, message, moments.language)
    return SafeString(  # each part escapes what people wrote
        f"{_start(entry, who, moments)}{''.join(_marks(message))}{_text(message, who)}{foot(message)}{more}"
        "</details></div></article>"
    )


def _moments(context):
    """The Moments of this drawing."""
    found = context.render_context.get(MOMENTS)
    if found is None:
        found = context.render_context[MOMENTS] = Moments(timezone.now())
    return found


def _start(entry, who, moments):
    """A message down to the line that folds it: who, to whom, how it starts, when. Every text of people is escaped here."""
    message = entry.message
    head = _head(moments.language, message.kind, bool(message.side), message.is_internal, message.delivery)
    when = moments.words(message.created_at)
    beside = head.chip
    if head.has_detail:
        beside += f'<span class="message__to">{escape(_detail(message, who, head))}</span>'
    spent = ""
    if message.minutes_spent:
        spent = SPENT.format(escape(_("%(time)s spent") % {"time": minutes(message.minutes_spent)}))
    return (
        f'<article class="message {head.classes}{" message--first-unread" if entry.is_first_unread else ""}"'
        f' id="message-{message.pk}" aria-label="{escape(head.label % {"name": who.name, "when": when})}">'
        f'{who.picture}<div class="message__box">'
        f'<details class="message__fold"{"" if entry.is_folded else " open"}>'
        f'<summary class="message__head"><span class="message__name">{escape(who.name)}</span>{beside}'
        f'<span class="message__snippet">{escape(one_line(message.reply_text, SNIPPET))}</span>'
        f'<span class="{head.when_classes}">{moments.of(message.created_at, when)}{spent}{head.delivery}</span></summary>'
    )


@lru_cache(maxsize=512)
def _head(_language, kind, is_aside, is_internal, delivery):
    """Drawn once for each language."""
    is_incoming, has_failed = kind == Message.Kind.INCOMING, delivery == Message.State.FAILED
    label, classes, chip = LABELS.get(kind, LABELS[Message.Kind.INCOMING]), CLASSES[kind], ""
    is_note = is_internal and kind == Message.Kind.NOTE
    if is_aside:
        classes += " message--side"
        label = FROM_THIRD_PARTY if is_incoming else label
    elif is_internal and is_incoming:
        classes += " message--internal"
    if is_note:
        chip = f'<span class="message__kind">{icons.icon("lock", 13)}{escape(_("Internal note"))}</span>'
    elif is_aside:
        chip = f'<span class="message__kind">{icons.icon("handshake", 13)}{escape(_("Third party"))}</span>'
    return Head(
        label=str(label),
        classes=f"{classes} message--failed" if has_failed else classes,
        when_classes="message__when message__when--failed" if has_failed else "message__when",
        chip=chip,
        has_detail=not is_note,
        to=_("to %(names)s"),
        last_of_several=_(" and "),
        delivery="" if delivery == Message.State.NONE else DELIVERY.format(escape(Message.State(delivery).label)),
    )


def _text(message, who):
    """What it says: a mail's own HTML in a frame, ours as it was cleaned when it was saved, or plain text."""
    if message.body_format == "html" and message.kind == Message.Kind.INCOMING:
        title = escape(_("Message by %(name)s") % {"name": who.name})
        src = f"/messages/{message.public_id}/body/"
        return SafeString(f'<mail-frame class="message__frame" src="{src}" title="{title}"></mail-frame>')
    if message.body_html:  # our composer's, cleaned by tickets.bodies.clean_body
        return SafeString(f'<div class="message__text">{message.body_html}</div>')
    text = plain_text(message.reply_text)
    return SafeString(f'<div class="message__text message__text--plain">{text}</div>')


def _detail(message, who, head):
    if message.kind in (Message.Kind.REPLY, Message.Kind.SYSTEM, Message.Kind.FORWARD):
        names = [
            one["name"].split(" ")[0] if one["name"] and one["kind"] == "to" else one["address"]
            for one in message.sent_to
        ]
        if not names:
            return ""
        several = ", ".join(names[:-1]) + head.last_of_several if len(names) > 1 else ""
        return head.to % {"names": several + names[-1]}
    if message.kind == Message.Kind.CALL:
        call = message.call or {}
        words = _("we called") if call.get("direction") == "out" else _("called us")
        minutes = (call.get("duration_seconds") or 0) // 60
        return f"{words}, " + _("%(n)s min") % {"n": minutes} if minutes else words
    return message.from_address if message.from_address != who.name else ""  # once is enough


def _marks(message):
    """What the agent should know about a message, a line each."""
    for words in filter(None, map(describe, message.marks)):
        yield f'<p class="message__mark">{icons.icon("triangle-alert", 14)}<span>{escape(words)}</span></p>'


@register.simple_tag(takes_context=True)
def about(context, message):
    """Why this mail belongs to this ticket, the way to the mail as it came, and what can be done with it."""
    return _about_this(context, message, get_language())


def _about_this(context, message, language):
    ticket = context["ticket"]
    may_write = bool(message.side) and not ticket.is_closed
    drawn = _about(
        language,
        message.matched_because,
        message.inbound_id is not None,
        may_write,
        not may_write and context["member"].can("tickets.merge"),
    )
    values = {NUMBER: str(ticket.number), MESSAGE: message.public_id, SIDE: str(message.side)}
    for sign, value in values.items():
        drawn = drawn.replace(sign, value)
    return SafeString(drawn)  # escaped below; the values are numbers and ids of ours


NUMBER, MESSAGE, SIDE = "\0n", "\0m", "\0s"  # stand in what is kept for what differs


@lru_cache(maxsize=256)
def _about(_language, matched_because, has_raw, may_write, may_split):
    """What stands under every message of that kind, drawn once for each language."""
    reason = match_words(matched_because)
    lines = [f"<p>{escape(str(reason))}</p>"] if reason else []
    if has_raw:
        lines.append(_way(f"/messages/{MESSAGE}/raw/", _("The mail as it came")))
    if may_write:
        lines.append(_way(f"/tickets/{NUMBER}/forwards/?side={SIDE}", _("Write to this third party")))
    if may_split:
        split = f"/tickets/{NUMBER}/split/?message={MESSAGE}"
        lines += [_way(split, _("Split this message off")), _way(f"{split}&amp;rest=1", _("Split off from here"))]
    if not lines:
        return ""
    words = escape(_("About this message"))
    return (
        f'<details class="message__more"><summary class="icon-button" aria-label="{words}" title="{words}">'
        f'{icons.icon("info", 14)}</summary><div class="message__about">{"".join(lines)}</div></details>'
    )


def _way(address, words):
    return f'<p><a class="link" href="{address}">{escape(words)}</a></p>'


def plain_text(text):
    """Plain text as paragraphs, with links where it names addresses."""
    lines = urlizetrunc(text, 80, autoescape=True) if MAY_LINK.search(text) else escape(text)
    return SafeString(as_paragraphs(lines))  # escaped above, or by urlizetrunc


@register.simple_tag
def day_words(day):
    """ "Today", "Yesterday", else the date."""
    days = (timezone.localdate() - day).days
    if days in (0, 1):
        return _("Today") if days == 0 else _("Yesterday")
    return formatted(day, "l j F" if days < 300 else "j F Y")


@register.simple_tag
def event_line(event):
    """An event in one line, who or what did it first."""
    words, icon = event_words(event)
    if not words:
        return ""
    return format_html('<p class="event">{}<span>{} · {}</span></p>', icons.icon(icon, 16), words, moment(event.at))
