"""The mail listener: SMTP in, the watch over IMAP mailboxes, and a health page, until SIGTERM."""

import asyncio
import signal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from channels_inbox.listener import health
from channels_inbox.listener.smtp import Listener
from channels_inbox.listener.watching import Watchers
from workspaces.heartbeats import Pulse


class Command(BaseCommand):
    help = "Take mail by SMTP and watch IMAP mailboxes."

    def add_arguments(self, parser):
        parser.add_argument("--health-host", default="127.0.0.1", help="where GET /health/live is answered")

    def handle(self, *args, health_host, **options):
        try:
            asyncio.run(self._run(health_host))
        except OSError as error:
            raise CommandError(f"The mail listener can not start: {error.strerror or error}.") from error

    async def _run(self, health_host):
        stop = asyncio.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sign, stop.set)
        listener, watchers, pulse = Listener(), Watchers(), Pulse("mail")
        await listener.start()
        page = await health.serve(health_host, settings.MAIL_HEALTH_PORT)
        watchers.start()
        pulse.start()
        self.stdout.write(f"Mail listener: SMTP on {listener.host}:{listener.port}.")
        await stop.wait()
        page.close()
        pulse.stop()
        await asyncio.gather(listener.stop(), asyncio.to_thread(watchers.stop))
