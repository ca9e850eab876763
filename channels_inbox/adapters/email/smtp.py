"""Mail out: RFC 5321. Speaks the dialogue step by step, because each refusal means something else."""

import smtplib
import ssl
import threading
from dataclasses import dataclass
from email.generator import BytesGenerator
from io import BytesIO
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from channels_inbox import mail_servers
from channels_inbox.adapters.base import PermanentFailure, Receipt, TemporaryFailure
from channels_inbox.adapters.email.build import POLICY, ascii_address, one_line

STEP_SECONDS = 60  # for one answer of the server
SEND_SECONDS = 300  # for the whole dialogue, however it drips
PORTS = {"ssl": 465, "starttls": 587, "none": 25}


@dataclass(frozen=True)
class Server:
    """``security`` is ssl, starttls or none. ``trusted``: named by the operator, may be in a private network."""

    host: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: str = ""
    trusted: bool = False


def server_for(channel):
    """The channel's own SMTP server, else that of SMTP_URL. Raises TemporaryFailure if there is neither."""
    if channel and channel.settings.get("outgoing") == "smtp":
        chosen = channel.settings
        with mail_servers.complete_settings():
            security = chosen.get("smtp_security", "starttls")
            port = int(chosen.get("smtp_port") or PORTS[security])
            password = channel.secrets.get("smtp_password", "")
            return Server(chosen["smtp_host"], port, security, chosen.get("smtp_user", ""), password)
    if not settings.SMTP_URL:
        raise TemporaryFailure(
            _("No mail server is set up: give the channel one, or set SMTP_URL."), destination_down=True
        )
    return from_url(settings.SMTP_URL)


def from_url(url):
    """``smtp://user:password@host:587?tls=starttls``; tls is ssl, starttls or none, and smtps:// means ssl."""
    parts = urlsplit(url)
    security = parse_qs(parts.query).get("tls", ["ssl" if parts.scheme == "smtps" else "none"])[0]
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or security not in PORTS:
        raise TemporaryFailure(_("SMTP_URL is not of the form smtp://host:port?tls=starttls."), destination_down=True)
    return Server(
        parts.hostname,
        parts.port or PORTS[security],
        security,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        trusted=True,
    )


def send(server, mail, outbound):
    """Send ``mail`` (an EmailMessage) to the recipients of ``outbound``; returns a Receipt.

    A server that can't be reached or signed in to is down (TemporaryFailure). One that answers 4xx puts the mail off,
    5xx refuses it (PermanentFailure), with its words. Where it refuses just some recipients, the others get the mail and
    the Receipt names the refused; where it puts some off, nobody gets it yet, unless ``outbound.partial_ok``.
    """
    sender = outbound.from_address if outbound.envelope_from is None else outbound.envelope_from
    people = [ascii_address(address) for _name, address in (*outbound.to, *outbound.cc, *outbound.bcc)]
    with Session(server) as session:
        return session.deliver(ascii_address(sender) if sender else "", list(dict.fromkeys(people)), mail, outbound)


