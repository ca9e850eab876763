"""Tell open pages that a room or an announcement changed: names only; pages fetch what they may read."""

from functools import partial

from django.db import transaction

from tickets import live


def room_changed(room, members, *, changed=""):
    """After commit, pages of ``members`` (ids) hear of the room; ``changed`` is the public id of an older message."""
    news = {"type": "talk", "room": room.slug, "changed": changed, "members": list(members)}
    transaction.on_commit(partial(live.publish, room.workspace_id, news), robust=True)


def announcements_changed(workspace_id):
    """After commit, everybody's pages look for announcements."""
    transaction.on_commit(partial(live.publish, workspace_id, {"type": "announcement"}), robust=True)


def announcement_read(workspace_id, members):
    """After commit, pages of ``members`` (ids), who may see it, learn that somebody has confirmed one."""
    news = {"type": "talk", "room": "announcements", "changed": "", "members": list(members)}
    transaction.on_commit(partial(live.publish, workspace_id, news), robust=True)
