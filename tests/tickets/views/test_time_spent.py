"""The minutes that an answer took: written with it, shown on it, summed beside the ticket."""

import pytest

from tickets.models import Message

HTMX = {"HX-Request": "true"}


@pytest.fixture
def tracking(workspace):
    workspace.tracks_time = True
    workspace.save(update_fields=["tracks_time"])


def test_minutes_stand_on_the_answer_and_their_sum_beside_the_ticket(as_bob, ticket, tracking):
    assert 'name="minutes"' in as_bob.get("/tickets/1/").text
    as_bob.post("/tickets/1/replies/", {"body": "Use water.", "body_format": "text", "minutes": "50"})
    page = as_bob.post("/tickets/1/notes/", {"body": "It was the cat.", "minutes": "35"}, headers=HTMX).text
    assert list(Message.objects.exclude(kind="incoming").values_list("kind", "minutes_spent")) == [
        ("reply", 50),
        ("note", 35),
    ]
    assert " · 50 min spent" in page and " · 35 min spent<" in page
    assert "1 h 25 min" in page
    as_bob.post("/tickets/1/notes/", {"body": "And the dog.", "minutes": ""})
    assert "1 h 25 min" in as_bob.get("/tickets/1/").text


@pytest.mark.parametrize("typed", ["ten", "-1", "1441", "1.5"])
def test_nonsense_is_refused_and_the_text_is_kept(as_bob, ticket, tracking, typed):
    answer = as_bob.post("/tickets/1/notes/", {"body": "It was the cat.", "minutes": typed}, headers=HTMX)
    assert answer.status_code == 422
    assert "It was the cat." in answer.text and f'value="{typed}"' in answer.text
    assert "Write whole minutes" in answer.text
    assert not Message.objects.filter(kind="note").exists()


def test_where_time_is_not_noted_nobody_is_asked_and_nothing_is_kept(as_bob, ticket):
    assert 'name="minutes"' not in as_bob.get("/tickets/1/").text
    as_bob.post("/tickets/1/notes/", {"body": "It was the cat.", "minutes": "35"})
    assert Message.objects.get(kind="note").minutes_spent is None
    assert "Time spent" not in as_bob.get("/tickets/1/").text


def test_minutes_come_back_with_a_reply_that_is_undone(as_bob, ticket, bob, tracking):
    bob.undo_seconds = 60
    bob.save()
    as_bob.post("/tickets/1/replies/", {"body": "Use water.", "body_format": "text", "minutes": "50"})
    sent = Message.objects.get(kind="reply")
    page = as_bob.post(f"/messages/{sent.public_id}/undo/", headers=HTMX).text
    assert "Use water." in page and 'name="minutes" value="50"' in page
