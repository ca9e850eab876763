"""Who waits for whom, read from the thread as it stands."""

from tickets.content import one_line
from tickets.models import Merge, Message

SPOKEN = (Message.Kind.INCOMING, Message.Kind.REPLY, Message.Kind.CALL)  # by people, about the matter


def recall_wait(ticket):
    """Put in memory since when the requester waits, and nothing else: for a ticket that is opened again."""
    known = {name: getattr(ticket, name) for name in FIELDS if name != "waiting_since"}
    recall(ticket)
    for name, value in known.items():
        setattr(ticket, name, value)


def recall_answers(ticket, *, failed=None):
    """The same with the first answer, where a reply did not arrive, or is on its way again; ``failed`` is as in ``recall``."""
    known = ticket.last_message_at, ticket.snippet
    recall(ticket, failed=failed)
    ticket.last_message_at, ticket.snippet = known


def recall(ticket, *, failed=None):
    """Put in memory what the thread says: since when the requester waits, first answer, newest words. The caller saves FIELDS.

    What came from a merged ticket waits until it was answered there, or here after the merge. A reply that did not arrive
    answers nothing; ``failed`` is the id of one that is about to be written down as such.
    """
    messages = list(
        Message.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, kind__in=SPOKEN)
        .exclude(visibility=Message.Visibility.INTERNAL)
        .order_by("created_at", "id")
        .values(
            "kind",
            "created_at",
            "is_automatic",
            "reply_text",
            "body_text",
            "author_member_id",
            "home_id",
            "delivery",
            "pk",
        )
    )
    merged_at = {}
    if any(one["home_id"] for one in messages):
        merges = Merge.objects.filter(workspace_id=ticket.workspace_id, into=ticket, undone_at=None)
        merged_at = dict(merges.values_list("ticket_id", "at"))
    ticket.first_responded_at = None
    waiting = {}  # by home
    for one in messages:
        home, at = one["home_id"], one["created_at"]
        if one["kind"] == Message.Kind.REPLY:
            if one["delivery"] == Message.State.FAILED or one["pk"] == failed:
                continue
            waiting = {
                other: since
                for other, since in waiting.items()
                if other != home and (home or (other in merged_at and merged_at[other] > at))
            }
            if one["author_member_id"]:
                ticket.first_responded_at = ticket.first_responded_at or at
        elif not one["is_automatic"]:
            waiting.setdefault(home, at)
    ticket.waiting_since = None if ticket.is_done else min(waiting.values(), default=None)
    if messages:
        ticket.last_message_at = messages[-1]["created_at"]
        ticket.snippet = one_line(messages[-1]["reply_text"] or messages[-1]["body_text"])


FIELDS = ("last_message_at", "snippet", "waiting_since", "first_responded_at")
