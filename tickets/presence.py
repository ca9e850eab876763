"""Who looks at a ticket, and who writes: in Redis, for as long as the page says so again, and told to open pages.

One hash a workspace, a field for each connection of a page: ``{connection: {"ticket", "state", "until", …}}``. What has run
out is not shown and cleared away in passing; a workspace in which nobody looks at anything leaves no key behind.
"""

import json
import time

from helpdesk.lib import avatars
from tickets import live
from workspaces.tenancy import tenant

SECONDS = 60  # a page says it again each 25 s
STATES = ("looks", "reply", "note")
GONE = "gone"


def say(member, connection, number, state):
    """The page ``connection`` (an opaque name) of ``member`` shows ticket ``number``; ``state`` one of STATES.

    Colleagues hear it who may read the ticket. Returns whether there is such a ticket that the member may read; if not,
    nothing is said. Works in no transaction of the caller's.
    """
    with tenant(member.workspace_id):
        found = member.workspace.tickets.visible_to(member).filter(number=number)
        ticket = found.values("number", "team_id", "assignee_id").first()
    if ticket is None:
        return False
    here = {
        "type": "presence",
        "number": ticket["number"],
        "team": ticket["team_id"],
        "assignee": ticket["assignee_id"],
        "connection": connection,
        "state": state,
        "until": int(time.time()) + SECONDS,
        "member": member.pk,
        "person": {
            "id": member.public_id,
            "name": member.name,
            "initials": avatars.initials(member.name),
            "tone": avatars.tone(member.public_id),
        },
    }

    def store(client, key):
        last = client.hget(key, connection)
        client.hset(key, connection, json.dumps(here))
        client.expire(key, SECONDS * 2)
        return json.loads(last) if last else {}

    before = _with_redis(member.workspace_id, store)
    if before is not None:
        if before.get("number", number) != number:  # not everybody who saw them there may read the next one
            live.publish(member.workspace_id, {**before, "state": GONE})
        live.publish(member.workspace_id, here)
    return True


def leave(workspace_id, connection):
    """The page went away, or shows no ticket any more: colleagues are told at once."""

    def take(client, key):
        last = client.hget(key, connection)
        client.hdel(key, connection)
        return last

    last = _with_redis(workspace_id, take)
    if last:
        live.publish(workspace_id, {**json.loads(last), "state": GONE})


def everybody(workspace_id):
    """What each page said last, as events; without what has run out."""
    now = time.time()

    def read(client, key):
        said = {name: json.loads(one) for name, one in client.hgetall(key).items()}
        over = [name for name, one in said.items() if one["until"] < now]
        if over:
            client.hdel(key, *over)
        return [one for one in said.values() if one["until"] >= now]

    return _with_redis(workspace_id, read) or []


def _with_redis(workspace_id, act):
    """What ``act(client, key)`` returns, or None while Redis is away: then nobody is seen."""
    return live.with_redis(lambda client: act(client, f"tugi:presence:{workspace_id}"))
