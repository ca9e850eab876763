"""The socket of an agent's page."""

import asyncio
import contextlib
import json
import secrets
import time
from dataclasses import dataclass

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.contrib.auth import HASH_SESSION_KEY
from django.db import DatabaseError, InterfaceError
from django.utils.crypto import constant_time_compare

from tickets import availability, presence
from tickets.hub import hub
from tickets.models import Mention, TicketFollower
from tickets.reach import visible_team_ids
from workspaces import rights
from workspaces.hosts import workspace_for
from workspaces.models import Member
from workspaces.tenancy import tenant

SIGNED_OUT = 4401
TRY_AGAIN = 1013
LOOK_AGAIN_SECONDS = 5  # how long a member's rights are believed


class AgentConsumer(AsyncWebsocketConsumer):
    """``/ws/``: sends ``{"ticket": 42, "version": 7}`` for tickets that the member may read, ``{"job": "…"}`` for long
    work that they began, ``{"news": true}`` when they are told of something, ``{"talk": "team-5", "changed": "…"}`` when
    somebody wrote in a room of theirs or changed an older message there, ``{"announcement": true}`` when there is one
    for all, ``{"availability": {"<member's public id>": "away", …}}``, and ``{"resync": true}``.

    It takes what the page shows (``Says``), and sends colleagues' as ``{"presence": 42, …}``; and for how long nobody did
    anything there (``idle_of``). Rights are checked at each
    delivery, by what was read at most 5 s ago; a member who was deactivated, or whose epoch rose, and a browser that was
    signed out, are closed with 4401.
    """

    async def connect(self):
        self.reader = None
        self.queue = None
        self.access = None
        self.read_at = 0.0
        self.name = secrets.token_hex(8)
        self.says = Says()
        self.said_idle_at = 0.0
        self.person = None
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
            with contextlib.suppress(asyncio.CancelledError, OSError):  # the line was cut under its last word
                await self.reader
        if self.says.is_here:
            await database_sync_to_async(presence.leave)(self.workspace_id, self.name)
        if self.queue is not None:
            await database_sync_to_async(availability.left)(self.workspace_id, self.name)

    async def receive(self, text_data=None, bytes_data=None):
        """What the page shows. A ping, ``{}``, keeps proxies from closing the line."""
        if (idle := idle_of(text_data)) is not None:
            await self._be_here(idle)
            return
        said = self.says.read(text_data, time.monotonic())
        if said is None:
            return
        number, state = said
        if number is None:
            if self.says.is_here:
                await database_sync_to_async(presence.leave)(self.workspace_id, self.name)
            self.says.is_here = False
            return
        try:
            is_here = await self._say(number, state)
            if self.says.is_here and not is_here:
                await database_sync_to_async(presence.leave)(self.workspace_id, self.name)
            self.says.is_here = is_here
        except (DatabaseError, InterfaceError):
            await self.close(code=TRY_AGAIN)

    async def _be_here(self, idle):
        """At most once in two seconds: else the page means nothing by it."""
        if time.monotonic() - self.said_idle_at > 2:
            self.said_idle_at = time.monotonic()
            await database_sync_to_async(availability.seen)(self.workspace_id, self.person, self.name, idle=idle)

    @database_sync_to_async
    def _say(self, number, state):
        with tenant(self.workspace_id):
            member = self._member()
        return member is not None and presence.say(member, self.name, number, state)

    async def _read(self):
        try:
            await self._pass_on()
        except (DatabaseError, InterfaceError):
            # Else the line would stay open and say nothing for ever. The page comes back, and then looks at everything.
            await self.close(code=TRY_AGAIN)

    async def _pass_on(self):
        for one in await database_sync_to_async(presence.everybody)(self.workspace_id):
            await self._tell_of(one)
        await self._be_here(0)
        await self.send(json.dumps({"availability": await self._everybody()}))
        while True:
            try:
                event = await asyncio.wait_for(self.queue.get(), timeout=30)
            except TimeoutError:
                event = {"type": "members"}
            is_reach = event["type"] == "reach" and self.access.member_id in event["members"]
            if event["type"] == "members" or is_reach:
                self.read_at = 0.0
            if time.monotonic() - self.read_at > LOOK_AGAIN_SECONDS and not await self._look():
                await self.close(code=SIGNED_OUT)
                return
            if event["type"] == "resync" or is_reach:
                await self.send(json.dumps({"resync": True}))
            elif event["type"] == "news" and event["member"] == self.access.member_id:
                await self.send(json.dumps({"news": True}))
            elif event["type"] == "presence":
                await self._tell_of(event)
            elif event["type"] == "availability":
                await self._tell_states(event)
            elif event["type"] == "ticket" and self.access.may_read(event):
                await self.send(json.dumps({"ticket": event["number"], "version": event["version"]}))
            elif event["type"] == "job" and event["member"] == self.access.member_id:
                await self.send(json.dumps({"job": event["job"]}))
            elif event["type"] == "talk" and self.access.member_id in event["members"]:
                await self.send(json.dumps({"talk": event["room"], "changed": event["changed"]}))
            elif event["type"] == "announcement":
                await self.send(json.dumps({"announcement": True}))
            elif event["type"] == "counts" and event["member"] == self.access.member_id:
                await self.send(json.dumps({"counts": True}))

    async def _tell_of(self, here):
        """Pass a colleague's presence on. One's own other pages are no news."""
        if here["member"] != self.access.member_id and self.access.may_read(here):
            told = {name: here[name] for name in ("connection", "state", "person")}
            await self.send(json.dumps({"presence": here["number"], "seconds": presence.SECONDS, **told}))

    async def _tell_states(self, event):
        chosen = event.get("chosen")
        if chosen and chosen["member"] == self.person.public_id:
            self.person = self.person._replace(chosen=chosen["state"])
        await self.send(json.dumps({"availability": event["states"]}))

    @database_sync_to_async
    def _everybody(self):
        with tenant(self.workspace_id):
            return availability.everybody(self.workspace_id)

    def _same_origin(self):
        headers = dict(self.scope["headers"])
        origin = headers.get(b"origin", b"").partition(b"://")[2]
        return bool(origin) and origin == headers.get(b"host", b"")

    @database_sync_to_async
    def _identify(self):
        host = dict(self.scope["headers"]).get(b"host", b"").decode("ascii", "replace")
        workspace = workspace_for(host)
        user = self.scope["user"]
        known = workspace is not None and user.is_authenticated
        return (workspace.pk, user.pk) if known else (None, None)

    @database_sync_to_async
    def _look(self):
        """Read the member's rights; False if there is no such member any more, or the browser was signed out."""
        session = self.scope["session"]
        if not session.exists(session.session_key):
            return False
        with tenant(self.workspace_id):
            member = self._member()
            if member is None or not _made_with(session, member.user):
                return False
            access = access_of(member)
            self.person = availability.person(member)
        if self.access and self.access.epoch != access.epoch:
            return False
        self.access = access
        self.read_at = time.monotonic()
        return True

    def _member(self):
        members = Member.objects.active().filter(workspace_id=self.workspace_id, user_id=self.user_id)
        return members.select_related("user", "workspace").first()


