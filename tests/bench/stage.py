"""Databases that stand ready: one embedded PostgreSQL with every safety on, a database for each number of tickets."""

import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from helpdesk.run.services import EmbeddedServices

ROOT = Path(__file__).resolve().parents[2]
SMALL = 10_000  # what loads in seconds is loaded afresh for each run
KEPT_IN_MEMORY = [
    "tickets_ticket",
    "tickets_message",
    "tickets_ticketsearch",
    "tickets_messagerecipient",
    "tickets_ticketseen",
]
FILES = """
    SELECT pg_relation_filepath(file.oid) FROM pg_class owner, pg_class file
    WHERE owner.relname = ANY(%s) AND (
        file.oid IN (owner.oid, owner.reltoastrelid)
        OR file.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid IN (owner.oid, owner.reltoastrelid)))
"""
MEGABYTE = 1 << 20
PARTS = ("world.py", "loading.py", "inserts.py")  # what decides how a loaded database looks


class Stage:
    """``folder`` keeps the loaded databases between runs, under a name made of the loader. New migrations go over them."""

    def __init__(self, folder):
        self.folder = Path(folder) / _fingerprint()
        self.services = EmbeddedServices(self.folder, durable=True, environ={})

    @contextmanager
    def up(self):
        """Services that run. Folders of other versions are removed first."""
        for other in self.folder.parent.glob("*"):
            if other.is_dir() and other.name.startswith("data-") and other != self.folder:
                shutil.rmtree(other)
        self.services.start()
        try:
            yield self
        finally:
            self.services.stop()

    def database(self, count, say):
        """The environment of processes that work on ``count`` tickets; loads what is missing, also where a load was cut off."""
        name = f"bench_{count}"
        environment = self.environment(name)
        marker, begun = self.folder / f"{name}.ready", self.folder / f"{name}.begun"
        kept = count > SMALL and (marker.exists() or begun.exists())
        if not kept:
            marker.unlink(missing_ok=True)
            self._create(name)
        _run(["manage.py", "migrate", "--verbosity", "0"], environment)
        if kept and marker.exists():
            return environment
        begun.touch()
        say(f"Loading {count:,} tickets …")
        seconds = _run(["-m", "tests.bench.loading", str(count)], environment).strip()
        say(f"Loaded {count:,} tickets in {seconds} s.")
        marker.touch()
        begun.unlink()
        return environment

    def files(self, environment):
        """The paths of the large tables' files."""
        connection = psycopg2.connect(environment["DATABASE_URL"])
        with connection, connection.cursor() as cursor:
            cursor.execute(FILES, [KEPT_IN_MEMORY])
            paths = [self.services.postgres.data / path for (path,) in cursor.fetchall()]
        connection.close()
        return [part for path in paths for part in (path, *path.parent.glob(f"{path.name}.*"))]  # 16384, 16384.1, …

    def read(self, files):
        """Read them, so that the system has them in memory, as on a server that runs for days."""
        for path in files:
            with path.open("rb", buffering=0) as file:
                while file.read(MEGABYTE):
                    pass

    def collect_static(self, environment):
        """Static files as production serves them, with hashed names."""
        _run(["manage.py", "collectstatic", "--no-input", "--verbosity", "0"], environment)

    def environment(self, database):
        """What the product's processes need, in the shape of production: manifest of static files, JSON logs."""
        url = self.services.database_url.replace("/helpdesk?", f"/{database}?")
        return {
            **{key: value for key, value in os.environ.items() if not key.startswith(("TUGI", "DJANGO", "DEBUG"))},
            "DATABASE_URL": url,
            "REDIS_URL": self.services.redis_url,
            "SECRET_KEY": "bench",
            "FIELD_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
            "BASE_URL": "http://localhost:8000",
            "STATIC_ROOT": str(self.folder / "static"),
            "MEDIA_ROOT": str(self.folder / "media"),
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT),
        }

    def _create(self, name):
        connection = psycopg2.connect(self.services.database_url)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}"')
        connection.close()


def _fingerprint():
    digest = hashlib.sha256()
    for part in PARTS:
        digest.update(Path(__file__).with_name(part).read_bytes())
    return f"data-{digest.hexdigest()[:12]}"


def _run(arguments, environment):
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"bench: {' '.join(arguments)} ended with {done.returncode}.")
    return done.stdout
