"""Long menus, written by hand: a workspace may have many members."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helpdesk.templatetags.ui import avatar

register = template.Library()
CHOICE = (
    '<button class="menu__item" type="submit" name="assignee" value="{}"{}>{}<span class="menu__label">{}</span>{}</button>'
)


@register.simple_tag
def member_choices(members, assignee_id, own_id):
    """A button for each who can be given the ticket: ``members`` are rows with pk, public_id and called."""
    current = SafeString(' aria-current="true"')
    me = format_html('<span class="quiet">{}</span>', _("me"))
    return SafeString(  # joined from what format_html has escaped
        "".join(
            format_html(
                CHOICE,
                one.public_id,
                current if one.pk == assignee_id else "",
                avatar(one.called, one.public_id, 20),
                one.called,
                me if one.pk == own_id else "",
            )
            for one in members
        )
    )