def idle_of(text):
    """Seconds of ``{"idle": 12}``; None for anything else that a page says."""
    if text is None or not text.startswith('{"idle"') or len(text) > 40:
        return None
    try:
        idle = json.loads(text)["idle"]
    except ValueError:
        return None
    return idle if type(idle) is int and 0 <= idle < 10**7 else None


class Says:
    """What a page says, held to its form and to a rate: ten at once, one more each half second. The rest is passed over."""

    AT_ONCE, A_SECOND, LONGEST = 10, 2, 200  # characters

    def __init__(self):
        self.is_here = False  # did it say anything that stood?
        self._left, self._at = float(self.AT_ONCE), 0.0

    def read(self, text, now):
        """``(number, state)``, ``(None, None)`` for no ticket, or None for what means nothing or comes too fast."""
        if text is None or len(text) > self.LONGEST:
            return None
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            return None
        if not isinstance(said, dict) or "ticket" not in said:
            return None
        self._left = min(self.AT_ONCE, self._left + (now - self._at) * self.A_SECOND)
        self._at = now
        if self._left < 1:
            return None
        self._left -= 1
        number, state = said["ticket"], said.get("state")
        if number is None:
            return None, None
        if type(number) is not int or not 0 < number < 10**18 or state not in presence.STATES:
            return None
        return number, state


@dataclass(frozen=True)
class Access:
    """What a member may hear of: tickets of ``team_ids``, and those by number that are ``named``.

    The scope team has its teams, and tickets of others with a note that names the member; the scope own has no teams, and
    tickets that the member follows or is named on.
    """

    scope: str
    member_id: int
    epoch: int
    team_ids: frozenset = frozenset()
    named: frozenset = frozenset()

    def may_read(self, event):
        """Of what ``tickets.live`` or ``tickets.presence`` says about a ticket."""
        if self.scope in (rights.ALL, rights.NONE):
            return self.scope == rights.ALL
        return event["assignee"] == self.member_id or event["number"] in self.named or event["team"] in self.team_ids


def access_of(member):
    """The Access that the member has now."""
    scope = member.scope("tickets.read")
    teams, named = (), set()
    if scope in (rights.TEAM, rights.OWN):
        mentions = Mention.objects.filter(workspace_id=member.workspace_id, member=member)
    if scope == rights.TEAM:
        teams = visible_team_ids(member)
        named.update(mentions.exclude(ticket__team__in=teams).values_list("ticket__number", flat=True))
    if scope == rights.OWN:
        follows = TicketFollower.objects.filter(workspace_id=member.workspace_id, member=member)
        named.update(follows.values_list("ticket__number", flat=True))
        named.update(mentions.values_list("ticket__number", flat=True))
    return Access(scope, member.pk, member.auth_epoch, frozenset(teams), frozenset(named))


def _made_with(session, user):
    """Was the session begun with the password that ``user`` has now? Another workspace's change of it counts too."""
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
