"""Which members are online, away or offline: in Redis, as their open pages say it, unless they have chosen a state.

One hash a workspace, a field for each open page: ``{connection: {"member", "chosen", "active_at", "until"}}``. A second one
has what colleagues were told last, so that whoever looks next tells them what changed by time alone.
"""

import json
import time
from typing import NamedTuple

from tickets import live
from workspaces.models import Member

SECONDS = 150  # a page says it again each 25 s; browsers let those in the background wait for a minute
GRACE_SECONDS = 20  # between two pages of one member
IDLE_SECONDS = 10 * 60  # without a key or the pointer in any open page: away
ONLINE, AWAY, OFFLINE = "online", "away", "offline"


class Person(NamedTuple):
    """What is needed of a member: ``public_id``, and the state that they chose, if any."""

    public_id: str
    chosen: str


def person(member):
    return Person(member.public_id, member.availability)


def seen(workspace_id, who, connection, *, idle, now=None):
    """The page ``connection`` of ``who``, a Person, is open; its user did nothing for ``idle`` seconds."""
    now = int(now or time.time())
    said = {"member": who.public_id, "chosen": who.chosen, "active_at": now - idle, "until": now + SECONDS}

    def store(client, key):
        client.hset(key, connection, json.dumps(said))
        client.expire(key, SECONDS * 2)
        _tell_changes(workspace_id, client, key, now)

    live.with_redis(lambda client: store(client, _key(workspace_id)))


def left(workspace_id, connection, *, now=None):
    """The page is closed, or another one is about to open."""
    now = int(now or time.time())

    def shorten(client, key):
        if last := client.hget(key, connection):
            said = json.loads(last)
            client.hset(key, connection, json.dumps({**said, "until": min(said["until"], now + GRACE_SECONDS)}))

    live.with_redis(lambda client: shorten(client, _key(workspace_id)))


def choose(member, state):
    """``state`` holds until the member chooses another one; "" follows their pages again. Colleagues are told at once."""
    Member.objects.filter(workspace_id=member.workspace_id, pk=member.pk).update(availability=state)
    member.availability = state
    now = int(time.time())

    def store(client, key):
        for connection, said in _said(client, key).items():
            if said["member"] == member.public_id:
                client.hset(key, connection, json.dumps({**said, "chosen": state}))
        shown = _states(_said(client, key), now).get(member.public_id, state or OFFLINE)
        client.hset(f"{key}:told", member.public_id, shown)
        return shown

    shown = live.with_redis(lambda client: store(client, _key(member.workspace_id))) or state or OFFLINE
    chosen = {"member": member.public_id, "state": state}
    live.publish(member.workspace_id, {"type": "availability", "states": {member.public_id: shown}, "chosen": chosen})


def everybody(workspace_id, *, now=None):
    """``{public id: state}`` of all who are not offline. While Redis is away: of those who chose a state."""
    now = int(now or time.time())
    chosen = Member.objects.active().filter(workspace_id=workspace_id).exclude(availability="")
    states = dict(chosen.values_list("public_id", "availability"))
    states |= live.with_redis(lambda client: _states(_said(client, _key(workspace_id)), now)) or {}
    return {public_id: state for public_id, state in states.items() if state != OFFLINE}


def _key(workspace_id):
    return f"tugi:available:{workspace_id}"


def _said(client, key):
    return {name: json.loads(one) for name, one in client.hgetall(key).items()}


def _states(said, now):
    """What each member of whom a page is open is shown as."""
    states = {}
    for one in said.values():
        if one["until"] < now:
            continue
        state = ONLINE if now - one["active_at"] < IDLE_SECONDS else AWAY
        if one["chosen"]:
            state = one["chosen"]
        if states.get(one["member"]) != ONLINE:
            states[one["member"]] = state
    return states


def _tell_changes(workspace_id, client, key, now):
    """Publish what is not as it was told; pages that went away are forgotten."""
    said = _said(client, key)
    told = {name.decode(): state.decode() for name, state in client.hgetall(f"{key}:told").items()}
    states = _states(said, now)
    for one in said.values():  # whose last page is gone
        states.setdefault(one["member"], one["chosen"] or OFFLINE)
    changed = {name: state for name, state in states.items() if told.get(name, OFFLINE) != state}
    over = [name for name, one in said.items() if one["until"] < now]
    if over:
        client.hdel(key, *over)
    if changed:
        client.hset(f"{key}:told", mapping=changed)
    client.expire(f"{key}:told", SECONDS * 2)
    if changed:
        live.publish(workspace_id, {"type": "availability", "states": changed})
