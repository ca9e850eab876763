"""An agent who looks at the inbox, with its live line open, and visitors whose uploads stall."""

import http.client
import http.cookiejar
import re
import socket
import threading
import time
import urllib.parse
import urllib.request

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

STALLED = 20
DRIP_SECONDS = 5


class Looking(threading.Thread):
    """Bob opens the inbox again and again until ``stop()``.

    ``took`` holds (seconds since the epoch, seconds it took), ``failures`` (began, ended, what was said
    instead).
    """

    def __init__(self, port, *, password, every=0.25):
        super().__init__(name="looking", daemon=True)
        self._base, self._every = f"http://127.0.0.1:{port}", every
        self._stopped = threading.Event()
        self._cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies))
        self.took, self.failures = [], []
        self._sign_in(password)

    def run(self):
        while not self._stopped.wait(self._every):
            began, at = time.perf_counter(), time.time()
            try:
                page = self._get("/inbox/all-open/")
                if "inbox" not in page:
                    raise OSError("not the inbox")
            except (OSError, http.client.HTTPException) as error:
                self.failures.append((at, time.time(), str(error)))
            else:
                self.took.append((at, time.perf_counter() - began))

    def stop(self):
        self._stopped.set()
        self.join(30)

    def cookie(self):
        """The Cookie header of Bob's browser."""
        return "; ".join(f"{one.name}={one.value}" for one in self._cookies)

    def p95(self, since, until):
        """Seconds, of the looks between the two times; None if there were none."""
        times = sorted(seconds for at, seconds in self.took if since <= at < until)
        return times[int(len(times) * 0.95)] if times else None

    def _sign_in(self, password):
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self._get("/sign-in/"))[1]
        fields = {"csrfmiddlewaretoken": token, "login": "bob@acme.example", "password": password}
        request = urllib.request.Request(
            f"{self._base}/sign-in/", urllib.parse.urlencode(fields).encode(), {"Referer": f"{self._base}/sign-in/"}
        )
        with self._opener.open(request, timeout=30) as answer:
            assert answer.url.endswith("/inbox/") or "/inbox/" in answer.url, answer.url

    def _get(self, path):
        with self._opener.open(self._base + path, timeout=30) as answer:
            return answer.read().decode()


class Listening(threading.Thread):
    """The live line of an open page, made again a second after it closed. ``heard`` is when something was said on it."""

    def __init__(self, port, *, cookie):
        super().__init__(name="listening", daemon=True)
        self._address, self._origin = f"ws://127.0.0.1:{port}/ws/", f"http://127.0.0.1:{port}"
        self._cookie = cookie
        self._stopped = threading.Event()
        self.heard = []

    def run(self):
        while not self._stopped.is_set():
            try:
                headers = {"Cookie": self._cookie}
                with connect(self._address, origin=self._origin, additional_headers=headers, open_timeout=10) as line:
                    self._listen(line)
            except (OSError, WebSocketException):
                self._stopped.wait(1)

    def stop(self):
        self._stopped.set()
        self.join(15)

    def _listen(self, line):
        while not self._stopped.is_set():
            try:
                line.recv(timeout=0.5)
            except TimeoutError:
                continue
            self.heard.append(time.time())


class StalledUploads:
    """Twenty uploads to the contact form that begin and do not go on; every other one drips a byte now and then."""

    def __init__(self, port, *, count=STALLED):
        head = (
            "POST /help/new/ HTTP/1.1\r\nHost: acme.localhost\r\nContent-Length: 10000000\r\n"
            "Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n"
        )
        self._sockets = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(count)]
        for one in self._sockets:
            one.sendall(head.encode() + b"x" * 1000)

    def hold(self, seconds):
        """Keep them for so long. Returns how many the server ended by itself."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            time.sleep(min(DRIP_SECONDS, left))
            for one in self._sockets[::2]:
                try:
                    one.sendall(b"x")
                except OSError:
                    pass
        return sum(_is_answered(one) for one in self._sockets)

    def close(self):
        for one in self._sockets:
            one.close()


def _is_answered(one):
    one.settimeout(0.01)
    try:
        return one.recv(1) is not None
    except TimeoutError:
        return False
    except OSError:
        return True
