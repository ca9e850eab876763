"""The socket of an agent's page."""

import asyncio
import contextlib
import json
import time

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError, InterfaceError

from tickets.hub import hub
from tickets.querysets import visible_team_ids
from workspaces import rights
from workspaces.hosts import workspace_for
from workspaces.models import Member
from workspaces.tenancy import tenant

SIGNED_OUT = 4401
TRY_AGAIN = 1013
LOOK_AGAIN_SECONDS = 5  # how long a member's rights are believed


class AgentConsumer(AsyncWebsocketConsumer):
    """``/ws/``: sends ``{"ticket": 42, "version": 7}`` for tickets that the member may read, and ``{"resync": true}``.

    It takes no commands. Rights are checked at each delivery, by what was read at most 5 s ago; a member who was
    deactivated, or whose epoch rose, is closed with 4401.
    """

    async def connect(self):
        self.reader = None
        self.queue = None
        self.access = None
        self.read_at = 0.0
        if not self._same_origin():
            await self.close(code=4403)
            return
        self.workspace_id, self.user_id = await self._identify()
        if self.user_id is None or not await self._look():
            await self.close(code=SIGNED_OUT)
            return
        await self.accept()
        self.queue = hub.join(self.workspace_id)
        self.reader = asyncio.create_task(self._read())

    async def disconnect(self, code):
        if self.queue is not None:
            hub.leave(self.workspace_id, self.queue)
        if self.reader is not None:
            self.reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.reader

    async def receive(self, text_data=None, bytes_data=None):
        """Nothing is expected from pages; a ping keeps proxies from closing the line."""

    async def _read(self):
        try:
            await self._pass_on()
        except (DatabaseError, InterfaceError):
            # Else the line would stay open and say nothing for ever. The page comes back, and then looks at everything.
            await self.close(code=TRY_AGAIN)

    async def _pass_on(self):
        while True:
            try:
                event = await asyncio.wait_for(self.queue.get(), timeout=30)
            except TimeoutError:
                event = {"type": "members"}
            if event["type"] == "members":
                self.read_at = 0.0
            if time.monotonic() - self.read_at > LOOK_AGAIN_SECONDS and not await self._look():
                await self.close(code=SIGNED_OUT)
                return
            if event["type"] == "resync":
                await self.send(json.dumps({"resync": True}))
            elif event["type"] == "ticket" and self._may_read(event):
                await self.send(json.dumps({"ticket": event["number"], "version": event["version"]}))

    def _may_read(self, event):
        scope, member_id, team_ids, _ = self.access
        if scope == rights.ALL or event["assignee"] == member_id:
            return True
        return scope == rights.TEAM and event["team"] in team_ids

    def _same_origin(self):
        headers = dict(self.scope["headers"])
        origin = headers.get(b"origin", b"").decode().partition("://")[2]
        return bool(origin) and origin == headers.get(b"host", b"").decode()

    @database_sync_to_async
    def _identify(self):
        host = dict(self.scope["headers"]).get(b"host", b"").decode()
        workspace = workspace_for(host)
        user = self.scope["user"]
        known = workspace is not None and user.is_authenticated
        return (workspace.pk, user.pk) if known else (None, None)

    @database_sync_to_async
    def _look(self):
        """Read the member's rights; False if there is no such member any more."""
        with tenant(self.workspace_id):
            member = (
                Member.objects.active()
                .filter(workspace_id=self.workspace_id, user_id=self.user_id)
                .select_related("user", "workspace")
                .first()
            )
            if member is None or (self.access and self.access[3] != member.auth_epoch):
                return False
            scope = member.scope("tickets.read")
            teams = frozenset(visible_team_ids(member)) if scope == rights.TEAM else frozenset()
            self.access = (scope, member.pk, teams, member.auth_epoch)
        self.read_at = time.monotonic()
        return True
