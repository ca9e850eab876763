"""The whole product as processes: ``python -m helpdesk.run`` in a folder of its own, on ports of its own."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.fixtures.ports import free_port
from tests.rig.seed import PASSWORD

ROOT = Path(__file__).parents[2]
START_SECONDS = 240


class RunningHouse:
    """``with RunningHouse(folder, smtp_url=…) as house:`` Everything is stopped at the end.

    It starts from nothing, with a PostgreSQL of its own, unless ``copies`` (tests.rig.copies) gives it a database, or
    ``database_url`` names one.

    ``seed(kind, **facts)`` makes rows as ``tests.rig.seed`` says, in a process with the house's environment.
    """

    kind = "bare"
    host = "acme.localhost"
    command = (sys.executable, "-m", "helpdesk.run")

    def __init__(self, folder, *, smtp_url, extra=None, copies=None, database_url=None):
        self.var = Path(folder)
        self._copies, self._database_url = copies, database_url
        self.port, self.smtp_port = free_port(), free_port()
        self._extra = {"SMTP_URL": smtp_url, "PRIVATE_MAIL_HOSTS": "127.0.0.0/8,::1", **(extra or {})}
        self._process = None
        self.log = self.var / "house.log"

    @property
    def url(self):
        return f"http://{self.host}:{self.port}"

    @classmethod
    def empty(cls, folder, *, database_url):
        """Another of its kind, which nobody visits."""
        return cls(folder, smtp_url="smtp://127.0.0.1:1", database_url=database_url)

    def __enter__(self):
        self.var.mkdir(parents=True, exist_ok=True)
        if self._copies:
            self._database_url = self._copies.give(self)
        env = {
            **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")},
            "VAR_DIR": str(self.var),
            "DEMO": "0",
            "PORT": str(self.port),
            "SMTP_PORT": str(self.smtp_port),
            "MAIL_HEALTH_PORT": str(free_port()),
            **({"DATABASE_URL": self._database_url} if self._database_url else {}),
            **self._extra,
        }
        env.pop("DJANGO_SETTINGS_MODULE", None)
        env.pop("SECRET_KEY", None)
        env.pop("FIELD_KEY", None)
        self.started_with = env
        self._process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
        )
        self._wait_until_ready()
        return self

    def __exit__(self, *error):
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(45)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._copies:
            self._copies.take_back(self._database_url)

    def facts(self):
        """What ``var/run.json`` says: {"environment", "processes": {name: pid}, …}."""
        return json.loads((self.var / "run.json").read_text())

    def environment(self):
        """What a process needs to work on the same rows."""
        secrets = json.loads((self.var / "secrets.json").read_text())
        return {
            **os.environ,
            **secrets,
            **self.facts()["environment"],
            **self._extra,
            "VAR_DIR": str(self.var),
            "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
            "BASE_URL": f"http://localhost:{self.port}",
            "TUGI_RUN": "1",
        }

    def seed(self, kind, **facts):
        """Run ``tests.rig.seed`` and return what it says."""
        made = subprocess.run(
            [sys.executable, "-m", "tests.rig.seed", kind, json.dumps(facts)],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=120,
        )
        if made.returncode:
            raise AssertionError(f"Seeding {kind} failed:\n{made.stdout}\n{made.stderr}")
        return json.loads(made.stdout.strip().splitlines()[-1])

    def login(self, name):
        """(address, password) of a member whom ``seed("workspace")`` made: "alice", "bob"."""
        return f"{name}@acme.example", PASSWORD

    def sign_in(self, page, who):
        """Sign ``page`` in as a member whom ``login`` knows, by the form."""
        address, password = self.login(who)
        page.goto("/sign-in/")
        page.get_by_label("E-mail").fill(address)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/inbox/**")

    def ready(self):
        """The status of /health/ready, or None if nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=3)
        try:
            connection.request("GET", "/health/ready", headers={"Host": self.host})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def _wait_until_ready(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            if self.ready() == 200 and "Web, worker, beat" in self.log.read_text() and _listens(self.smtp_port):
                return
            time.sleep(0.2)
        self._process.kill()
        raise AssertionError(f"The house did not start:\n{self.log.read_text()[-4000:]}")


def _listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
