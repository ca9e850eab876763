"""manage.py deliver_email."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.fixtures.cast import make_workspace
from tests.fixtures.post import letter, report
from tickets.models import Message
from workspaces.tenancy import tenant


@pytest.fixture
def acme(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_workspace("acme")


@pytest.fixture
def deliver(acme, tmp_path):
    def run(*mails, channel="help@acme.example"):
        files = []
        for n, raw in enumerate(mails):
            files.append(tmp_path / f"{n}.eml")
            files[-1].write_bytes(raw)
        out = StringIO()
        call_command("deliver_email", "--channel", channel, *map(str, files), stdout=out)
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
        assert [line.pop("file") for line in lines] == [str(file) for file in files]
        return lines

    return run


def test_each_file_gets_its_line(deliver, acme):
    first = letter(message_id="m1@client.example")
    lines = deliver(
        first,
        first,
        letter(subject="Re: Broken door", in_reply_to="m1@client.example", body="And cold."),
        letter(headers={"Auto-Submitted": "auto-generated"}, subject="Backup"),
        report(original="made-up@acme.example"),
        b"X-Nothing: here\r\n\r\n",
    )
    with tenant(acme):
        ids = list(Message.objects.order_by("id").values_list("public_id", flat=True))
    assert lines == [
        {"result": "opened", "ticket": 1, "message": ids[0], "matched_because": "new", "marks": []},
        {"result": "duplicate", "ticket": 1, "message": ids[0], "matched_because": "new", "marks": []},
        {"result": "appended", "ticket": 1, "message": ids[1], "matched_because": "sender-message-id", "marks": []},
        {"result": "opened", "ticket": 2, "message": ids[2], "matched_because": "new", "marks": ["automatic"]},
        {"result": "ignored", "ticket": None, "message": None, "matched_because": None, "marks": []},
        {"result": "quarantined", "ticket": None, "message": None, "matched_because": None, "marks": []},
    ]


def test_an_unknown_channel_or_file_gets_one_clear_line(deliver, tmp_path):
    with pytest.raises(CommandError, match=r"No e-mail channel has the address nobody@acme\.example"):
        deliver(letter(), channel="nobody@acme.example")
    with pytest.raises(CommandError, match="can't be read"):
        call_command("deliver_email", "--channel", "help@acme.example", str(tmp_path / "none.eml"))
