"""One server for pages and sockets: Django in threads behind a body spool, Channels for WebSockets."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

from django.core.wsgi import get_wsgi_application

_pages = get_wsgi_application()

from a2wsgi import WSGIMiddleware  # noqa: E402
from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402

from helpdesk.spool import BodySpool  # noqa: E402
from tickets.routing import websocket_urlpatterns  # noqa: E402


async def _lifespan(scope, receive, send):
    """Start and stop have nothing to do; answering keeps the server quiet."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


application = ProtocolTypeRouter(
    {
        "http": BodySpool(WSGIMiddleware(_pages, workers=settings.WEB_THREADS), limit_bytes=settings.REQUEST_MAX_BYTES),
        "websocket": AuthMiddlewareStack(URLRouter(websocket_urlpatterns)),
        "lifespan": _lifespan,
    }
)
