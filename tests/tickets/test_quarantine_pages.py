"""The quarantine in the settings."""

import pytest

from channels_inbox.models import InboundMessage
from tests.fixtures.database import outside
from workspaces.tenancy import tenant

RAW = b"From: x\r\n\r\n<script>alert(1)</script>"


def quarantined(workspace, channel, external_id="1"):
    return InboundMessage.objects.create(
        workspace=workspace,
        channel=channel,
        external_id=external_id,
        raw=RAW,
        size=len(RAW),
        envelope={"mail_from": "rosa@example.com"},
        state=InboundMessage.State.QUARANTINED,
        result="quarantined",
        reason="parser_killed",
    )


@pytest.fixture
def mail(workspace, email_channel):
    return quarantined(workspace, email_channel)


def test_admins_see_who_wrote_and_why_it_is_there(as_alice, mail):
    page = as_alice.get("/settings/quarantine/").content.decode()

    assert "rosa@example.com" in page
    assert "Reading it took too long or too much memory." in page
    assert "alert(1)" not in page


def test_the_raw_mail_is_a_download_and_never_a_page(as_alice, mail):
    answer = as_alice.get(f"/settings/quarantine/{mail.pk}/raw/")

    assert answer.content == RAW
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_retry_frees_it_once(as_alice, mail):
    assert as_alice.post(f"/settings/quarantine/{mail.pk}/retry/").status_code == 302
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == ("received", "")
    assert as_alice.post(f"/settings/quarantine/{mail.pk}/retry/").status_code == 404


def test_agents_may_not(as_bob, mail):
    for answer in (
        as_bob.get("/settings/quarantine/"),
        as_bob.get(f"/settings/quarantine/{mail.pk}/raw/"),
        as_bob.post(f"/settings/quarantine/{mail.pk}/retry/"),
    ):
        assert answer.status_code == 403
    mail.refresh_from_db()
    assert mail.state == "quarantined"


def test_a_foreign_mail_answers_like_a_missing_one(as_alice, other_workspace):
    with outside(), tenant(other_workspace):
        foreign = quarantined(other_workspace, other_workspace.channels.get(kind="email"))
    for path in ("/settings/quarantine/{}/raw/", "/settings/quarantine/{}/retry/"):
        method = as_alice.get if path.endswith("raw/") else as_alice.post
        answers = [method(path.format(pk)) for pk in (foreign.pk, 999_999)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
