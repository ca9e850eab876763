"""Where the demo's outgoing mail ends: an SMTP server that keeps each mail as a file, and sends none on."""

import asyncio
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.utils import timezone

from helpdesk.lib.ids import opaque_id

KEPT = 5000  # mails; the oldest go
MAX_BYTES = 50 * 2**20


def folder():
    """Where the mails lie: one ``<time>-<id>.eml`` each, with the envelope beside it as ``.json``."""
    return settings.VAR_DIR / "demo-mail"


@dataclass(frozen=True)
class SunkMail:
    """``id`` is the file's name without its suffix; ``envelope`` is ``{"mail_from", "rcpt_to": [...], "at"}``."""

    id: str
    raw: bytes
    envelope: dict

    @property
    def at(self):
        return datetime.fromisoformat(self.envelope["at"])


def mails(*, limit=50):
    """The newest SunkMails first."""
    return [mail for name in _names()[:limit] if (mail := find(name))]


def find(mail_id):
    """The SunkMail called ``mail_id``, or None; names that lead out of the folder are none."""
    path = folder() / f"{mail_id}.eml"
    if path.parent != folder() or not path.name.replace("-", "").removesuffix(".eml").isalnum():
        return None
    try:
        return SunkMail(mail_id, path.read_bytes(), json.loads(path.with_suffix(".json").read_text()))
    except (OSError, ValueError):
        return None


class Sink:
    """``await start()``; ``port`` is then the real one."""

    def __init__(self, *, host="127.0.0.1", port=None):
        self.host, self.port = host, settings.DEMO_SINK_PORT if port is None else port
        self._server = None

    async def start(self):
        folder().mkdir(parents=True, exist_ok=True)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(
                self, loop=loop, data_size_limit=MAX_BYTES, enable_SMTPUTF8=True, hostname="demo", ident="Tugi"
            ),
            self.host,
            self.port,
        )
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self):
        self._server.close()

    async def handle_DATA(self, server, session, envelope):
        try:
            await asyncio.to_thread(_keep, envelope.content, envelope.mail_from, list(envelope.rcpt_tos))
        except OSError:
            return "452 4.3.1 The disk is full"
        return "250 2.0.0 Kept"


def _keep(raw, mail_from, rcpt_to):
    """Write both files under names that no reader looks for, then rename: the mail's file last, it is the sign."""
    now = timezone.now()
    path = folder() / f"{now:%Y%m%d-%H%M%S-%f}-{opaque_id()}.eml"
    envelope = json.dumps({"mail_from": mail_from or "", "rcpt_to": rcpt_to, "at": now.isoformat()})
    _write(path.with_suffix(".json"), envelope.encode())
    _write(path, raw)
    for name in _names()[KEPT:]:
        for suffix in (".eml", ".json"):
            (folder() / f"{name}{suffix}").unlink(missing_ok=True)


def _write(path: Path, data):
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)


def _names():
    return sorted((path.stem for path in folder().glob("*.eml") if not path.name.startswith(".")), reverse=True)
