"""The one way to ask another server something over HTTP: no private addresses, no redirects, little time, little text."""

import http.client
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from helpdesk.lib import egress

SECONDS = 10
MOST = 5 * 2**20  # bytes of an answer
AGENT = "Tugi"


class Unreachable(Exception):
    """No answer came: ``code`` says why (not_https, private_network, the error's class)."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """What came back, whatever it says."""

    status: int
    headers: dict  # names in lower case
    body: bytes


def post(url, body, headers=None, *, seconds=SECONDS):
    """POST ``body`` (bytes). Returns the Answer whatever its status, a redirect too: it is not followed. Raises Unreachable.

    Only https, but for hosts in the networks of PRIVATE_HTTP_HOSTS, which may be private and speak plainly.
    """
    parts = _parts(url)
    connection = _Connection(
        parts.hostname, parts.port or (443 if parts.scheme == "https" else 80), seconds, parts.scheme
    )
    clock = threading.Timer(seconds, connection.give_up)  # a server that drips would outlast each single wait
    clock.start()
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", target, body, {"User-Agent": AGENT, **(headers or {})})
        response = connection.getresponse()
        body = response.read(MOST + 1)
        if len(body) > MOST:
            raise Unreachable("too_long")
        if connection.gave_up:
            raise TimeoutError
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)
    except egress.NotPublic:
        raise Unreachable("private_network") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable("TimeoutError" if connection.gave_up else type(error).__name__) from error
    finally:
        clock.cancel()
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


class _Connection(http.client.HTTPConnection):
    """To the address that was checked; the certificate is checked against the name."""

    def __init__(self, host, port, seconds, scheme):
        super().__init__(host, port, timeout=seconds)
        self._scheme = scheme
        self.gave_up = False
        self._line = None  # `sock` is forgotten where the answer ends with the connection, while it is still read

    def give_up(self):
        """The time is over: whoever waits for a byte gets none."""
        self.gave_up = True
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def connect(self):
        allowed = settings.PRIVATE_HTTP_HOSTS
        self.sock = self._line = egress.connect(self.host, self.port, timeout=self.timeout, allowed=allowed)
        if self._scheme == "https":
            self.sock = self._line = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
        elif egress.may_connect(self.sock.getpeername()[0]):  # plain text leaves no private network
            raise Unreachable("not_https")
