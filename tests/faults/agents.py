"""``python -m tests.faults.agents MARK SECONDS RATE``: agents who answer what comes in. Prints each Message-ID they sent.

Bob's answers leave at once, Alice's after her undo time. They go through the operation, as those of forms do. An agent who
does not know whether her answer was saved looks before she writes again.
"""

import itertools
import json
import sys
import time

import django

UNDO_SECONDS = 5


def main(mark, seconds, rate):
    began = time.monotonic()
    _give_time_to_undo("alice@acme.example")
    for number in itertools.count():
        if number / rate > seconds:
            return
        time.sleep(max(0, began + number / rate - time.monotonic()))
        said = _answer(f"Answer {mark}-{number}: hold the power button.", mark, by=("bob", "alice")[number % 2])
        if said:
            print(json.dumps(said), flush=True)


def _answer(words, mark, *, by):
    """Answer the newest request that nobody has; returns the Message-ID, or None if there is none."""
    from django.db import DatabaseError, connection

    for _try in range(60):
        try:
            return _sent(words) or _reply(words, mark, by)
        except DatabaseError:
            connection.close()
            time.sleep(1)
    raise SystemExit("the database does not come back")


def _sent(words):
    from tickets.models import Message
    from workspaces.models import Workspace
    from workspaces.tenancy import tenant

    workspace = Workspace.objects.get()
    with tenant(workspace):
        replies = Message.objects.filter(workspace=workspace, kind="reply", body_text=words)
        return replies.values_list("message_id", flat=True).first()


def _reply(words, mark, by):
    from tickets.models import Ticket
    from tickets.operations import conversation
    from workspaces.models import Member, Workspace
    from workspaces.tenancy import tenant

    workspace = Workspace.objects.get()
    with tenant(workspace):
        waiting = Ticket.objects.filter(
            workspace=workspace, category="new", requester__identities__value__startswith=f"customer-{mark}-"
        )
        ticket = waiting.order_by("-pk").first()
        if ticket is None:
            return None
        member = Member.objects.get(workspace=workspace, user__email=f"{by}@acme.example")
        return conversation.reply(ticket, by=member, body=words, body_format="text").message_id


def _give_time_to_undo(email):
    from workspaces.models import Member, Workspace
    from workspaces.tenancy import tenant

    workspace = Workspace.objects.get()
    with tenant(workspace):
        Member.objects.filter(workspace=workspace, user__email=email).update(undo_seconds=UNDO_SECONDS)


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]))
