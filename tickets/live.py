"""Tell open pages that something changed: ids and versions only, pages fetch what they may see.

Published with a plain client over one Redis channel a workspace; each web process listens once for all its sockets
(``tickets.hub``).
"""

import json
from functools import cache

import redis
import structlog
from django.conf import settings

from helpdesk.lib.afterwards import afterwards
from helpdesk.lib.breaker import Breaker

log = structlog.get_logger(__name__)
CHANNEL = "tugi:live:"
breaker = Breaker(seconds=5)


def ticket_changed(ticket):
    """Send "ticket 42, version 7" to the workspace's pages. Each socket passes it on only to who may read the ticket.

    Redis being away is no reason to fail: pages catch up when they reconnect.
    """
    publish(ticket.workspace_id, news_of(ticket))


def news_of(ticket):
    """What is said of a ticket, with all that tells who may hear it."""
    return {
        "type": "ticket",
        "number": ticket.number,
        "version": ticket.version,
        "team": ticket.team_id,
        "assignee": ticket.assignee_id,
        "requester": ticket.requester_id,
    }


def members_changed(workspace_id):
    """Have each socket look again at whether its member may still listen."""
    publish(workspace_id, {"type": "members"})


def job_changed(workspace_id, member_id, public_id):
    """Send "job abc got on" to the pages of the member who began it."""
    publish(workspace_id, {"type": "job", "member": member_id, "job": public_id})


def reach_changed(workspace_id, member_ids):
    """Have these members' sockets look again at what they may read, and their pages at everything."""
    publish(workspace_id, {"type": "reach", "members": list(member_ids)})


def counts_changed(workspace_id, member_id):
    """Have the member's pages fetch the counts of their views."""
    publish(workspace_id, {"type": "counts", "member": member_id})


def publish(workspace_id, event):
    """Send a small JSON object to every web process, once the request around is answered."""
    said = json.dumps(event)
    afterwards(lambda: with_redis(lambda client: client.publish(f"{CHANNEL}{workspace_id}", said)))


def with_redis(act):
    """What ``act(client)`` returns, or None while Redis is away: what is told or kept there is no reason to fail."""
    if breaker.is_open:
        return None
    try:
        return act(_client())
    except redis.RedisError as error:
        breaker.trip()
        log.warning("live.redis_is_away", error=type(error).__name__)
        return None


@cache
def _client():
    return redis.Redis.from_url(settings.CACHES["default"]["LOCATION"], socket_timeout=1, socket_connect_timeout=1)
