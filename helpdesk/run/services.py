"""PostgreSQL and Valkey out of wheels, started by us unless the environment names others.

``DATABASE_URL`` and ``REDIS_URL`` win where they are set; what is missing is embedded.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from .postgres import Postgres
from .valkey import Valkey


class EmbeddedServices:
    """The services that ``environ`` does not name, over ``folder``.

    ``durable=True`` keeps data through crashes (``make run``), ``durable=False`` is for throw-away folders (tests).
    ``services`` are the embedded ones; each can be prepared, launched, asked and stopped alone.
    """

    def __init__(self, folder, *, durable, environ=os.environ):
        self.folder = Path(folder)
        self._named = {name: environ[name] for name in ("DATABASE_URL", "REDIS_URL") if environ.get(name)}
        logs = self.folder / "log"
        self.postgres = self.valkey = None
        if "DATABASE_URL" not in self._named:
            self.postgres = Postgres(self.folder / "postgres", durable=durable, log=logs / "postgres.log")
        if "REDIS_URL" not in self._named:
            self.valkey = Valkey(self.folder / "valkey", durable=durable, log=logs / "valkey.log")
        self.services = [service for service in (self.postgres, self.valkey) if service]

    @property
    def database_url(self):
        return self.postgres.url if self.postgres else self._named["DATABASE_URL"]

    @property
    def redis_url(self):
        return self.valkey.url if self.valkey else self._named["REDIS_URL"]

    @property
    def environment(self):
        """What other processes need to find them."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}

    def prepare(self):
        """Folders and, the first time, the database cluster."""
        (self.folder / "log").mkdir(parents=True, exist_ok=True)
        for service in self.services:
            service.prepare()

    def start(self):
        """Start what is missing and wait until it answers. Raises CannotRun."""
        (self.folder / "log").mkdir(parents=True, exist_ok=True)
        for service in self.services:
            service.start()

    def stop(self):
        for service in reversed(self.services):
            service.stop()


def start_for_tests():
    """Name the services in ``os.environ`` for this test run, starting what is not named; returns those variables.

    Once for each run: pytest-xdist's workers inherit the variables, use the same PostgreSQL (each with a database of its
    own) and start nothing but a Valkey each: channels and queues have one name in all of them. What was started stops at
    exit, or, if this process is killed, by the kernel; folders left behind by a killed run are removed by the next. Call
    it in the main thread and before Django's settings are read.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker and VALKEYS in os.environ:
        folder = Path(os.environ.pop(VALKEYS)) / worker  # popped: a test run that a test starts is nobody's worker
        valkey = Valkey(folder / "valkey", durable=False)
        atexit.register(_end_valkey, valkey, os.getpid())
        valkey.start()
        os.environ["REDIS_URL"] = valkey.url
    elif not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        _sweep_test_folders()
        folder, lock = _test_folder()
        services = EmbeddedServices(folder, durable=False)
        atexit.register(_end_test_run, services, folder, lock, os.getpid())
        services.start()
        os.environ.update(services.environment)
        if services.valkey:
            os.environ[VALKEYS] = str(folder / "workers")
    return {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}


VALKEYS = "TUGI_TESTS_VALKEYS"  # names the folder for those of the workers; not set where REDIS_URL was named
TEST_FOLDERS = "tugi-tests-"


def _test_folder():
    """A fresh folder and the open file whose lock says that it is in use."""
    folder = Path(tempfile.mkdtemp(prefix=TEST_FOLDERS))
    lock = (folder / "lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return folder, lock


def _end_test_run(services, folder, lock, owner):
    if os.getpid() == owner:  # not in a forked child that ran our atexit functions
        services.stop()
        shutil.rmtree(folder, ignore_errors=True)
        lock.close()


def _end_valkey(valkey, owner):
    if os.getpid() == owner:
        valkey.stop()


def _sweep_test_folders():
    for lock_path in Path(tempfile.gettempdir()).glob(f"{TEST_FOLDERS}*/lock"):
        try:
            with lock_path.open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock_path.parent, ignore_errors=True)
        except OSError:  # in use, another user's, or already gone
            continue
