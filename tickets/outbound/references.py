"""The chain of Message-IDs that keeps a conversation together in the customer's mail program: RFC 5322, 3.6.4."""

from django.db.models import Q

from tickets.models import Message
from tickets.public_thread import KINDS, VISIBLE

NEWEST = 20  # and the first of all


def references(message):
    """Message-IDs for References, oldest first; the last is the one for In-Reply-To: the newest that a customer wrote.

    Ids of internal messages are left out, and of those for the people of another ticket that was merged: they may
    name somebody whom the requester does not know of. A talk with a third party is a chain of its own.
    """
    home = message.home_id or message.ticket_id
    if message.side_id:
        of_talk = Q(side=message.side_id)
    else:
        of_talk = (Q(ticket=home, home=None) | Q(home=home)) & Q(kind__in=KINDS, visibility__in=VISIBLE)
    earlier = (
        Message.objects.filter(of_talk, workspace_id=message.workspace_id)
        .exclude(message_id="")
        .filter(created_at__lte=message.created_at, pk__lt=message.pk)
    )
    ids = list(earlier.order_by("-created_at", "-id").values_list("message_id", "kind")[:200])[::-1]
    if not ids:
        return []
    parents = [one for one, kind in ids if kind == Message.Kind.INCOMING]
    parent = parents[-1] if parents else ids[-1][0]
    chain = list(dict.fromkeys(one for one, _ in ids if one != parent))
    return [*chain[:1], *chain[1:][-(NEWEST - 1) :], parent]
