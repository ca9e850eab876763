"""The product as it is served, and beside it the bare view B: ``uvicorn tests.bench.server:application``.

Every answer of the product tells in headers what it cost: ``X-Bench-Sql`` statements (without BEGIN, COMMIT and
savepoints), ``X-Bench-Sql-Ms`` without those with which each request begins, and ``X-Bench-Commits``, the transactions that
wrote something.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

from django.core.wsgi import get_wsgi_application

_product = get_wsgi_application()

from a2wsgi import WSGIMiddleware  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.template import Context, Engine  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import path  # noqa: E402

from helpdesk import asgi  # noqa: E402
from helpdesk.spool import BodySpool  # noqa: E402
from tests.bench.meter import measuring, meter  # noqa: E402


def measured(environ, start_response):
    """The product as a WSGI application with the meter's headers."""

    def start(status, headers, exc_info=None):
        costs = [
            ("X-Bench-Sql", str(meter.statements)),
            ("X-Bench-Sql-Ms", f"{meter.seconds * 1000:.3f}"),
            ("X-Bench-Commits", str(meter.commits)),
        ]
        return start_response(status, [*headers, *costs], exc_info)

    with measuring():
        return _product(environ, start)


ROWS = [
    {
        "number": 4000 + number,
        "who": f"Rosa Mets {number}",
        "organization": "Põhjatuul Bikes",
        "at": datetime(2026, 11, 1, 9, number, tzinfo=UTC),
        "title": "The battery of the long bike no longer charges in the cold",
        "text": "Since Monday the light on the charger stays red, whatever we try",
        "status": "Open",
        "priority": "Normal",
        "channel": "E-mail",
        "assignee": "Kadri Saar" if number % 3 else "",
        "is_unread": number % 2 == 0,
    }
    for number in range(50)
]
_bare_template = Engine(autoescape=True).from_string(Path(__file__).with_name("bare.html").read_text(encoding="utf-8"))


def bare(request):
    """B: no middleware, no database, fifty constant rows."""
    return HttpResponse(_bare_template.render(Context({"rows": ROWS})))


urlpatterns = [path("bench/bare/", bare)]


class BareHandler(WSGIHandler):
    """Django with a URLconf of one view and no middleware at all."""

    def load_middleware(self, is_async=False):
        with override_settings(MIDDLEWARE=[]):
            super().load_middleware(is_async)

    def get_response(self, request):
        request.urlconf = __name__
        return super().get_response(request)


_bare = WSGIMiddleware(BareHandler(), workers=settings.WEB_THREADS)
_pages = WSGIMiddleware(measured, workers=settings.WEB_THREADS)


async def _http(scope, receive, send):
    chosen = _bare if scope["path"].startswith("/bench/") else _pages
    await chosen(scope, receive, send)


_spooled = BodySpool(_http, limit_bytes=settings.REQUEST_MAX_BYTES)


async def application(scope, receive, send):
    """As helpdesk.asgi, with both sites behind the same spool, threads and server."""
    await (_spooled if scope["type"] == "http" else asgi.application)(scope, receive, send)
