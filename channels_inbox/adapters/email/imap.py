"""Mail in from an IMAP mailbox (RFC 9051).

The channel's cursor is the mailbox's UIDVALIDITY and the last UID that is stored. Bytes are committed first, then the
cursor moves, then the mail is marked as seen: whatever breaks in between, the next poll fetches again, and what is stored
already is refused as a duplicate.
"""

import imaplib
import re
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import imap_tools
import structlog
from django.conf import settings
from django.utils.translation import gettext as _
from imap_tools.errors import ImapToolsError, MailboxLoginError

from channels_inbox import mail_servers, receiving
from channels_inbox.adapters.base import Polled, TemporaryFailure
from channels_inbox.models import Channel
from workspaces.tenancy import tenant

log = structlog.get_logger(__name__)

STEP_SECONDS = 30  # for one answer of the server
SESSION_SECONDS = 300  # for a poll, however the server drips
SLICE_SECONDS = 25  # then another task goes on
CHUNK = 50  # mails whose sizes are asked for at once
TRIES = 5  # polls that a mail which can't be fetched holds up the ones behind it
PORTS = {"ssl": 993, "starttls": 143, "none": 143}
FAILURES = (imaplib.IMAP4.error, ImapToolsError, OSError)
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_LITERAL = re.compile(rb"BODY\[\](?:<\d+>)? \{(\d+)\}$")


class Overtaken(Exception):
    """Another poll moved the cursor."""


def poll(channel, *, slice_seconds=SLICE_SECONDS):
    """Store what is new in the channel's mailbox; returns Polled. Raises TemporaryFailure."""
    with open_mailbox(channel) as mailbox:
        return _fetch_new(channel, mailbox.client, time.monotonic() + slice_seconds)


@contextmanager
def open_mailbox(channel, *, seconds=SESSION_SECONDS):
    """A signed-in imap_tools mailbox with the channel's folder selected. Its failures come as TemporaryFailure.

    ``seconds``: the connection is cut then; None for one that idles.
    """
    mailbox = cut = None
    try:
        mailbox = _connect(channel.settings)
        if seconds:
            cut = threading.Timer(seconds, mailbox.client.shutdown)
            cut.daemon = True
            cut.start()
        _sign_in(mailbox, channel)
        yield mailbox
    except MailboxLoginError as error:
        words = _("The server refused the user name or password: %(words)s") % {"words": _words(error)}
        raise _failure(words, "sign_in_refused") from None
    except FAILURES as error:
        words = f"{channel.settings.get('imap_host')}: {_words(error)}"
        raise _failure(words, mail_servers.code(error)) from None
    finally:
        if cut:
            cut.cancel()
        if mailbox:
            _leave(mailbox)


def _connect(chosen):
    with mail_servers.complete_settings():
        security = chosen.get("imap_security", "ssl")
        host, port = chosen["imap_host"], int(chosen.get("imap_port") or PORTS[security])
    mailbox = _Mailbox(host, port, security)
    if security == "starttls":
        mailbox.client.starttls(mail_servers.tls_context())
    return mailbox


def _sign_in(mailbox, channel):
    with mail_servers.complete_settings():
        user, password = channel.settings.get("imap_user", ""), channel.secrets.get("imap_password", "")
    if re.search(r"[\x00-\x1f]", user + password):
        raise _failure(_("The user name or password contains a control character."), "incomplete_settings")
    sign_in = mailbox.login if (user + password).isascii() else mailbox.login_utf8
    sign_in(user, password, initial_folder=channel.settings.get("imap_folder") or "INBOX")


def _leave(mailbox):
    try:
        mailbox.client.sock.settimeout(3)
        mailbox.logout()
    except (*FAILURES, AttributeError):
        pass
    try:
        mailbox.client.shutdown()
    except (OSError, AttributeError):
        pass


def _fetch_new(channel, client, ends):
    cursor = _cursor(channel, client)
    uids = _wanted(channel, client, cursor)
    stored = 0
    try:
        for at in range(0, len(uids), CHUNK):
            sizes = _sizes(client, uids[at : at + CHUNK])
            for uid in uids[at : at + CHUNK]:
                if time.monotonic() > ends:
                    return Polled(stored, more=True)
                cursor, is_new = _take(channel, client, uid, sizes.get(uid), cursor)
                stored += is_new
        if "until" in cursor:
            cursor = _past(cursor, max(cursor["uid"], cursor["until"]))
        if cursor != channel.cursor:
            _move(channel, cursor)
    except Overtaken:
        log.info("imap.overtaken", channel=channel.pk)
    return Polled(stored, more=False)


def _cursor(channel, client):
    """``{"uidvalidity", "uid"}``, the last UID that is stored.

    Also ``"until"`` and ``"unread_only"`` while a mailbox is gone through that we do not know yet, or that was rebuilt:
    its UIDVALIDITY changed, so all its UIDs mean something else. And ``"failed_uid"``, ``"failures"`` of a stubborn mail.
    """
    validity = int(client.untagged_responses.get("UIDVALIDITY", [b"0"])[-1])
    if channel.cursor.get("uidvalidity") == validity:
        return dict(channel.cursor)
    there = client.untagged_responses.get("UIDNEXT")
    last = int(there[-1]) - 1 if there else max(_search(client, "UID", "*"), default=0)
    return {"uidvalidity": validity, "uid": 0, "until": last, "unread_only": not channel.cursor}


def _wanted(channel, client, cursor):
    """UIDs to fetch, ascending."""
    if "until" not in cursor:
        return _uids_after(client, cursor["uid"])
    there = [uid for uid in _of_unknown(channel, client, cursor) if cursor["uid"] < uid <= cursor["until"]]
    return there + _uids_after(client, max(cursor["uid"], cursor["until"]))


