"""What the demo's pages read of the mails that were sent."""

import asyncio
import smtplib

import pytest

from helpdesk.demo import sink


@pytest.fixture
def kept(settings, tmp_path):
    """``kept(raw)``: a mail that went through the sink; its id."""
    settings.VAR_DIR = tmp_path
    (tmp_path / "demo-mail").mkdir()

    def keep(raw=b"Subject: Hi\r\n\r\nx\r\n"):
        async def run():
            server = sink.Sink(port=0)
            await server.start()
            await asyncio.to_thread(_send, server.port, raw)
            server.stop()

        asyncio.run(run())
        return sink.mails()[0].id

    return keep


def _send(port, raw):
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
        client.sendmail("help@acme.example", ["rosa@example.com", "sam@example.com"], raw)


def test_a_mail_is_kept_with_its_envelope_and_found_again(kept):
    mail = sink.find(kept())
    assert mail.raw == b"Subject: Hi\r\n\r\nx\r\n"
    assert (mail.envelope["mail_from"], mail.envelope["rcpt_to"]) == (
        "help@acme.example",
        ["rosa@example.com", "sam@example.com"],
    )
    assert mail.at.tzinfo is not None


def test_the_newest_come_first_and_the_oldest_go(kept, monkeypatch):
    monkeypatch.setattr(sink, "KEPT", 3)
    for number in range(5):
        kept(b"Subject: %d\r\n\r\nx\r\n" % number)
    assert [mail.raw[9:10] for mail in sink.mails()] == [b"4", b"3", b"2"]
    assert [mail.raw[9:10] for mail in sink.mails(limit=1)] == [b"4"]
    assert len(list(sink.folder().iterdir())) == 6


@pytest.mark.parametrize("name", ["../settings", "..", "", ".hidden", "a/b", "/etc/passwd", "nothing-there", "a\0b"])
def test_names_that_lead_elsewhere_find_nothing(kept, name):
    kept()
    assert sink.find(name) is None
