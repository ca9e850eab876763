"""What the tests of this folder share: the demo, started by `make run`, who looks at it, and the customers' mail
server.
"""

import os

import pytest

from tests.fixtures.smtp_servers import Provider
from tests.rig import tour
from tests.rig.copies import Copies
from tests.rig.demo import DemoHouse


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
def states(browser, demo):
    """{who: cookies} of the owner and of a customer, signed in once."""
    kept = {"anybody": None}
    for who, sign_in in (("owner", lambda page: demo.sign_in(page, "owner")), ("customer", demo.sign_in_customer)):
        context = browser.new_context(base_url=demo.url)
        page = context.new_page()
        sign_in(page)
        kept[who] = context.storage_state()
        if who == "customer":
            kept["my-ticket"] = tour.MY_TICKET.search(page.content()).group()
        context.close()
    return kept


@pytest.fixture
def visit(new_page, demo, states):
    """``visit(who, path, …)``: the page at ``path``, opened by "anybody", the "owner" or the "customer"."""

    def opened(who, path, **options):
        page = new_page(demo.url, storage_state=states[who], reduced_motion="reduce", **options)
        page.goto(path)
        return page

    return opened
