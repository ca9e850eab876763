"""One embedded Valkey over a unix socket."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from .binaries import valkey_server
from .children import end, end_orphan, spawn
from .errors import CannotRun
from .sockets import socket_folder


class Valkey:
    """The server over ``folder``. ``durable`` keeps an append-only file: a ``kill -9`` loses at most a second."""

    name = "valkey"
    stop_seconds = 5
    stop_signal = signal.SIGTERM

    def __init__(self, folder, *, durable, log=None):
        self.folder = Path(folder)
        self.durable = durable
        self.log = Path(log) if log else self.folder.with_name("valkey.log")
        self.process = self.sockets = None

    @property
    def url(self):
        return f"unix://{self.socket}"

    def prepare(self):
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.program = valkey_server()
        self.sockets = socket_folder(self.folder, owner=os.geteuid())
        self.socket = self.sockets / "valkey.sock"

    def launch(self):
        """Start the server as a child; returns the Popen at once. ``prepare`` comes first, ``is_ready`` after."""
        pid_file = self.folder / "valkey.pid"
        # Two servers on one append-only file would ruin it, and a socket file does not stop the second.
        end_orphan(pid_file, program="valkey-server", folder=self.folder, sign=self.stop_signal)
        options = {
            "port": 0,
            "unixsocket": self.socket,
            "unixsocketperm": 700,
            "dir": self.folder,
            "pidfile": pid_file,
            "save": "",
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
            "loglevel": "notice",
        }
        settings = [part for name, value in options.items() for part in (f"--{name}", value)]
        with self.log.open("ab") as log:
            self._log_start = log.tell()
            self.process = spawn(
                [self.program, *settings],
                death_signal=self.stop_signal,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
            )
        return self.process

    def is_ready(self):
        """True once the server answers (while it reads its append-only file it says LOADING)."""
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(1)
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def why(self):
        """The last words of the server since its launch, for an error line."""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            lines = log.read().decode(errors="replace").split("\n")
        lines = [line.strip() for line in lines if line.strip()]
        return lines[-1] if lines else "it said nothing"

    def start(self, seconds=30):
        """``prepare``, ``launch`` and wait. Raises CannotRun with the server's own words."""
        self.prepare()
        deadline = time.monotonic() + seconds
        self.launch()
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                end(self.process, sign=signal.SIGKILL)
                raise CannotRun(f"Valkey does not start: {self.why()} (more in {self.log}).")
            time.sleep(0.02)

    def stop(self):
        if self.process is not None:
            end(self.process, sign=self.stop_signal, seconds=self.stop_seconds)
        if self.sockets and self.sockets != self.folder:
            shutil.rmtree(self.sockets, ignore_errors=True)
