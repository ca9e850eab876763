"""Pieces of the composer."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from tickets.bodies import as_text
from tickets.content import one_line

register = template.Library()


@register.simple_tag
def who_gets_this(composer):
    """ "Sigrid Bakke and drift@… get this by e-mail", the names in bold; or why nobody can."""
    people = [name or address for _kind, name, address in composer["recipients"]]
    if not people:
        return _("Nobody can get this: the requester has no e-mail address.")
    if len(people) == 1:
        return format_html(_("<strong>{}</strong> gets this by e-mail"), people[0])
    first = format_html_join(", ", "<strong>{}</strong>", ((name,) for name in people[:-1]))
    return format_html(_("{} and <strong>{}</strong> get this by e-mail"), first, people[-1])


@register.inclusion_tag("tickets/_composer_text.html", takes_context=True)
def composer_text(context, tab, kind):
    """The text field of one tab with its files. Without scripts it is plain text; composer.js makes it rich."""
    return {
        "kind": kind,
        "html": tab["body"],
        "text": as_text(tab["body"]),
        "uploads": tab["uploads"],
        "ticket": context["ticket"],
        "active": context["composer"]["kind"] == kind,
    }


@register.simple_tag
def conflict_words(message):
    """``{"title", "snippet", "is_reply"}`` of the message that came in while this one was written."""
    is_reply = message.author_member_id is not None
    name = (message.author_member.name if is_reply else str(message.author_contact or message.from_address)).split(" ")[
        0
    ]
    title = _("%(name)s just replied.") if is_reply else _("%(name)s just wrote.")
    return {"title": title % {"name": name}, "snippet": one_line(message.reply_text, 120), "is_reply": is_reply}
