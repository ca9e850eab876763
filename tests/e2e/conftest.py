"""What the tests of this folder share: the demo, started by `make run`, who looks at it, and the customers' mail
server.
"""

import os

import pytest

from tests.fixtures.smtp_servers import Provider
from tests.rig.copies import Copies
from tests.rig.demo import DemoHouse
from tests.rig.visitors import Visitors


@pytest.fixture(scope="session")
def copies(tmp_path_factory):
    """What houses start from, shared by the workers of the run."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "copies"
    folder.mkdir(exist_ok=True)
    return Copies(folder)


@pytest.fixture(scope="package")
def demo(tmp_path_factory, copies):
    with DemoHouse(tmp_path_factory.mktemp("demo"), copies=copies) as running:
        yield running


@pytest.fixture(scope="module")
def sink():
    """The mail server of all customers."""
    provider = Provider()
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def visitors(browser, demo):
    return Visitors(browser, demo)


@pytest.fixture
def visit(new_page, demo, visitors):
    """``visit(who, path, …)``: the page at ``path``, opened by "anybody", the "owner", an "agent" or the "customer"."""

    def opened(who, path, **options):
        page = new_page(demo.url, storage_state=visitors.cookies(who), reduced_motion="reduce", **options)
        page.goto(path)
        return page

    return opened
