"""``python -m tests.faults.agents MARK SECONDS RATE``: agents who answer what comes in. Prints each Message-ID they sent.

The answers go through the operation, as those of forms do. An agent who does not know whether her answer was saved looks
before she writes again.
"""

import itertools
import json
import sys
import time

import django


def main(mark, seconds, rate):
    began = time.monotonic()
    for number in itertools.count():
        if number / rate > seconds:
            return
        time.sleep(max(0, began + number / rate - time.monotonic()))
        said = _answer(f"Answer {mark}-{number}: hold the power button.", mark)
        if said:
            print(json.dumps(said), flush=True)


def _answer(words, mark):
    """Answer the newest request that nobody has; returns the Message-ID, or None if there is none."""
    from django.db import DatabaseError, connection

    for _try in range(60):
        try:
            return _sent(words) or _reply(words, mark)
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


def _reply(words, mark):
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
        bob = Member.objects.get(workspace=workspace, user__email="bob@acme.example")
        return conversation.reply(ticket, by=bob, body=words, body_format="text").message_id


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]))
