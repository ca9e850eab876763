"""Mail that programs send by themselves, and mail to many."""

import pytest

from channels_inbox.mail import parse

from .letters import letter, multipart

PERSON = "From: Rosa <rosa@client.example>\r\n"


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (vacation)",
        "Auto-Submitted: AUTO-NOTIFIED; owner-email=x",
        "Precedence: auto_reply",
        "X-Autoreply: yes",
        "X-Autorespond: Order",
        "X-Auto-Reply-From: x\nX-Autoreply-From: rosa@client.example",
        "Subject: Automatic reply: Order 12",
        "Subject: Out of Office: back on Monday",
        "Subject: Automaatvastus: Tellimus",
        "Subject: Automatisk svar: Ordre",
        "Subject: Abwesenheitsnotiz: Bestellung",
        "Subject: =?utf-8?q?R=C3=A9ponse_automatique_=3A_Commande?=",
        "Subject: Автоответ: Заказ",
    ],
)
def test_automatic_mail(headers):
    assert parse(letter(headers, head=PERSON)).auto_submitted


@pytest.mark.parametrize(
    "headers",
    [
        "",
        "Auto-Submitted: no",
        "Auto-Submitted: No (by hand)",
        "X-Autoreply: no",
        "Precedence: bulk",
        "X-Auto-Response-Suppress: All",
        "Subject: Re: Automatic reply: Order 12",
        "Subject: The out of office message is wrong",
        "Subject: Please turn off the automatic reply",
        "List-Id: <users.lists.example>",
        "Return-Path: <>",
    ],
)
def test_mail_of_a_person(headers):
    assert not parse(letter(headers, head=PERSON)).auto_submitted


def test_a_receipt_is_automatic_and_no_bounce():
    receipt = (
        "Content-Type: message/disposition-notification",
        "Final-Recipient: rfc822; rosa@client.example\r\nDisposition: x; displayed",
    )
    mail = parse(multipart(receipt, kind="report", parameters="; report-type=disposition-notification"))
    assert (mail.auto_submitted, mail.bounce) == (True, None)


@pytest.mark.parametrize(
    "headers, bulk",
    [
        ("List-Id: Users <users.lists.example>", True),
        ("Precedence: list", True),
        ("Precedence: Bulk", True),
        ("Return-Path: <>", True),
        ("Return-Path: <rosa@client.example>", False),
        ("Precedence: first-class", False),
        ("", False),
    ],
)
def test_bulk_mail(headers, bulk):
    assert parse(letter(headers, head=PERSON)).is_bulk is bulk
