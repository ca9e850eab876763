"""One real web process for a database, and a client that keeps its connection and its cookies."""

import http.client
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from helpdesk.run.children import end, spawn

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """``seconds`` from the request to the last byte; ``statements`` and ``commits`` as the server counted them."""

    status: int
    seconds: float
    body: bytes
    location: str
    statements: int
    sql_seconds: float
    commits: int


class Server:
    """``uvicorn`` over one database, on a free port of the loopback."""

    def __init__(self, environment, log):
        self.port = _free_port()
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--log-level", "warning", "--no-access-log"]
        options += ["--timeout-keep-alive", "120"]  # connections wait while the others take mail in
        with open(log, "ab") as words:
            self.process = spawn(
                [sys.executable, "-m", "uvicorn", "tests.bench.server:application", *options],
                env=environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
            )
        self._wait(log)

    def _wait(self, log):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise SystemExit(f"bench: a web process does not start; {log} says why.")

    def peak(self):
        """Bytes of memory that the process has taken at most so far."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))

    def stop(self):
        end(self.process, seconds=5)


class Browser:
    """Keeps one connection. ``session`` and ``csrf`` are the cookies of somebody who signed in."""

    def __init__(self, port, *, session, csrf):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._csrf = csrf
        self._headers = {"Host": "bench.localhost", "Cookie": f"tugi_session={session}; tugi_csrf={csrf}"}

    def get(self, path, **headers):
        return self._ask("GET", path, None, headers)

    def post(self, path, fields, **headers):
        body = urlencode({"csrfmiddlewaretoken": self._csrf, **fields})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def _ask(self, method, path, body, headers):
        started = time.perf_counter()
        self._connection.request(method, path, body=body, headers={**self._headers, **headers})
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        said = response.headers
        return Answer(
            response.status,
            seconds,
            content,
            said.get("Location", ""),
            int(said.get("X-Bench-Sql", 0)),
            float(said.get("X-Bench-Sql-Ms", 0)) / 1000,
            int(said.get("X-Bench-Commits", 0)),
        )


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
