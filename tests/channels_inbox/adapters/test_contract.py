"""What every adapter must answer, whatever its provider: run for each kind in ADAPTERS.

A new kind says in ``PLAYED_BY`` which fixture plays its provider (it starts, stops, keeps what it took in ``mails``), and
what makes it refuse for good and for now (an update of its ``answers``).
"""

import pytest

from channels_inbox.adapters import ADAPTERS, adapter_for
from channels_inbox.adapters.base import Adapter, PermanentFailure, Receipt, TemporaryFailure
from channels_inbox.models import Channel
from tests.channels_inbox.outbounds import outbound

MAIL = ("provider", {"DATA": "550 5.7.1 No such person"}, {"DATA": "450 4.2.0 Come again"})
PLAYED_BY = {"email": MAIL, "form": MAIL, "manual": MAIL}


def test_every_kind_of_channel_has_its_adapter_and_its_server_here():
    assert set(ADAPTERS) == set(Channel.Kind.values) == set(PLAYED_BY)


@pytest.fixture(params=sorted(ADAPTERS))
def kind(request):
    return request.param


@pytest.fixture
def server(kind, request):
    return request.getfixturevalue(PLAYED_BY[kind][0])


@pytest.fixture
def adapter(kind, workspace):
    channel = Channel.objects.filter(workspace=workspace, kind=kind).first()
    return adapter_for(channel or Channel.objects.create(workspace=workspace, kind=kind, name=kind))


def test_its_facts_have_their_shapes(adapter):
    assert isinstance(adapter, Adapter)
    assert [type(one) for one in (adapter.receives, adapter.polls, adapter.sends_html)] == [bool, bool, bool]
    assert adapter.max_bytes > 2**20
    assert adapter.destination and isinstance(adapter.destination, str)


def test_what_is_sent_arrives_once_and_gives_a_receipt(adapter, server):
    receipt = adapter.send(outbound())
    assert isinstance(receipt, Receipt) and receipt.external_id and receipt.refused == ()
    assert len(server.mails) == 1


def test_a_repeat_gives_the_same_id(adapter, server):
    assert adapter.send(outbound()).external_id == adapter.send(outbound()).external_id


def test_a_refusal_for_good_carries_the_providers_words(adapter, server, kind):
    server.answers.update(PLAYED_BY[kind][1])
    with pytest.raises(PermanentFailure) as raised:
        adapter.send(outbound())
    assert "No such person" in raised.value.words


def test_a_refusal_for_now_is_no_outage(adapter, server, kind):
    server.answers.update(PLAYED_BY[kind][2])
    with pytest.raises(TemporaryFailure) as raised:
        adapter.send(outbound())
    assert "Come again" in raised.value.words
    assert raised.value.destination_down is False


def test_a_server_that_does_not_answer_is_an_outage(adapter, server):
    server.stop()
    try:
        with pytest.raises(TemporaryFailure) as raised:
            adapter.send(outbound())
        assert raised.value.destination_down is True
    finally:
        server.start()
