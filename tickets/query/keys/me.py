"""The member who asks."""

from django.utils.translation import gettext as _

from tickets.query.errors import QueryError


def me(context):
    """The member, or QueryError where a rule asks: for it, "me" is nobody."""
    if context.member is None:
        raise QueryError(_("A rule has no “me”: it is nobody's own. Name the member."), word="me")
    return context.member
