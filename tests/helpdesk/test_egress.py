"""Which addresses we connect to when somebody named them to us."""

import pytest

from helpdesk.lib import egress

PRIVATE = """127.0.0.1 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 224.0.0.1 255.255.255.255 240.0.0.1
    :: ::1 fe80::1 fc00::1 ff02::1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:7f00:1:: 2001:0:0:0:0:0:80ff:fffe""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_in_all_their_disguises_are_refused(address):
    assert not egress.may_connect(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_public_addresses_are_not(address):
    assert egress.may_connect(address)


def test_the_operator_allows_networks_by_name():
    allowed = ["10.0.0.0/8", "fd00::/8"]
    assert egress.may_connect("10.1.2.3", allowed)
    assert egress.may_connect("::ffff:10.1.2.3", allowed)
    assert egress.may_connect("fd00::1", allowed)
    assert not egress.may_connect("192.168.1.1", allowed)
