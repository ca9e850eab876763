"""One Redis subscription for all sockets of this web process."""

import asyncio
import json

import redis.asyncio
import structlog
from django.conf import settings

from tickets.live import CHANNEL

log = structlog.get_logger(__name__)
QUEUE_SIZE = 200  # of one socket; a page that is further behind is told to look at everything again


class Hub:
    """Passes what is published for a workspace to the queues of those who joined it."""

    def __init__(self):
        self._queues = {}  # workspace id -> set of queues
        self._task = None

    def join(self, workspace_id):
        """A queue of events (dicts) of the workspace. ``{"type": "resync"}`` in it means that some were missed."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._listen())
        queue = asyncio.Queue(QUEUE_SIZE)
        self._queues.setdefault(workspace_id, set()).add(queue)
        return queue

    def leave(self, workspace_id, queue):
        """Forget a queue."""
        waiting = self._queues.get(workspace_id, set())
        waiting.discard(queue)
        if not waiting:
            self._queues.pop(workspace_id, None)

    async def _listen(self):
        pause = 0.5
        while True:
            client = redis.asyncio.Redis.from_url(settings.CACHES["default"]["LOCATION"], socket_connect_timeout=2)
            try:
                async with client.pubsub() as subscription:
                    await subscription.psubscribe(f"{CHANNEL}*")
                    if asyncio.current_task().cancelling():  # redis-py swallows a cancel that comes while it connects
                        raise asyncio.CancelledError
                    self._tell_everybody({"type": "resync"})
                    pause = 0.5
                    async for message in subscription.listen():
                        if message["type"] == "pmessage":
                            workspace_id = int(message["channel"].decode().removeprefix(CHANNEL))
                            self._tell(workspace_id, json.loads(message["data"]))
            except (redis.RedisError, OSError) as error:
                log.warning("hub.lost_redis", error=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5)
            finally:
                await client.aclose()

    def _tell(self, workspace_id, event):
        for queue in self._queues.get(workspace_id, ()):
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                event = {"type": "resync"}
            queue.put_nowait(event)

    def _tell_everybody(self, event):
        for workspace_id in list(self._queues):
            self._tell(workspace_id, event)


hub = Hub()