def _of_unknown(channel, client, cursor):
    """Of a mailbox that we do not know yet: what nobody has read, since the day before it was connected.

    Of one that was rebuilt: all since it was connected; what we have is refused as a duplicate.
    """
    unread_only = cursor["unread_only"]
    since = channel.created_at - timedelta(days=1 if unread_only else 0)
    day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
    found = _search(client, "SINCE", day, *(["UNSEEN"] if unread_only else []))
    if unread_only:
        return found
    arrived, connected = _arrivals(client, found), channel.created_at - timedelta(minutes=1)
    return [uid for uid in found if arrived.get(uid, connected) >= connected]


def _past(cursor, uid):
    """``cursor`` moved past ``uid``."""
    moved = {"uidvalidity": cursor["uidvalidity"], "uid": uid}
    if uid < cursor.get("until", 0):
        moved.update(until=cursor["until"], unread_only=cursor["unread_only"])
    return moved


_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def _uids_after(client, last):
    """``n:*`` also answers the last mail if it is older than n."""
    return [uid for uid in _search(client, "UID", f"{last + 1}:*") if uid > last]


def _search(client, *criteria):
    status, data = client.uid("SEARCH", *criteria)
    if status != "OK":
        raise imaplib.IMAP4.error(_said(data))
    return sorted(int(uid) for line in data if line for uid in line.split())


def _sizes(client, uids):
    found = {}
    for line in _headers(client, uids, "(UID RFC822.SIZE)"):
        uid, size = _UID.search(line), _SIZE.search(line)
        if uid and size:
            found[int(uid[1])] = int(size[1])
    return found


def _arrivals(client, uids):
    found = {}
    for at in range(0, len(uids), 500):
        for line in _headers(client, uids[at : at + 500], "(UID INTERNALDATE)"):
            uid, local = _UID.search(line), imaplib.Internaldate2tuple(line)
            if uid and local:
                found[int(uid[1])] = datetime.fromtimestamp(time.mktime(local), UTC)
    return found


def _headers(client, uids, what):
    status, data = client.uid("FETCH", ",".join(map(str, uids)), what)
    if status != "OK":
        raise imaplib.IMAP4.error(_said(data))
    return [line for line in data if isinstance(line, bytes)]


def _take(channel, client, uid, size, cursor):
    """Fetch and store one mail, move the cursor past it, mark it as seen. Returns (cursor, is it new)."""
    raw = _raw(client, uid) if size else None
    if raw is None and size:
        return _skip_after_tries(channel, uid, cursor), False
    is_new = False
    if raw is not None:  # else somebody has deleted it since
        envelope = {} if len(raw) >= size or size <= settings.MAIL_MAX_BYTES else {"cut_from_bytes": size}
        is_new = receiving.store(channel, raw, envelope=envelope) is not None
    cursor = _past(cursor, uid)
    _move(channel, cursor)
    if raw is not None:
        client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
    return cursor, is_new


def _raw(client, uid):
    """The bytes of a mail, the first MAIL_MAX_BYTES of a larger one; None if the server does not give it out."""
    status, data = client.uid("FETCH", str(uid), f"(UID BODY.PEEK[]<0.{settings.MAIL_MAX_BYTES}>)")
    if status != "OK":
        return None
    for item in data:
        if isinstance(item, tuple) and (literal := _LITERAL.search(item[0])):
            if len(item[1]) != int(literal[1]):
                raise imaplib.IMAP4.abort("the mail was cut")
            return item[1]
    return None


def _skip_after_tries(channel, uid, cursor):
    """A mail that can't be fetched waits for a few polls; then it must not hold up the ones behind it any longer."""
    failures = cursor.get("failures", 0) + 1 if cursor.get("failed_uid") == uid else 1
    if failures < TRIES:
        _move(channel, {**cursor, "failed_uid": uid, "failures": failures})
        raise _failure(_("The server does not give out mail %(uid)s of the mailbox.") % {"uid": uid}, "mail_not_given")
    log.error("imap.skipped", channel=channel.pk, count=failures)
    cursor = _past(cursor, uid)
    _move(channel, cursor)
    return cursor


def _move(channel, cursor):
    """Move the stored cursor, if it still stands where this poll believes it does. Raises Overtaken."""
    with tenant(channel.workspace_id):
        rows = Channel.objects.filter(workspace_id=channel.workspace_id, pk=channel.pk, cursor=channel.cursor)
        if not rows.update(cursor=cursor):
            raise Overtaken
    channel.cursor = cursor


class _Mailbox(imap_tools.MailBoxUnencrypted):
    """imap_tools over a connection to the address that was checked."""

    def __init__(self, host, port, security):
        self._security = security
        super().__init__(host, port, STEP_SECONDS)

    def _get_mailbox_client(self):
        if self._security == "ssl":
            return _SSLClient(self._host, self._port, ssl_context=mail_servers.tls_context(), timeout=self._timeout)
        return _Client(self._host, self._port, timeout=self._timeout)


class _Client(imaplib.IMAP4):
    def _create_socket(self, timeout):
        return mail_servers.connect(self.host, self.port, timeout=timeout)


class _SSLClient(imaplib.IMAP4_SSL):
    def _create_socket(self, timeout):
        raw = mail_servers.connect(self.host, self.port, timeout=timeout)
        return self.ssl_context.wrap_socket(raw, server_hostname=self.host)


def _failure(words, code):
    return TemporaryFailure(words, destination_down=True, code=code)


def _words(error):
    if isinstance(error, OSError):
        return mail_servers.reason(error)
    if isinstance(error, ImapToolsError) and getattr(error, "command_result", None):
        return _said(error.command_result[1])
    return _said(error.args)


def _said(data):
    first = data[0] if data else ""
    text = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)
    return " ".join(text.split())[:300]
