"""The one way to ask another server something over HTTP: no private addresses, no redirects, little time, little text."""

import http.client
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from helpdesk.lib import egress

SECONDS = 10
MOST = 5 * 2**20  # bytes of an answer
CHUNK = 65_536
AGENT = "Tugi"


class Unreachable(Exception):
    """No answer came: ``code`` says why (not_https, private_network, the error's class)."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict  # names in lower case
    body: bytes


def post(url, body, headers=None, *, seconds=SECONDS):
    """POST ``body`` (bytes). Returns the Answer whatever its status, a redirect too: it is not followed. Raises Unreachable.

    Only https, but for hosts in the networks of PRIVATE_HTTP_HOSTS, which may be private and speak plainly.
    """
    parts = _parts(url)
    ends = time.monotonic() + seconds
    connection = _Connection(
        parts.hostname, parts.port or (443 if parts.scheme == "https" else 80), seconds, parts.scheme
    )
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", target, body, {"User-Agent": AGENT, **(headers or {})})
        response = connection.getresponse()
        return Answer(
            response.status, {name.lower(): value for name, value in response.getheaders()}, _read(response, ends)
        )
    except egress.NotPublic:
        raise Unreachable("private_network") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        connection.close()


def _parts(url):
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - a port that is none raises
    except ValueError:
        raise Unreachable("not_a_url") from None
    if not parts.hostname or parts.username or parts.password:
        raise Unreachable("not_a_url")
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.PRIVATE_HTTP_HOSTS):
        raise Unreachable("not_https")
    return parts


def _read(response, ends):
    read = b""
    while chunk := response.read(CHUNK):
        read += chunk
        if len(read) > MOST or time.monotonic() > ends:
            raise Unreachable("too_long")
    return read


class _Connection(http.client.HTTPConnection):
    """To the address that was checked; the certificate is checked against the name."""

    def __init__(self, host, port, seconds, scheme):
        super().__init__(host, port, timeout=seconds)
        self._scheme = scheme

    def connect(self):
        allowed = settings.PRIVATE_HTTP_HOSTS
        self.sock = egress.connect(self.host, self.port, timeout=self.timeout, allowed=allowed)
        if self._scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
        elif egress.may_connect(self.sock.getpeername()[0]):  # plain text leaves no private network
            raise Unreachable("not_https")
