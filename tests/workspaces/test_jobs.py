"""Long work: in slices, with progress, whatever dies in between. On committed rows."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from helpdesk.lib.errors import OperationRefused
from tests.fixtures.bell import bell  # noqa: F401
from tests.fixtures.cast import make_member, make_workspace
from workspaces import jobs, members
from workspaces.jobs import running, sweeping
from workspaces.jobs.runners import RUNNERS
from workspaces.models import Job, JobItem, Member
from workspaces.signals import job_changed
from workspaces.tenancy import tenant

pytestmark = pytest.mark.django_db(transaction=True)

State = Job.State


class Killed(BaseException):
    """As ``kill -9`` would: nothing that catches errors sees it."""


class Counting(jobs.ItemRunner):
    """Does even numbers; keeps in ``self.did`` what it was asked to do."""

    kind, right, undo_kind = "tests.count", "tickets.triage", "tests.uncount"
    at_once = 2

    def __init__(self):
        self.did, self.fails_at = [], {}

    def do(self, job, item):
        self.did.append(item.subject_id)
        if error := self.fails_at.get(item.subject_id):
            raise error
        if item.subject_id % 2:
            raise OperationRefused(f"{item.subject_id} is odd.")
        return {"was": item.subject_id - 1}


class Uncounting(jobs.ItemRunner):
    kind, right = "tests.uncount", "tickets.triage"

    def __init__(self):
        self.put_back = []

    def do(self, job, item):
        self.put_back.append(item.data["was"])


class Filing(jobs.Runner):
    kind, right = "tests.file", "workspace.configure"

    def advance(self, job):
        job.cursor["step"] = job.cursor.get("step", 0) + 1
        job.done += 10
        if job.cursor["step"] < 3:
            return False
        self.keep_file(job, ContentFile(b"1,2,3"), name="rows.csv", type="text/csv")
        return True


@pytest.fixture
def runners():
    """The kinds above, by their classes' names, for one test."""
    before = dict(RUNNERS)
    for runner_class in (Counting, Uncounting, Filing):
        jobs.register(runner_class)
    yield {kind: RUNNERS[kind] for kind in ("tests.count", "tests.uncount", "tests.file")}
    RUNNERS.clear()
    RUNNERS.update(before)


@pytest.fixture
def acme():
    return make_workspace("acme")


@pytest.fixture
def bob(acme):
    with tenant(acme):
        return make_member(acme, "Bob Birch")


@pytest.fixture
def alice(acme):
    with tenant(acme):
        return make_member(acme, "Alice Ash", "admin")


def start(kind, by, numbers=()):
    with tenant(by.workspace_id):
        return jobs.start(kind, by=by, items=[(number, f"No. {number}", {}) for number in numbers])


def now_of(job):
    with tenant(job.workspace_id):
        return Job.objects.get(pk=job.pk)


def items_of(job):
    with tenant(job.workspace_id):
        return list(job.items.values_list("subject_id", "state", "reason"))


def change(job, **fields):
    with tenant(job.workspace_id):
        Job.objects.filter(pk=job.pk).update(**fields)


def figures(job):
    job = now_of(job)
    return job.state, job.total, job.done, job.refused


def test_each_thing_is_done_or_refused_with_its_reason(runners, bob, bell):  # noqa: F811
    job = start("tests.count", bob, [2, 3, 4])
    assert figures(job) == (State.QUEUED, 3, 0, 0)
    assert bell.rung("bulk") == [("workspaces.run_job", bob.workspace_id, job.pk)]
    running.run_slice(bob.workspace_id, job.pk)
    assert figures(job) == (State.DONE, 3, 2, 1)
    assert items_of(job) == [(2, "done", ""), (3, "refused", "3 is odd."), (4, "done", "")]
    ended = now_of(job)
    assert ended.undo_until - ended.finished_at == timedelta(minutes=10)
    assert (ended.lease_token, ended.lease_until) == (None, None)


def test_a_slice_ends_after_its_time_and_rings_for_the_next(runners, bob, bell):  # noqa: F811
    job = start("tests.count", bob, [2, 4, 6, 8, 10])
    bell.clear()
    running.run_slice(bob.workspace_id, job.pk, seconds=0.000001)
    assert now_of(job).state == State.RUNNING
    while now_of(job).state == State.RUNNING:
        assert bell.rung("bulk") == [("workspaces.run_job", bob.workspace_id, job.pk)]
        bell.clear()
        running.run_slice(bob.workspace_id, job.pk, seconds=0.01)
    assert figures(job) == (State.DONE, 5, 5, 0)
    assert runners["tests.count"].did == [2, 4, 6, 8, 10]


def test_a_killed_worker_is_taken_over_and_nothing_is_done_twice_in_effect(runners, bob, bell):  # noqa: F811
    job = start("tests.count", bob, [2, 4, 6, 8])
    runners["tests.count"].fails_at = {8: Killed()}
    with pytest.raises(Killed):
        running.run_slice(bob.workspace_id, job.pk)
    assert figures(job) == (State.RUNNING, 4, 2, 0)  # the step of 6 and 8 is as if it had never begun
    bell.clear()

    runners["tests.count"].fails_at = {}
    running.run_slice(bob.workspace_id, job.pk)  # the dead one's claim holds still
    assert figures(job) == (State.RUNNING, 4, 2, 0)
    change(job, lease_until=timezone.now() - timedelta(seconds=1), next_at=timezone.now() - timedelta(seconds=5))
    sweeping.ring_for_the_forgotten()
    assert bell.rung("bulk") == [("workspaces.run_job", bob.workspace_id, job.pk)]
    running.run_slice(bob.workspace_id, job.pk)
    assert figures(job) == (State.DONE, 4, 4, 0)
    assert [state for _, state, _ in items_of(job)] == ["done"] * 4


