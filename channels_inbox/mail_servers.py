"""Connections to mail servers that an admin named: checked, so that nobody looks into our own network through them."""

import ipaddress
import socket
import ssl
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import gettext as _

from channels_inbox.adapters.base import TemporaryFailure
from helpdesk.lib.sealed import Unreadable

CONNECT_SECONDS = 10
NAT64 = ipaddress.ip_network("64:ff9b::/96")


def connect(host, port, *, timeout, trusted=False):
    """A socket to ``host``. The address that was checked is the one that is connected to, so no second look-up can
    lead elsewhere. ``trusted`` is for servers that the operator set in the environment.

    Raises TemporaryFailure(destination_down=True) for a name that is not found, is private, or does not answer.
    """
    refused = last = None
    for address in addresses(host, port):
        if not trusted and not may_connect(address):
            refused = address
            continue
        try:
            connection = socket.create_connection((address, port), timeout=min(timeout, CONNECT_SECONDS))
        except OSError as error:
            last = error
            continue
        connection.settimeout(timeout)
        return connection
    if last is None and refused:
        raise _down(
            _("%(host)s is in a private network. The operator can allow it with PRIVATE_MAIL_HOSTS.") % {"host": host},
            "private_network",
        )
    words = _("%(host)s, port %(port)s: %(reason)s") % {"host": host, "port": port, "reason": reason(last)}
    raise _down(words, code(last))


def addresses(host, port):
    """The IP addresses of ``host``, in the resolver's order."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _down(_("No server is called %(host)s.") % {"host": host}, "unknown_name") from None
    return list(dict.fromkeys(entry[4][0].partition("%")[0] for entry in found))


def may_connect(address):
    """Is ``address`` public, or in one of the networks of PRIVATE_MAIL_HOSTS?"""
    ip = _plain(ipaddress.ip_address(address))
    if any(ip in ipaddress.ip_network(network, strict=False) for network in settings.PRIVATE_MAIL_HOSTS):
        return True
    return ip.is_global and not ip.is_multicast


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


def _plain(ip):
    """The IPv4 address inside an IPv6 one that would lead to it."""
    if ip.version == 4:
        return ip
    if ip in NAT64:
        return ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else ip)


def _down(words, code):
    return TemporaryFailure(words, destination_down=True, code=code)
