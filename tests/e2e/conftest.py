"""What the tests of this folder share: the demo, started as a newcomer starts it, and the customers' mail server."""

import pytest

from tests.fixtures.smtp_servers import Provider
from tests.rig.demo import DemoHouse


@pytest.fixture(scope="package")
def demo(tmp_path_factory):
    with DemoHouse(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="module")
def sink():
    """The mail server of all customers."""
    provider = Provider()
    provider.start()
    yield provider
    provider.stop()
