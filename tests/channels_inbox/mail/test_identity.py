"""The id of a delivery and the fingerprint of a message."""

from channels_inbox.mail import external_id, fingerprint, parse

from .letters import HEAD, letter

TRACE = (
    "Return-Path: <rosa@client.example>\r\nDelivered-To: help@shop.example\r\nX-Spam-Score: 1\r\n\tmore\r\n"
    "Received: from a by b;\r\n Tue, 3 Mar 2026 10:00:00 +0000\r\nAuthentication-Results: x; dkim=pass\r\nARC-Seal: i=1\r\n"
)


def test_the_way_a_mail_took_does_not_change_its_id():
    raw = letter()
    assert external_id(raw) == external_id(TRACE.encode() + raw) == external_id(raw.replace(b"\r\n", b"\n"))
    assert len(external_id(raw)) == 64


def test_another_mail_under_the_same_message_id_has_another_id():
    assert len({external_id(letter(body=body)) for body in ("One.", "Two.", "")}) == 3
    assert external_id(letter()) != external_id(letter(head=HEAD.replace("Order 12", "Order 13")))
    assert external_id(letter()) != external_id(letter(head=HEAD.replace("m1@", "m2@")))


def test_trace_headers_end_with_the_headers():
    assert external_id(letter(body="X-Not: a header\n")) != external_id(letter(body="X-Not: other\n"))


def test_no_input_is_refused():
    for raw in (b"", b"\n", b"\xff" * 100, b"Message-ID:", b"X-Only: x"):
        assert len(external_id(raw)) == 64


def test_one_mail_in_two_mailboxes_has_one_fingerprint():
    copy = letter("List-Id: <x.example>", head=TRACE + HEAD.replace("To: help", "To: billing"))
    assert fingerprint(parse(letter())) == fingerprint(parse(copy))


def test_the_same_message_id_with_other_words_is_another_message():
    assert fingerprint(parse(letter(body="One."))) != fingerprint(parse(letter(body="Two.")))


def test_without_a_message_id_sender_date_and_subject_count():
    bare = HEAD.replace("Message-ID: <m1@client.example>\r\n", "")
    mails = [bare, bare.replace("rosa@", "ott@"), bare.replace("12:00", "12:01"), bare.replace("Order 12", "Order 13")]
    assert len({fingerprint(parse(letter(head=head))) for head in mails}) == 4
    assert fingerprint(parse(letter(head=bare))) == fingerprint(parse(letter(head=bare)))
