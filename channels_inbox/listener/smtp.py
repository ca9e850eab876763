"""The SMTP server for incoming mail (RFC 5321). It says 250 to a mail only after its bytes are committed."""

import asyncio
import ssl
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import structlog
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.db import close_old_connections

from channels_inbox import lookup, receiving
from channels_inbox.listener.limits import Connections, Rate

log = structlog.get_logger(__name__)

LATER = "451 4.3.0 Not possible now, try again later"
IDLE_SECONDS = 300  # between two commands (RFC 5321, 4.5.3.2), and for the whole of DATA
DATABASE_THREADS = 8
DATABASE_SECONDS = 30
MAX_RECIPIENTS = 100  # RFC 5321, 4.5.3.1.8
COMMANDS = {"*": 1000, "NOOP": 20, "EHLO": 20, "HELO": 20, "VRFY": 20}  # of one connection


class Listener:
    """``await start()``, then ``await stop()``. ``port`` is the real one, also if 0 was asked for."""

    def __init__(self, *, host=None, port=None):
        self.host = settings.SMTP_LISTEN_HOST if host is None else host
        self.port = settings.SMTP_LISTEN_PORT if port is None else port
        self._threads = ThreadPoolExecutor(DATABASE_THREADS, thread_name_prefix="smtp")
        self._handler = Handler(self._threads)
        self._connections = Connections(
            total=settings.SMTP_MAX_CONNECTIONS, per_peer=max(1, settings.SMTP_MAX_CONNECTIONS // 2)
        )
        self._server = None

    async def start(self):
        loop = asyncio.get_running_loop()
        tls = tls_context()
        self._server = await loop.create_server(lambda: self._protocol(loop, tls), self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self):
        """Take no new connections; end when what is being stored is stored, after ten seconds at most."""
        self._server.close()
        for _tick in range(100):
            if not self._handler.storing:
                break
            await asyncio.sleep(0.1)
        end = asyncio.to_thread(self._threads.shutdown, wait=True, cancel_futures=True)  # their connections close
        try:
            await asyncio.wait_for(end, 5)
        except TimeoutError:
            log.warning("smtp.threads_hang")

    def _protocol(self, loop, tls):
        return Protocol(
            self._handler,
            connections=self._connections,
            loop=loop,
            tls_context=tls,
            data_size_limit=settings.MAIL_MAX_BYTES,
            enable_SMTPUTF8=True,
            hostname=urlsplit(settings.BASE_URL).hostname or "localhost",
            ident="Tugi",
            timeout=IDLE_SECONDS,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            command_call_limit=COMMANDS,
        )


def tls_context():
    """For STARTTLS, if the operator gave a certificate, else None."""
    if not settings.SMTP_LISTEN_CERTIFICATE:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(settings.SMTP_LISTEN_CERTIFICATE, settings.SMTP_LISTEN_KEY or None)
    return context


class Protocol(SMTP):
    """aiosmtpd's, with a limit of connections."""

    line_length_limit = 2**20  # of DATA: many programs write lines beyond the 998 of RFC 5322, and mean well

    def __init__(self, handler, *, connections, **options):
        super().__init__(handler, **options)
        self._connections = connections
        self._peer = None  # what this connection is counted as
        self._turned_away = False

    def connection_made(self, transport):
        if self._peer is None:  # STARTTLS comes here a second time
            peer = (transport.get_extra_info("peername") or ("",))[0]
            if not self._connections.enter(peer):
                self._turned_away = True
                transport.write(b"421 4.7.0 Too many connections, try again later\r\n")
                transport.close()
                return
            self._peer = peer
        super().connection_made(transport)

    def connection_lost(self, error):
        if self._peer is not None:
            self._connections.leave(self._peer)
            self._peer = None
        if not self._turned_away:
            super().connection_lost(error)

    def data_received(self, data):
        if not self._turned_away:
            super().data_received(data)

    def eof_received(self):
        return None if self._turned_away else super().eof_received()


class Handler:
    """What is asked of each mail. Nothing here blocks the loop: the database is asked in threads of their own."""

    def __init__(self, threads):
        self._threads = threads
        self._rate = Rate(limit=settings.MAIL_PER_SENDER_PER_MINUTE)
        self.storing = 0  # mails on their way into the database

    async def handle_MAIL(self, server, session, envelope, address, options):
        if not _can_be_kept(address):
            return "553 5.1.7 Not an address"
        if self._rate.is_over(self._sender(session, address)):
            return "451 4.7.1 Too much mail, try again later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        envelope.channels = {}
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if not _can_be_kept(address):
            return "553 5.1.3 Not an address"
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        try:
            channel = await self._in_thread(lookup.listening, address)
        except Exception as error:
            return self._later(error)
        if channel is None:
            return "550 5.1.1 No such address here"
        envelope.rcpt_tos.append(address)
        envelope.channels.setdefault(channel.pk, (channel, []))[1].append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self._rate.count(self._sender(session, envelope.mail_from))
        self.storing += 1
        sender = "" if envelope.mail_from == "<>" else envelope.mail_from  # the null sender of bounces
        try:
            for channel, addresses in envelope.channels.values():
                said = {"mail_from": sender, "rcpt_to": addresses, "authenticated": None}
                await self._in_thread(receiving.store, channel, envelope.content, envelope=said)
        except Exception as error:  # what went in already is a duplicate when the sender comes again
            return self._later(error)
        finally:
            self.storing -= 1
        return "250 2.0.0 Taken"

    async def handle_exception(self, error):
        return self._later(error)

    async def _in_thread(self, work, *args, **kwargs):
        loop = asyncio.get_running_loop()
        return await asyncio.wait_for(
            loop.run_in_executor(self._threads, lambda: _with_database(work, *args, **kwargs)), DATABASE_SECONDS
        )

    def _later(self, error):
        log.warning("smtp.not_taken", error=type(error).__name__)
        return LATER

    @staticmethod
    def _sender(session, address):
        peer = session.peer[0] if session.peer else ""
        return f"{peer} {(address or '').lower()}"


def _can_be_kept(address):
    """PostgreSQL keeps no NUL, and no halves of surrogates, which aiosmtpd makes of bytes that are not UTF-8."""
    return address.isprintable()


def _with_database(work, *args, **kwargs):
    """Run in a pool's thread: a connection that broke since the last call is replaced."""
    close_old_connections()
    try:
        return work(*args, **kwargs)
    finally:
        close_old_connections()
