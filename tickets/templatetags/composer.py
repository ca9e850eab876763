"""Pieces of the composer."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets.bodies import as_text
from tickets.content import one_line
from tickets.models import Message

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


@register.inclusion_tag("tickets/_composer_told.html", takes_context=True)
def told_by_note(context):
    """ "Marius and 2 followers are told." of the ticket's own people; composer-mentions.js adds those whom the note names."""
    ticket, me = context["ticket"], context["member"]
    assignee = ticket.assignee if ticket.assignee_id not in (None, me.pk) else None
    followers = [one for one in ticket.follower_list if one["pk"] not in (me.pk, ticket.assignee_id)]
    count = len(followers)
    told = [assignee.first_name] if assignee else []
    told += [ngettext("%(n)d follower", "%(n)d followers", count) % {"n": count}] if count else []
    words = ""
    if told:
        said = _("{people} is told.") if len(told) == 1 and count < 2 else _("{people} are told.")
        words = said.replace("{people}", _(" and ").join(told))
    return {
        "assignee": assignee,
        "followers": " ".join(f"member-{one['public_id']}" for one in followers),
        "words": words,
    }


@register.inclusion_tag("tickets/_composer_text.html", takes_context=True)
def composer_text(context, tab, kind):
    """The text field of one tab with its files. Without scripts it is plain text; composer.js makes it rich."""
    return {
        "kind": kind,
        "html": tab["body"],
        "text": as_text(tab["body"]),
        "uploads": tab["uploads"],
        "revision": tab["revision"],
        "has_aside": tab["has_aside"],
        "ticket": context["ticket"],
        "active": context["composer"]["kind"] == kind,
    }


@register.simple_tag
def conflict_words(message):
    """``{"title", "snippet", "show"}`` of the message that came in while this one was written."""
    if message.author_member_id is None:
        name, title, show = str(message.author_contact or message.from_address), _("%(name)s wrote"), None
    elif message.kind == Message.Kind.NOTE:
        name, title, show = message.author_member.name, _("%(name)s added a note"), _("Show the note")
    else:
        name, title, show = message.author_member.name, _("%(name)s replied"), _("Show the reply")
    return {
        "title": title % {"name": name.split(" ")[0]},
        "snippet": one_line(message.reply_text, 120),
        "show": show or _("Show the message"),
    }
