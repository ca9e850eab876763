"""The division of a run among workers."""

from pathlib import Path

import pytest

from tests import workers

ROOT = Path(__file__).resolve().parents[1]


def test_what_it_names_is_there():
    paths = [*workers.TOGETHER, *(name for name in workers.FIRST if name not in workers.TOGETHER.values())]
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert set(workers.TOGETHER.values()) <= set(workers.FIRST)


@pytest.mark.parametrize(
    ("nodeid", "group"),
    [
        ("tests/e2e/test_pages.py::test_a[x::y]", "the demo of tests/e2e"),
        ("tests/e2e/test_all_pages.py::test_a", "the demo of tests/e2e"),
        ("tests/e2e/test_main_job.py::test_a", "tests/e2e/test_main_job.py"),
        ("tests/deploy/test_manual.py::test_a", "the stack of tests/deploy"),
        ("tests/helpdesk/demo/test_making.py::DemoWorkspace::test_a", "tests/helpdesk/demo/test_making.py"),
    ],
)
def test_the_group_of_a_test(nodeid, group):
    assert workers.group(nodeid) == group
