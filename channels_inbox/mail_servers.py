"""Connections to mail servers that an admin named: checked, so that nobody looks into our own network through them."""

import socket
import ssl
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import gettext as _

from channels_inbox.adapters.base import TemporaryFailure
from helpdesk.lib import egress
from helpdesk.lib.sealed import Unreadable

CONNECT_SECONDS = 10


def connect(host, port, *, timeout, trusted=False):
    """A socket to ``host``. ``trusted`` is for servers that the operator set in the environment.

    Raises TemporaryFailure(destination_down=True) for a name that is not found, is private, or does not answer.
    """
    try:
        connection = egress.connect(
            host, port, timeout=min(timeout, CONNECT_SECONDS), allowed=settings.PRIVATE_MAIL_HOSTS, trusted=trusted
        )
    except egress.NotPublic:
        raise _down(
            _("%(host)s is in a private network. The operator can allow it with PRIVATE_MAIL_HOSTS.") % {"host": host},
            "private_network",
        ) from None
    except socket.gaierror:
        raise _down(_("No server is called %(host)s.") % {"host": host}, "unknown_name") from None
    except OSError as error:
        words = _("%(host)s, port %(port)s: %(reason)s") % {"host": host, "port": port, "reason": reason(error)}
        raise _down(words, code(error)) from error
    connection.settimeout(timeout)
    return connection


@contextmanager
def complete_settings():
    """Around reading a channel's settings: what is missing or can't be deciphered comes as TemporaryFailure."""
    try:
        yield
    except Unreadable:
        words = _("The stored password can not be read any more; enter it again.")
        raise _down(words, "unreadable_password") from None
    except (KeyError, ValueError):
        raise _down(_("The settings of the server are not complete."), "incomplete_settings") from None


def tls_context():
    """Certificates are checked, and against the name that the admin wrote."""
    return ssl.create_default_context()


def reason(error):
    """What went wrong on a socket, in words."""
    if isinstance(error, TimeoutError):
        return _("no answer in time")
    if isinstance(error, ConnectionRefusedError):
        return _("refuses connections")
    if isinstance(error, ssl.SSLCertVerificationError):
        return _("its certificate is not valid: %(why)s") % {"why": error.verify_message}
    if isinstance(error, ssl.SSLError):
        return _("no encrypted connection could be made (%(why)s)") % {"why": error.reason or "TLS"}
    return getattr(error, "strerror", None) or type(error).__name__


def code(error):
    """The same for logs."""
    return type(error).__name__ if isinstance(error, OSError) else "protocol"


def _down(words, code):
    return TemporaryFailure(words, destination_down=True, code=code)
