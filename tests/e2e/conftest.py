"""The demo, started as a newcomer starts it: once for all tests of this folder that need it."""

import pytest

from tests.rig.demo import DemoHouse


@pytest.fixture(scope="package")
def demo(tmp_path_factory):
    with DemoHouse(tmp_path_factory.mktemp("demo")) as running:
        yield running
