"""Delivery failures are found with and without a report; a person who talks about one is none."""
# ruff: noqa: E501 - mails are written as they are sent

import pytest

from channels_inbox.mail import Bounce, parse

from .letters import PLAIN, letter, multipart

DAEMON = (
    "From: Mail Delivery System <MAILER-DAEMON@mx.client.example>\r\nTo: help@shop.example\r\n"
    "Subject: Undelivered Mail Returned to Sender\r\n"
)
ORIGINAL = (
    "From: help@shop.example\r\nTo: rosa@client.example\r\nMessage-ID: <r1@shop.example>\r\nSubject: Order\r\n\r\nwords"
)


def report(fields, original=("Content-Type: message/rfc822", ORIGINAL), head=DAEMON):
    status = "Reporting-MTA: dns; mx.client.example\r\n\r\n" + fields.replace("\n", "\r\n")
    parts = [(PLAIN, "It failed."), ("Content-Type: message/delivery-status", status)]
    return multipart(
        *parts, *([original] if original else []), kind="report", head=head, parameters="; report-type=delivery-status"
    )


FAILED = "Final-Recipient: rfc822; rosa@client.example\nAction: failed\nStatus: 5.1.1"


def test_a_report():
    mail = parse(report(FAILED))
    assert mail.bounce == Bounce("5.1.1", "rosa@client.example", "r1@shop.example", "failed")
    assert mail.auto_submitted
    assert mail.as_json()["bounce"] == {
        "is_bounce": True,
        "status": "5.1.1",
        "final_recipient": "rosa@client.example",
        "original_message_id": "r1@shop.example",
    }


@pytest.mark.parametrize(
    "fields, bounce",
    [
        (FAILED.replace("rosa@client.example", "<rosa@client.example>"), Bounce("5.1.1", "rosa@client.example")),
        (FAILED.replace("5.1.1", "5.1.1 (no such user)"), Bounce("5.1.1", "rosa@client.example")),
        (FAILED.replace("failed", "Failed (permanently)"), Bounce("5.1.1", "rosa@client.example")),
        (
            FAILED.replace("\nStatus: 5.1.1", "\nDiagnostic-Code: smtp; 550 5.2.2 full"),
            Bounce("5.2.2", "rosa@client.example"),
        ),
        (
            FAILED.replace("failed", "delayed").replace("5.1.1", "4.4.1"),
            Bounce("4.4.1", "rosa@client.example", None, "delayed"),
        ),
        (
            f"Final-Recipient: rfc822; ott@x.example\nAction: delivered\nStatus: 2.0.0\n\n{FAILED}",
            Bounce("5.1.1", "rosa@client.example"),
        ),
        (
            f"Final-Recipient: rfc822; ott@x.example\nAction: delayed\nStatus: 4.0.0\n\n{FAILED}",
            Bounce("5.1.1", "rosa@client.example"),
        ),
        (f"\n\n\n{FAILED}", Bounce("5.1.1", "rosa@client.example")),
        ("Final-Recipient: rfc822; ott@x.example\nAction: delivered\nStatus: 2.0.0", None),
        ("Final-Recipient: rfc822; ott@x.example\nAction: relayed\nStatus: 2.0.0", None),
    ],
)
def test_reports_of_all_kinds(fields, bounce):
    assert parse(report(fields, original=None)).bounce == bounce or (
        bounce is None
        and parse(report(fields, original=None, head="From: mx@x.example\r\nSubject: Delivered\r\n")).bounce is None
    )


def test_a_report_of_success_is_no_bounce():
    delivered = "Final-Recipient: rfc822; ott@x.example\nAction: delivered\nStatus: 2.0.0"
    head = DAEMON.replace("Undelivered Mail Returned to Sender", "Successful Mail Delivery Report")
    assert parse(report(delivered, head=head)).bounce is None


def test_only_the_headers_came_back():
    mail = parse(report(FAILED, original=("Content-Type: text/rfc822-headers", ORIGINAL)))
    assert mail.bounce.original_message_id == "r1@shop.example"


@pytest.mark.parametrize(
    "head, body, bounce",
    [
        (
            DAEMON.replace("Undelivered Mail Returned to Sender", "Delivery Status Notification (Failure)"),
            "Delivery to the following recipient failed permanently:\n\n     rosa@client.example\n\n550 5.1.1 no such user",
            Bounce("5.1.1", "rosa@client.example"),
        ),
        (
            "From: postmaster@mx.example\r\nTo: help@shop.example\r\nSubject: failure notice\r\n",
            "I wasn't able to deliver it.\n<rosa@client.example>:\nuser unknown\n\n--- Below\nMessage-ID: <r1@shop.example>\n",
            Bounce(None, "rosa@client.example", "r1@shop.example"),
        ),
        (
            "From: x@mx.example\r\nTo: help@shop.example\r\nX-Failed-Recipients: rosa@client.example\r\nSubject: Mail delivery failed\r\n",
            "A message that you sent could not be delivered. 550 rejected",
            Bounce("5.0.0", "rosa@client.example"),
        ),
        (
            "Return-Path: <>\r\nFrom: mail@mx.example\r\nSubject: Delayed Mail (still being retried)\r\n",
            "Your message to rosa@client.example could not be delivered for 4 hours.",
            Bounce(None, "rosa@client.example", None, "delayed"),
        ),
    ],
)
def test_failures_in_plain_words(head, body, bounce):
    assert parse(letter(body=body, head=head)).bounce == bounce


@pytest.mark.parametrize(
    "head, body",
    [
        (
            "From: Rosa <rosa@client.example>\r\nSubject: Undeliverable: my parcel\r\n",
            "The parcel could not be delivered.",
        ),
        (
            "From: Rosa <rosa@client.example>\r\nSubject: Re: Undelivered Mail Returned to Sender\r\n",
            "I got 550 5.1.1 user unknown",
        ),
        ("From: postmaster@client.example\r\nSubject: Invoice\r\n", "Our mailbox is full of invoices."),
        ("Return-Path: <>\r\nFrom: a@x.example\r\nSubject: Out of office\r\n", "Mails to me are delayed until Monday."),
        (DAEMON.replace("Undelivered Mail Returned to Sender", "Your quota"), "Nothing failed."),
    ],
)
def test_ordinary_mail_is_none(head, body):
    assert parse(letter(body=body, head=head)).bounce is None


def test_a_report_that_a_person_passes_on_is_none():
    status = ("Content-Type: message/delivery-status", FAILED.replace("\n", "\r\n"))
    assert parse(multipart((PLAIN, "What is this?"), status)).bounce is None


def test_a_person_who_forwards_a_failure_is_none():
    raw = multipart(
        (PLAIN, "What does this mean? It could not be delivered."),
        (
            "Content-Type: message/rfc822\nContent-Disposition: attachment; filename=failure.eml",
            report(FAILED).replace(b"sep", b"inner"),
        ),
        head="From: Rosa <rosa@client.example>\r\nSubject: Fwd: Undelivered Mail Returned to Sender\r\n",
    )
    assert parse(raw).bounce is None
