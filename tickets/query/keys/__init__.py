"""The keys of the query language: a written registry."""

from tickets.query.keys.custom import PREFIX, FieldKey
from tickets.query.keys.having import HAS
from tickets.query.keys.people import ASSIGNEE, CC, FOLLOWER, FROM, MENTIONS, ORG
from tickets.query.keys.places import IN, IS, STATUS
from tickets.query.keys.properties import CHANNEL, LANGUAGE, NUMBER, PRIORITY, REASON, SUBJECT, TAG, TEAM, TYPE
from tickets.query.keys.times import CREATED, DUE, SOLVED, UPDATED, WAITING

KEYS = {
    key.name: key
    for key in (
        IS,
        STATUS,
        ASSIGNEE,
        TEAM,
        TAG,
        PRIORITY,
        TYPE,
        REASON,
        CHANNEL,
        FROM,
        ORG,
        CC,
        FOLLOWER,
        MENTIONS,
        SUBJECT,
        NUMBER,
        LANGUAGE,
        CREATED,
        UPDATED,
        SOLVED,
        WAITING,
        DUE,
        HAS,
        IN,
    )
}
ALIASES = {
    "requester": "from",
    "organization": "org",
    "assigned": "assignee",
    "label": "tag",
    "tags": "tag",
    "follows": "follower",
    "opened": "created",
}


def key_for(name):
    """The Key of that name, in any case; ``field.<key>`` is one of a family. None for an unknown one."""
    name = name.lower()
    if name.startswith(PREFIX) and name != PREFIX:
        return FieldKey(key=name.removeprefix(PREFIX))
    return KEYS.get(ALIASES.get(name, name))


def names():
    """What a key may be called."""
    return [*KEYS, *ALIASES, PREFIX]