def test_who_wakes_up_too_late_changes_nothing(runners, bob):
    job = start("tests.count", bob, [2, 4])
    late = running.claim(bob.workspace_id, job.pk)
    change(job, lease_until=timezone.now() - timedelta(seconds=1))
    running.run_slice(bob.workspace_id, job.pk)
    assert running._step(bob.workspace_id, job.pk, late, tells=False) is False
    assert figures(job) == (State.DONE, 2, 2, 0)


def test_one_broken_thing_does_not_hold_up_the_others(runners, bob):
    runners["tests.count"].fails_at = {4: ValueError("rosa@example.com")}
    job = start("tests.count", bob, [2, 4, 6])
    running.run_slice(bob.workspace_id, job.pk)
    assert items_of(job) == [
        (2, "done", ""),
        (4, "refused", "Something went wrong here (ValueError)."),
        (6, "done", ""),
    ]


def test_a_step_that_breaks_is_tried_again_and_given_up_in_the_end(runners, bob):
    runner = runners["tests.count"]
    runner.advance = lambda job: 1 / 0
    job = start("tests.count", bob, [2])
    for tries in range(1, running.MOST_TRIES):
        running.run_slice(bob.workspace_id, job.pk)
        waiting = now_of(job)
        assert (waiting.state, waiting.tries) == (State.RUNNING, tries)
        assert waiting.next_at > timezone.now()
        change(job, next_at=timezone.now())
    running.run_slice(bob.workspace_id, job.pk)
    ended = now_of(job)
    assert (ended.state, ended.words) == (State.FAILED, "Something went wrong here (ZeroDivisionError).")


@pytest.mark.parametrize("loses", ["activity", "right"])
def test_rights_are_asked_again_when_it_runs(runners, bob, alice, loses):
    job = start("tests.count", bob, [2, 4])
    with tenant(bob.workspace_id):
        if loses == "activity":
            members.deactivate(bob, by=alice)
        else:
            Member.objects.filter(pk=bob.pk).update(role="light_agent")
    running.run_slice(bob.workspace_id, job.pk)
    assert figures(job) == (State.FAILED, 2, 0, 0)
    assert runners["tests.count"].did == []


def test_who_may_not_starts_nothing(runners, bob):
    with pytest.raises(jobs.NotAllowed):
        start("tests.file", bob)


def test_a_stopped_job_ends_and_what_was_done_can_be_undone(runners, bob):
    job = start("tests.count", bob, [2, 4, 6, 8])
    token = running.claim(bob.workspace_id, job.pk)
    assert running._step(bob.workspace_id, job.pk, token, tells=False)
    with tenant(bob.workspace_id):
        jobs.stop(job, by=bob)
    change(job, lease_until=None)
    running.run_slice(bob.workspace_id, job.pk)
    assert figures(job) == (State.STOPPED, 4, 2, 0)

    with tenant(bob.workspace_id):
        undoing = jobs.undo(job, by=bob)
    running.run_slice(bob.workspace_id, undoing.pk)
    assert runners["tests.uncount"].put_back == [1, 3]
    assert figures(undoing) == (State.DONE, 2, 2, 0)
    with tenant(bob.workspace_id), pytest.raises(jobs.NothingToUndo):
        jobs.undo(job, by=bob)


def test_after_ten_minutes_nothing_can_be_undone(runners, bob):
    job = start("tests.count", bob, [2])
    running.run_slice(bob.workspace_id, job.pk)
    change(job, undo_until=timezone.now() - timedelta(seconds=1))
    with tenant(bob.workspace_id), pytest.raises(jobs.NothingToUndo):
        jobs.undo(job, by=bob)


def test_a_file_is_kept_for_a_day(runners, alice):
    job = start("tests.file", alice)
    running.run_slice(alice.workspace_id, job.pk)
    ended = now_of(job)
    assert (ended.state, ended.done, ended.cursor) == (State.DONE, 30, {"step": 3})
    assert ended.file.read() == b"1,2,3"
    assert ended.expires_at - ended.finished_at <= timedelta(hours=24)
    path, storage = ended.file.name, ended.file.storage
    sweeping.forget()
    assert storage.exists(path)
    change(job, expires_at=timezone.now() - timedelta(seconds=1))
    sweeping.forget()
    assert not storage.exists(path)
    assert now_of(job).file.name == ""


def test_jobs_of_long_ago_are_forgotten(runners, bob):
    job = start("tests.count", bob, [2])
    running.run_slice(bob.workspace_id, job.pk)
    with tenant(bob.workspace_id):
        undoing = jobs.undo(job, by=bob)
    running.run_slice(bob.workspace_id, undoing.pk)
    new = start("tests.count", bob, [2])
    for one in (job, undoing):
        change(one, finished_at=timezone.now() - timedelta(days=31))
    sweeping.forget()
    with tenant(bob.workspace_id):
        assert list(Job.objects.values_list("pk", flat=True)) == [new.pk]
        assert JobItem.objects.count() == 1


def test_the_members_pages_are_told(runners, bob):
    heard = []

    def hear(sender, member_id, public_id, **kwargs):
        heard.append((member_id, public_id))

    job_changed.connect(hear)
    try:
        job = start("tests.count", bob, [2, 4, 6])
        running.run_slice(bob.workspace_id, job.pk)
    finally:
        job_changed.disconnect(hear)
    assert len(heard) >= 2  # it began, it ended
    assert set(heard) == {(bob.pk, job.public_id)}
