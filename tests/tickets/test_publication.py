"""A ticket's events reach those who listen, each once, also where one of them fails."""

import pytest

from tests.fixtures.database import outside
from tickets import events, publication
from tickets.models import EventDelivery, TicketEvent


@pytest.fixture
def ears(monkeypatch):
    """Two listeners to "test.rang" in place of all others: what they heard, and whether the second one fails."""

    class Ears:
        heard = []
        fails = False

    monkeypatch.setattr(publication, "_listeners", {})

    @publication.listener("steady", "test.rang", "test.other")
    def steady(event):
        Ears.heard.append(("steady", event.data["n"]))

    @publication.listener("shaky", "test.rang")
    def shaky(event):
        if Ears.fails:
            raise RuntimeError("out of order")
        Ears.heard.append(("shaky", event.data["n"]))

    return Ears


@pytest.fixture
def rang(ticket):
    """Three events, of which the second interests nobody."""
    TicketEvent.objects.update(published_at=ticket.created_at)
    for n, type in enumerate(("test.rang", "test.unheard", "test.rang")):
        events.record(ticket, type, n=n)
    return ticket


def publish(ticket):
    with outside():
        return publication.publish(ticket.workspace_id, ticket.pk)


def test_each_is_told_in_order_once(ears, rang):
    assert publish(rang) == 2
    assert ears.heard == [("steady", 0), ("shaky", 0), ("steady", 2), ("shaky", 2)]
    assert publish(rang) == 0
    assert len(ears.heard) == 4
    assert not EventDelivery.objects.exists()


def test_what_nobody_listens_to_is_published_as_it_is_written(ears, rang):
    assert list(TicketEvent.objects.filter(published_at=None).values_list("type", flat=True)) == ["test.rang"] * 2


def test_one_that_fails_is_repeated_alone(ears, rang):
    ears.fails = True
    with pytest.raises(RuntimeError):
        publish(rang)
    assert EventDelivery.objects.get().listener == "steady"
    ears.fails, ears.heard = False, []
    assert publish(rang) == 2
    assert ears.heard == [("shaky", 0), ("steady", 2), ("shaky", 2)]
