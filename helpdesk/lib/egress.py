"""Where our own connections may lead: nobody looks into our network by naming one of its hosts to us."""

import ipaddress
import socket

NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotPublic(Exception):
    """Every address of the host is in a network that is not to be reached from here."""


def connect(host, port, *, timeout, allowed=(), trusted=False):
    """A TCP socket to ``host``. The address that was checked is the one that is connected to, so no second look-up can lead
    elsewhere. ``allowed`` are networks ("10.0.0.0/8") that may be private; ``trusted`` asks nothing.

    Raises NotPublic, or an OSError: socket.gaierror for a name that is not found.
    """
    last = refused = None
    for address in addresses(host, port):
        if not trusted and not may_connect(address, allowed):
            refused = address
            continue
        try:
            return socket.create_connection((address, port), timeout=timeout)
        except OSError as error:
            last = error
    if last is None and refused:
        raise NotPublic(host)
    raise last


def addresses(host, port):
    """The IP addresses of ``host``, in the resolver's order. Raises socket.gaierror if there are none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise socket.gaierror(socket.EAI_NONAME, "not a name") from None
    return list(dict.fromkeys(entry[4][0].partition("%")[0] for entry in found))


def may_connect(address, allowed=()):
    """Is ``address`` public, or in one of the networks of ``allowed``?"""
    ip = _plain(ipaddress.ip_address(address))
    if any(ip in ipaddress.ip_network(network, strict=False) for network in allowed):
        return True
    return ip.is_global and not ip.is_multicast


def _plain(ip):
    """The IPv4 address inside an IPv6 one that would lead to it."""
    if ip.version == 4:
        return ip
    if ip in NAT64:
        return ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else ip)
