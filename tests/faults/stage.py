"""What all faults share: one house, the customers' mail server, a mailbox behind a proxy."""

import shutil
import tempfile
import time

from tests.faults.scene import Scene
from tests.faults.sink import Sink
from tests.faults.strikes import FAULTS
from tests.fixtures.dovecot import Dovecot
from tests.rig.house import RunningHouse
from tests.rig.proxy import BodyCutter

WATCHED_SECONDS = 60


class Stage:
    """``with Stage() as stage: stage.play("redis-kill", seconds=60)`` returns a Result."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="tugi-faults-")
        self.sink = Sink()
        self.house = None
        self._mailbox = None

    def __enter__(self):
        self.sink.start()
        self.house = RunningHouse(self.folder, smtp_url=self.sink.url)
        self.house.__enter__()
        self.house.seed("workspace")
        return self

    def __exit__(self, *error):
        if self._mailbox:
            self._mailbox.close()
        self.house.__exit__(*error)
        self.sink.stop()

    def play(self, key, *, seconds):
        fault = FAULTS[key]
        mailbox = self._behind_proxy() if fault.by == "mailbox" else None
        return Scene(key, fault, house=self.house, sink=self.sink, seconds=seconds, mailbox=mailbox).play()

    def forget(self):
        """Delete the house's data and logs."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _behind_proxy(self):
        if self._mailbox is None:
            self._mailbox = Mailbox(self.house)
        return self._mailbox


class Mailbox:
    """mailbox@acme.example: a Dovecot behind a proxy, watched by the house."""

    address = "mailbox@acme.example"

    def __init__(self, house):
        self._folder = tempfile.mkdtemp(prefix="imap-")  # short: Dovecot's sockets lie in it
        self.dovecot = Dovecot(self._folder)
        self.dovecot.start()
        self.proxy = BodyCutter(self.dovecot.port)
        settings = {**self.dovecot.settings, "imap_port": self.proxy.port}
        house.seed("mailbox", settings=settings, secrets=self.dovecot.secrets)
        ends = time.monotonic() + WATCHED_SECONDS
        while not house.seed("watched")["watched"]:
            if time.monotonic() > ends:
                raise AssertionError("nobody watches the mailbox")
            time.sleep(0.5)

    def close(self):
        self.proxy.close()
        self.dovecot.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
