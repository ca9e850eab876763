"""The services of docker-compose.yml as processes of this machine.

Each runs the command of the compose file, unchanged but for ports and places, in just the environment that the compose
file and the image give it: what this test run has in its own environment never helps.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg2

from helpdesk.run.binaries import postgres_programs, valkey_server
from helpdesk.run.children import end, spawn
from helpdesk.run.postgres import Postgres
from tests.deploy import compose
from tests.fixtures.ports import free_port

ROOT = compose.ROOT
APPLICATION = ("web", "worker", "beat", "mail")
HEALTHY_SECONDS = 120  # of a busy machine
PING = """\
import socket, sys
valkey = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
valkey.sendall(b"PING\\r\\n")
sys.exit(valkey.recv(7) != b"+PONG\\r\\n")
"""


class Stack:
    """``start()`` brings everything up in the order of the compose file, ``stop()`` ends it. ``output[name]`` is a path."""

    def __init__(self, folder, *, smtp_url):
        self.folder = Path(folder)
        self.ports = {name: free_port() for name in ("8000", "2525", "8025", "6379")}
        variables = compose.dotenv(ROOT / ".env.example") | {
            "PRIVATE_MAIL_HOSTS": "127.0.0.0/8",
            "WORKER_CONCURRENCY": "2",
        }
        self.file = compose.read(variables)
        self.services = self.file["services"]
        self.places = {
            "/run/secrets": str(self.folder / "secrets"),
            "/var/lib/tugi": str(self.folder / "data"),
            "/app/staticfiles": str(self.folder / "staticfiles"),
            "/etc/tugi/backup-role.sql": str(ROOT / "deploy/postgres/backup-role.sql"),
        }
        self._smtp_url = smtp_url
        self.processes, self.output = {}, {}
        self.postgres = Postgres(self.folder / "pg" / "postgres", durable=False)

    # -- as the compose file says ------------------------------------------------------------------------------------

    def environment(self, service):
        """Everything that a process of ``service`` finds in its environment."""
        own = self.services[service].get("environment", {})
        image = compose.image_environment() if self.services[service]["image"].startswith("tugi:") else {}
        told = {name: self._here(value) for name, value in (image | own).items()}
        if "DATABASE_URL" in told:
            told["DATABASE_URL"] = self.database_url("helpdesk")
        programs = [str(Path(sys.executable).parent), str(client_programs()), os.environ["PATH"]]
        # The container's user is not root; who runs these tests may be, and Celery warns of that at length.
        quiet = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
        return {"HOME": str(self.folder), "PATH": os.pathsep.join(programs), **quiet, **told}

    def command(self, service):
        """The words of its command."""
        words = [self._here(word) for word in self.services[service]["command"]]
        return [str(valkey_server()), *words[1:]] if words[0] == "valkey-server" else words

    def start(self):
        """PostgreSQL with its role, Valkey, ``migrate`` twice at the same time, then the rest."""
        self._make_secrets()
        (self.folder / "data").mkdir(exist_ok=True)
        statics = threading.Thread(target=self._build_static_files)
        statics.start()
        self.start_postgres()
        self.launch("valkey", cwd=self.folder, more=["--port", self.ports["6379"], "--bind", "127.0.0.1"])
        self.migrations = [subprocess.Popen(**self._once("migrate")) for _ in range(2)]
        self.migrated = [(migrate.communicate(timeout=300)[0], migrate.returncode) for migrate in self.migrations]
        statics.join()
        for name in APPLICATION:
            self.launch(name)
        for name in (*APPLICATION, "postgres", "valkey"):
            self.wait_until_healthy(name)

    def launch(self, service, *, cwd=ROOT, more=(), words=None, name=None, environment=None):
        """Start a process of ``service``; its output goes to a file."""
        name = name or service
        self.output[name] = self.folder / f"{name}.log"
        with self.output[name].open("ab") as log:
            self.processes[name] = spawn(
                [*(words or self.command(service)), *more],
                env=environment or self.environment(service),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self.processes[name]

    def run(self, service, *argv, **options):
        """``docker compose run service argv``. Returns the CompletedProcess."""
        return subprocess.run(**self._once(service, *argv, **options), timeout=60, check=False)

    def asks(self, service):
        """What its health check runs, as the CompletedProcess."""
        kind, *words = self.services[service]["healthcheck"]["test"]
        assert kind == "CMD"
        words = [self._here(word) for word in words]
        if words[0] == "pg_isready":
            words[words.index("-h") + 1] = str(self.postgres.sockets)
        if words[0] == "valkey-cli":  # not in the wheel: the same question without it
            words = [sys.executable, "-c", PING, str(self.ports["6379"])]
        limit = compose.seconds(self.services[service]["healthcheck"]["timeout"])
        return subprocess.run(
            words, env=self.environment(service), cwd=ROOT, timeout=limit * 3, capture_output=True, text=True
        )

    def wait_until_healthy(self, service):
        """Worker and beat by their row, which costs no process: the tests ask them once as the health check does."""
        deadline = time.monotonic() + HEALTHY_SECONDS
        while not self._shows_itself(service):
            process = self.processes.get(service)
            if time.monotonic() > deadline or (process and process.poll() is not None):
                raise AssertionError(f"{service} is not healthy.\n{self.output[service].read_text()[-3000:]}")
            time.sleep(0.3)

    def _shows_itself(self, service):
        if service not in ("worker", "beat"):
            return self.asks(service).returncode == 0
        beats = "SELECT name FROM workspaces_heartbeat WHERE name LIKE %s"
        return self.sql(beats, parameters=[f"{service}@%"], database="helpdesk")

    def stop(self):
        for name in reversed(list(self.processes)):
            self.end(name)
        self.postgres.stop()

    def end(self, name):
        """Ask it to stop, as the engine would; returns the exit code."""
        service = self.services[name.partition(":")[0]]
        return end(self.processes.pop(name), seconds=compose.seconds(service.get("stop_grace_period", "10s")))

    # -- PostgreSQL ---------------------------------------------------------------------------------------------------

    def start_postgres(self):
        """An empty cluster, then the init script, then passwords are asked for."""
        self.postgres.folder.parent.mkdir(parents=True, exist_ok=True)
        self.postgres.start()
        self.sql("DROP DATABASE helpdesk", "DROP ROLE helpdesk")
        self.initialised = subprocess.run(
            ["bash", ROOT / "deploy/postgres/10-role.sh"],
            env=self.environment("postgres") | {"PGHOST": str(self.postgres.sockets)},
            capture_output=True,
            text=True,
        )
        rules = self.postgres.data / "pg_hba.conf"
        rules.write_text("local all helpdesk,helpdesk_backup scram-sha-256\n" + rules.read_text())
        self.sql("SELECT pg_reload_conf()")

    def sql(self, *statements, parameters=None, database="postgres", user="app", password=None):
        """Run each by itself, as a superuser unless told; returns the rows of the last one."""
        with self.connection(database, user=user, password=password) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            for statement in statements:
                cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else None

    @contextmanager
    def connection(self, database, *, user="app", password=None):
        """A connection of psycopg2, closed at the end."""
        connection = psycopg2.connect(
            host=str(self.postgres.sockets), dbname=database, user=user, password=password, connect_timeout=5
        )
        try:
            yield connection
        finally:
            connection.close()

    def client(self, program, *arguments, user="app", **options):
        """Run one of PostgreSQL's programs (pg_dump, pg_restore, createdb …)."""
        passwords = {"helpdesk": "database_password", "helpdesk_backup": "backup_password"}
        secret = self.secret(passwords[user]) if user in passwords else ""
        env = {"PATH": os.environ["PATH"], "PGHOST": str(self.postgres.sockets), "PGUSER": user, "PGPASSWORD": secret}
        return subprocess.run(
            [client_programs() / program, *arguments], env=env, capture_output=True, timeout=60, **options
        )

    def database_url(self, name):
        return f"postgres://helpdesk@/{name}?host={quote(str(self.postgres.sockets))}"

    def secret(self, name):
        return (self.folder / "secrets" / name).read_text().strip()

    # -- what a container engine would do -----------------------------------------------------------------------------

    def _here(self, text):
        """``text`` with the places and ports of this machine."""
        for there, here in self.places.items():
            text = text.replace(there, here)
        for there, here in self.ports.items():
            text = text.replace(f"valkey:{there}", f"127.0.0.1:{here}").replace(
                f"127.0.0.1:{there}", f"127.0.0.1:{here}"
            )
            text = str(here) if text == there else text
        return "127.0.0.1" if text == "0.0.0.0" else text

    def _once(self, service, *argv, environment=None):
        words = [self._here(word) for word in argv] or self.command(service)
        return {
            "args": words,
            "env": environment or self.environment(service),
            "cwd": ROOT,
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
            "text": True,
        }

    def _make_secrets(self):
        """By the script that makes them for the compose file, in a copy of its folder."""
        (self.folder / "deploy").mkdir(parents=True)
        shutil.copy(ROOT / "deploy/make-secrets.sh", self.folder / "deploy")
        subprocess.run(["sh", self.folder / "deploy/make-secrets.sh"], check=True, capture_output=True)
        (self.folder / "secrets" / "smtp_url").write_text(f"{self._smtp_url}\n")

    def _build_static_files(self):
        """The commands of the Dockerfile's build stage, in its environment."""
        (line,) = [rest for name, rest in compose.stages()[0] if name == "RUN" and "collectstatic" in rest]
        line = line.replace("/tmp/build", str(self.folder / "build")).replace(
            "/app/staticfiles", self.places["/app/staticfiles"]
        )
        env = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        self.built = subprocess.run(line, shell=True, env=env, cwd=ROOT, capture_output=True, text=True)


def client_programs():
    """The folder with psql, pg_dump and pg_restore: beside the embedded server, or the system's."""
    programs = postgres_programs()
    return programs if (programs / "psql").is_file() else Path(shutil.which("psql")).parent
