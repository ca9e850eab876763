"""How a run with several workers (``pytest -n``) is divided. A pytest plugin; without ``-n`` it does nothing.

A worker is a process with a database and a Valkey of its own, so that nothing which one test does is seen by another
(helpdesk.run.services.start_for_tests). It gets whole files, because fixtures of a module are expensive: browsers,
processes, Dovecot.
"""

import os

import pytest

from helpdesk.run.services import VALKEYS

# Files that share a fixture of more than a module go to one worker.
TOGETHER = {
    "tests/deploy/": "the stack of tests/deploy",
    "tests/e2e/test_all_pages.py": "the demo of tests/e2e",
    "tests/e2e/test_pages.py": "the demo of tests/e2e",
}
# What takes longest begins first, so that no worker sits alone over it at the end. The order is by seconds.
FIRST = (
    "the demo of tests/e2e",
    "tests/channels_inbox/test_imap.py",
    "tests/walker/test_addresses.py",
    "tests/walker/test_rights.py",
    "the stack of tests/deploy",
    "tests/faults/test_rig.py",
    "tests/e2e/test_days_work.py",
    "tests/e2e/test_answering.py",
    "tests/e2e/test_working_together.py",
    "tests/e2e/test_palette.py",
    "tests/e2e/test_talk.py",
    "tests/e2e/test_main_job.py",
    "tests/e2e/test_readme.py",
    "tests/tickets/test_budgets.py",
    "tests/portal/test_browser.py",
    "tests/helpdesk/run/test_manager.py",
    "tests/helpdesk/run/test_services.py",
    "tests/helpdesk/run/test_run.py",
    "tests/walker/test_sockets.py",
    "tests/helpdesk/test_beat.py",
    "tests/helpdesk/test_processes.py",
)
MOST = 8


def group(nodeid):
    """The work unit of a test: its file, or what its file belongs to."""
    path = nodeid.partition("::")[0]
    return next((name for start, name in TOGETHER.items() if path.startswith(start)), path)


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_xdist_auto_num_workers(config):
    """One more than there are cores, because tests wait for processes; none where one named Redis must serve all."""
    if VALKEYS not in os.environ:
        return 0
    return min(_cores() + 1, MOST)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config, specs):
    if VALKEYS not in os.environ:
        raise pytest.UsageError("REDIS_URL names one Redis, and each worker needs its own: unset it, or leave out -n.")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return group(nodeid)

    config.option.loadscopereorder = False  # the order is ours, see below
    return ByGroup(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """In a worker: what takes longest first. Inside of a group the order stays."""
    if hasattr(config, "workerinput"):
        ranks = {name: rank for rank, name in enumerate(FIRST)}
        items.sort(key=lambda item: ranks.get(group(item.nodeid), len(FIRST)))


def _cores():
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1
