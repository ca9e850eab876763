"""One server for pages and sockets: Django in threads behind a body spool, Channels for WebSockets."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

from django.core.wsgi import get_wsgi_application

_pages = get_wsgi_application()

from a2wsgi import WSGIMiddleware  # noqa: E402
from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.template.loader import get_template  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from helpdesk.spool import BodySpool  # noqa: E402
from tickets.routing import websocket_urlpatterns  # noqa: E402


async def _lifespan(scope, receive, send):
    """Loads at the start what the first visitor would wait for; nothing at the end."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            _warm_up()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _warm_up():
    get_resolver().url_patterns  # noqa: B018 - read for what it imports
    for page in ("tickets/queue.html", "tickets/detail.html"):
        get_template(page)
    # All of that stays for good. Put out of the garbage collector's sight, it is not searched through at every collection,
    # which a page with many messages would otherwise pay for.
    gc.collect()
    gc.freeze()


application = ProtocolTypeRouter(
    {
        "http": BodySpool(WSGIMiddleware(_pages, workers=settings.WEB_THREADS), limit_bytes=settings.REQUEST_MAX_BYTES),
        "websocket": AuthMiddlewareStack(URLRouter(websocket_urlpatterns)),
        "lifespan": _lifespan,
    }
)
