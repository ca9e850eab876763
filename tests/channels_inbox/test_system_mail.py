"""Mail that belongs to no ticket."""

from email import message_from_bytes
from email.policy import default

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail

from channels_inbox import system_mail
from channels_inbox.models import SystemMail
from tests.fixtures.database import outside
from workspaces.tenancy import tenant

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_mail_of_django_becomes_a_row_and_leaves_after_commit(acme, provider, bell, settings):
    settings.EMAIL_BACKEND = "channels_inbox.system_mail.EmailBackend"  # the test runner has put another in its place
    with tenant(acme):
        mail = EmailMultiAlternatives("Reset your\npassword", "Follow the link.", to=["bob@acme.example"])
        mail.attach_alternative("<p>Follow the link.</p>", "text/html")
        assert mail.send() == 1
        assert bell.rung("outbound") == []
    with tenant(acme):
        row = SystemMail.objects.get()
    assert bell.rung("outbound") == [("channels_inbox.send_system_mail", acme.pk, row.pk)]
    assert (row.subject, row.to, row.delivery) == ("Reset your password", ["bob@acme.example"], "queued")

    assert system_mail.deliver(acme.pk, row.pk) == "sent"
    got = message_from_bytes(provider.mails[0].content, policy=default)
    assert str(got["From"]) == "Acme <tugi@localhost>"
    assert str(got["To"]) == "bob@acme.example"
    assert got["Message-ID"] == f"<{row.message_id}>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got.get_body(("html",)).get_content() == "<p>Follow the link.</p>\r\n"
    with tenant(acme):
        row = SystemMail.objects.get()
    assert (row.text, row.html, row.delivery) == ("", "", "sent")


def test_each_recipient_gets_a_mail_of_their_own(acme, provider):
    rows = system_mail.send_system_mail(acme, ["a@acme.example", "b@acme.example"], "Hi", "Words")
    assert [row.to for row in rows] == [["a@acme.example"], ["b@acme.example"]]
    assert len({row.message_id for row in rows}) == 2


def test_answers_go_where_the_mail_says(acme, provider):
    row, *_ = system_mail.send_system_mail(
        acme, "rosa@example.com", "Hi", "Text", headers={"Reply-To": "help+r1@acme.example"}
    )
    assert system_mail.deliver(acme.pk, row.pk) == "sent"
    assert message_from_bytes(provider.mails[0].content, policy=default)["Reply-To"] == "help+r1@acme.example"


def test_what_a_transaction_undoes_is_not_sent(acme, bell):
    with pytest.raises(ZeroDivisionError), tenant(acme):
        system_mail.send_system_mail(acme, "bob@acme.example", "Hi", "Words")
        raise ZeroDivisionError
    with tenant(acme):
        assert not SystemMail.objects.exists()
    assert bell.rung("outbound") == []


def test_outside_of_a_workspace_no_mail_can_be_sent(acme, settings):
    settings.EMAIL_BACKEND = "channels_inbox.system_mail.EmailBackend"
    with outside(), pytest.raises(system_mail.NoWorkspace):
        send_mail("Hi", "Words", None, ["bob@acme.example"])


def test_what_a_server_refuses_keeps_its_text_for_another_try(acme, provider):
    provider.answers["DATA"] = "550 5.7.1 Spam"
    (row,) = system_mail.send_system_mail(acme, "bob@acme.example", "Hi", "Words")
    assert system_mail.deliver(acme.pk, row.pk) == "failed"
    with tenant(acme):
        row = SystemMail.objects.get()
    assert (row.text, row.delivery_error) == ("Words", "550 5.7.1 Spam")


@pytest.mark.parametrize("server", ["", "smtp://127.0.0.1:1"])
def test_without_a_server_it_waits(acme, settings, server):
    settings.SMTP_URL = server
    (row,) = system_mail.send_system_mail(acme, "bob@acme.example", "Hi", "Words")
    assert system_mail.deliver(acme.pk, row.pk) == "queued"