class Session:
    """A connection that is signed in. ``with Session(server) as session: …``."""

    def __init__(self, server):
        self.server = server
        self._client = None
        self._deadline = None

    def __enter__(self):
        try:
            self._client = self._connect()
            self._client.ehlo_or_helo_if_needed()
            if self.server.security == "starttls":
                self._start_tls()
            if self.server.user:
                self._client.login(self.server.user, self.server.password)
        except TemporaryFailure:
            self.close()
            raise
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            raise _down(
                _("The server refused the user name or password: %(words)s") % {"words": _said(error)}
            ) from None
        except smtplib.SMTPResponseException as error:
            self.close()
            raise _down(_said(error)) from None
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            self.close()
            raise _down(f"{self.server.host}: {_why(error)}") from None
        return self

    def __exit__(self, *exc_info):
        self.close()

    def close(self):
        if self._deadline:
            self._deadline.cancel()
        if self._client:
            try:
                if self._client.sock:
                    self._client.putcmd("quit")  # its answer would tell nothing, and may take long
            except (smtplib.SMTPException, OSError):
                pass
            self._client.close()

    def deliver(self, sender, people, mail, outbound):
        """MAIL, RCPT for each, DATA. See ``send``."""
        client = self._client
        data = _bytes(mail)
        try:
            options = [f"size={len(data)}"] if client.has_extn("size") else []
            _expect(client.mail(sender, options), 250)
            refused, put_off = self._name_recipients(people)
            if put_off and not outbound.partial_ok:
                raise TemporaryFailure(_join(put_off))
            if len(refused) + len(put_off) == len(people):
                raise TemporaryFailure(_join(put_off)) if put_off else PermanentFailure(_join(refused))
            _expect(client.data(data), 250)
        except smtplib.SMTPServerDisconnected:
            # Not "down": a mail that makes the server hang up must not stand in the way of the others.
            raise TemporaryFailure(_("The server closed the connection.")) from None
        except smtplib.SMTPDataError as error:  # the answer to DATA itself
            raise _failure(error.smtp_code, error.smtp_error) from None
        except OSError as error:
            raise TemporaryFailure(f"{self.server.host}: {_why(error)}") from None
        return Receipt(outbound.message_id, tuple(refused + put_off))

    def _connect(self):
        server = self.server
        kind = _CheckedSSL if server.security == "ssl" else _Checked
        # A name of our own: smtplib's default asks the resolver for one, which can take seconds.
        client = kind(timeout=STEP_SECONDS, local_hostname=urlsplit(settings.BASE_URL).hostname or "localhost")
        client.trusted = server.trusted
        self._deadline = threading.Timer(SEND_SECONDS, _cut, [client])
        self._deadline.daemon = True
        self._deadline.start()
        client._host = server.host  # what the certificate is checked against; smtplib's own constructor sets it so
        self._client = client
        code, words = client.connect(server.host, server.port)
        if code != 220:
            raise _down(f"{code} {_text(words)}")
        return client

    def _start_tls(self):
        if not self._client.has_extn("starttls"):
            raise _down(_("%(host)s offers no encryption by STARTTLS.") % {"host": self.server.host})
        self._client.starttls(context=mail_servers.tls_context())
        self._client.ehlo()

    def _name_recipients(self, people):
        """RCPT for each; returns those refused for good and those put off, as pairs (address, words)."""
        refused, put_off = [], []
        for address in people:
            code, words = self._client.rcpt(address)
            if code == 421:
                raise _down(f"{code} {_text(words)}")
            if code not in (250, 251, 252):
                (put_off if 400 <= code < 500 else refused).append((address, f"{code} {_text(words)}"))
        return refused, put_off


class _Checked(smtplib.SMTP):
    """Connects to the address that was checked."""

    trusted = False

    def _get_socket(self, host, port, timeout):
        return mail_servers.connect(host, port, timeout=timeout, trusted=self.trusted)


class _CheckedSSL(_Checked, smtplib.SMTP_SSL):
    def __init__(self, **options):
        smtplib.SMTP_SSL.__init__(self, context=mail_servers.tls_context(), **options)

    def _get_socket(self, host, port, timeout):
        raw = super()._get_socket(host, port, timeout)
        return self.context.wrap_socket(raw, server_hostname=host)


def _bytes(mail):
    out = BytesIO()
    BytesGenerator(out, policy=POLICY.clone(cte_type="7bit")).flatten(mail)
    return out.getvalue()


def _expect(answer, wanted):
    code, words = answer
    if code != wanted:
        raise _failure(code, words)


def _failure(code, words):
    said = f"{code} {_text(words)}"
    if code == 421:
        return _down(said)
    return PermanentFailure(said) if 500 <= code < 600 else TemporaryFailure(said)


def _down(words):
    return TemporaryFailure(words, destination_down=True)


def _said(error):
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _text(words):
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return one_line(text)[:500]


def _why(error):
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return _("it closed the connection")
    if isinstance(error, smtplib.SMTPException):
        return _text(error)
    return mail_servers.reason(error)


def _join(pairs):
    return "; ".join(f"{address}: {words}" for address, words in pairs)[:2000]


def _cut(client):
    """The dialogue took too long: whatever waits on the socket wakes up with an error."""
    sock = client.sock
    if sock:
        try:
            sock.shutdown(2)
        except (OSError, ssl.SSLError):
            pass
