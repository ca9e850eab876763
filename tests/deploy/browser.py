"""What the proxy passes on of a browser: the true host, X-Forwarded headers, cookies."""

import http.client
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode


class Answer:
    def __init__(self, response):
        self.status, self.headers = response.status, response.headers
        self.body = response.read()

    @property
    def text(self):
        return self.body.decode()


class Browser:
    """Visits ``https://host`` by way of the proxy, whose place this class takes: plain HTTP to ``port``."""

    def __init__(self, port, host):
        self.port, self.host = port, host
        self.cookies = {}

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, **fields):
        body = urlencode(fields | {"csrfmiddlewaretoken": self.cookies["tugi_csrf"]})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def wait_for(self, path, *, process, seconds=60):
        """The first answer to ``path`` of a server that is just starting as ``process``."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return self.get(path)
            except OSError:
                assert time.monotonic() < deadline and process.poll() is None
                time.sleep(0.2)

    def _ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        forwarded = {
            "Host": self.host,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "203.0.113.7",
            "Origin": f"https://{self.host}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        try:
            connection.request(method, path, body, forwarded | (headers or {}))
            answer = Answer(connection.getresponse())
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                assert morsel["secure"], f"{name} would travel without TLS"
                self.cookies[name] = morsel.value
        return answer
