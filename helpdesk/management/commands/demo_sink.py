"""Takes the demo's outgoing mail, until SIGTERM."""

import asyncio
import signal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from helpdesk.demo.sink import Sink


class Command(BaseCommand):
    help = "Keep the demo's outgoing mail as files instead of sending it."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The sink runs in the demo only (TUGI_DEMO=1).")
        try:
            asyncio.run(self._run())
        except OSError as error:
            raise CommandError(f"The sink can not start: {error.strerror or error}.") from error

    async def _run(self):
        stop = asyncio.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sign, stop.set)
        sink = Sink()
        await sink.start()
        self.stdout.write(f"Sink: SMTP on {sink.host}:{sink.port}.")
        await stop.wait()
        sink.stop()
