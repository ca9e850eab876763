"""Headers: names, addresses, ids, dates, and everything that is written into them wrongly."""

import time
from datetime import UTC, datetime

import pytest

from channels_inbox.mail import Address, parse
from channels_inbox.mail.addresses import read_addresses
from channels_inbox.mail.headers import date, decode_words, message_id, message_ids, one_line

from .letters import HEAD, letter


def pairs(value):
    return [(address.name, address.address) for address in read_addresses(value)]


def test_an_ordinary_mail():
    mail = parse(letter("Cc: Ott <ott@client.example>, anne@client.example\nReply-To: desk@client.example"))
    assert mail.from_ == Address("Rosa Roos", "rosa@client.example")
    assert mail.to == (Address("", "help@shop.example"),)
    assert mail.cc == (Address("Ott", "ott@client.example"), Address("", "anne@client.example"))
    assert mail.reply_to == (Address("", "desk@client.example"),)
    assert mail.subject == "Order 12"
    assert mail.message_id == "m1@client.example"
    assert mail.date == datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
    assert (mail.text, mail.reply_text, mail.html, mail.attachments) == ("Hello", "Hello", None, ())
    assert mail.notices == ()


def test_its_json_form():
    value = parse(letter("In-Reply-To: <q@shop.example>\nReferences: <p@shop.example> <q@shop.example>")).as_json()
    assert value == {
        "message_id": "m1@client.example",
        "in_reply_to": "q@shop.example",
        "references": ["p@shop.example", "q@shop.example"],
        "from": {"name": "Rosa Roos", "address": "rosa@client.example"},
        "to": [{"name": "", "address": "help@shop.example"}],
        "cc": [],
        "reply_to": None,
        "subject": "Order 12",
        "date": "2026-03-03T10:00:00Z",
        "text": "Hello",
        "reply_text": "Hello",
        "html": None,
        "attachments": [],
        "auto_submitted": False,
        "bounce": None,
    }


@pytest.mark.parametrize(
    "raw, found",
    [
        (b"rosa@client.example", [("", "rosa@client.example")]),
        (b'"Roos, Rosa" <rosa@client.example>', [("Roos, Rosa", "rosa@client.example")]),
        (b"Roos, Rosa <rosa@client.example>", [("Roos, Rosa", "rosa@client.example")]),
        (b"rosa@client.example (Rosa Roos)", [("Rosa Roos", "rosa@client.example")]),
        (b'"Rosa \\"R\\" Roos" <rosa@client.example>', [('Rosa "R" Roos', "rosa@client.example")]),
        (b"'Rosa Roos' <rosa@client.example>", [("Rosa Roos", "rosa@client.example")]),
        (b"=?utf-8?q?J=C3=BCri?= <j@x.example>", [("Jüri", "j@x.example")]),
        (b'"=?utf-8?q?J=C3=BCri?=" <j@x.example>', [("Jüri", "j@x.example")]),
        (b"=?utf-8?q?J=C3=BCri_=3Cj=40x=2Eexample=3E?=", [("Jüri", "j@x.example")]),
        (b"J\xfcri <j@x.example>", [("Jüri", "j@x.example")]),
        ("Jüri <j@x.example>".encode(), [("Jüri", "j@x.example")]),
        (b"a@x.example, b@x.example;c@x.example", [("", "a@x.example"), ("", "b@x.example"), ("", "c@x.example")]),
        (b"Team: a@x.example, B <b@x.example>;", [("", "a@x.example"), ("B", "b@x.example")]),
        (b"undisclosed-recipients:;", []),
        (b"<mailto:a@x.example>", [("", "a@x.example")]),
        (b"a@x.example <a@x.example>", [("", "a@x.example")]),
        (b"b@y.example <a@x.example>", [("b@y.example", "a@x.example")]),
        (b"Rosa <rosa@client.example", [("Rosa", "rosa@client.example")]),
        (b'"never closed <a@x.example>', [("never closed", "a@x.example")]),
        (b"(((never closed a@x.example", [("never closed", "a@x.example")]),
        (b"Rosa", [("Rosa", "")]),
        (b"<@relay.example:a@x.example>", [("", "a@x.example")]),
        (b"", []),
        (b",,,;:", []),
    ],
)
def test_addresses(raw, found):
    assert pairs(raw) == found


def test_marks_that_turn_a_name_round_are_taken_out():
    raw = "\u202emoc.elpmaxe@ana\u2066 \u200bX\x07 <mallory@evil.example>".encode()
    assert pairs(raw) == [("moc.elpmaxe@ana X", "mallory@evil.example")]
    encoded = b"=?utf-8?b?4oCubW9jLmVscG1heGVAYW5h?= <mallory@evil.example>"
    assert pairs(encoded) == [("moc.elpmaxe@ana", "mallory@evil.example")]


@pytest.mark.parametrize(
    "raw, text",
    [
        (b"=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?iso-8859-1?q?Gr=FC=DFe_an_alle?=", "Grüße an alle"),
        (b"=?utf-8?b?R3LDvMOfZQ==?=", "Grüße"),
        (b"=?utf-8?b?R3LDvMOfZQ?=", "Grüße"),
        (b"=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        (b"=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"),
        (b"=?utf-8?b?w7w=?= =?iso-8859-15?q?=A4?=", "ü€"),
        (b"=?utf-8?q?=C3?= =?utf-8?q?=BC?=", "ü"),  # one letter cut in two
        (b"=?utf-8*en?q?hi?=", "hi"),
        (b"Re: =?utf-8?q?=41?=", "Re: A"),
        (b"x=?utf-8?q?=41?=y", "xAy"),
        (b"=?nonsense?q?a?=", "=?nonsense?q?a?="),
        (b"=?utf-8?x?a?=", "=?utf-8?x?a?="),
        (b"=?utf-8?q?never closed", "=?utf-8?q?never closed"),
        (b"=?=?=?=", "=?=?=?="),
        (b"Gr\xfc\xdfe", "Grüße"),
        ("Grüße".encode(), "Grüße"),
        (b"=?gb2312?B?xOO6ww==?=", "你好"),
        (b"=?iso-2022-jp?b?GyRCJDMbKEI=?=", "こ"),
        (b"=?koi8-r?b?8NLJ18XU?=", "Привет"),
        (b"=?windows-1257?q?T=E4htis=F5num?=", "Tähtisõnum"),
    ],
)
def test_encoded_words(raw, text):
    assert decode_words(raw) == text


@pytest.mark.parametrize(
    "raw, found",
    [
        (b"<a@x>", "a@x"),
        (b"  <a@x>  (comment)", "a@x"),
        (b"a@x", "a@x"),
        (b"<a\r\n b@x>", "ab@x"),
        (b"12223", "12223"),
        (b"<>", None),
        (b"", None),
    ],
)
def test_message_id(raw, found):
    assert message_id(raw) == found


def test_references_are_listed_once_and_the_last_ones_stay():
    assert message_ids(b"<a@x><b@x>,<a@x>\t<c@x>") == ["a@x", "b@x", "c@x"]
    assert message_ids(b"a@x b@x") == ["a@x", "b@x"]
    mail = parse(letter("References: " + " ".join(f"<r{n}@x>" for n in range(500))))
    assert len(mail.references) == 200
    assert mail.references[-1] == "r499@x"


@pytest.mark.parametrize(
    "raw, moment",
    [
        (b"Tue, 03 Mar 2026 12:00:00 +0200", (2026, 3, 3, 10, 0)),
        (b"3 Mar 2026 12:00 +0200 (EET)", (2026, 3, 3, 10, 0)),
        (b"Tue, 3 Mar 26 10:00:00 GMT", (2026, 3, 3, 10, 0)),
        (b"Tue, 03 Mar 2026 10:00:00 -0000", (2026, 3, 3, 10, 0)),
        (b"2026-03-03T12:00:00+02:00", (2026, 3, 3, 10, 0)),
        (b"Tue, 99 Foo 2026 25:61:61 +9999", None),
        (b"Fri, 31 Dec 9999 23:59:59 -2300", None),
        (b"yesterday", None),
        (b"", None),
    ],
)
def test_dates(raw, moment):
    assert date(raw) == (datetime(*moment, tzinfo=UTC) if moment else None)


def test_headers_without_an_empty_line_after_them():
    assert (
        parse(b"Subject: x\r\nFrom: a@x.example\r\nHello there, this is no header").text
        == "Hello there, this is no header"
    )
    mail = parse(b"Subject: x\r\nstray line\r\nFrom: a@x.example\r\n\r\nbody")
    assert (mail.from_.address, mail.text) == ("a@x.example", "body")


def test_leading_mbox_line_blank_lines_and_byte_order_mark():
    for start in (b"From rosa@client.example Tue Mar  3 10:00:00 2026\r\n", b"\r\n\r\n", b"\xef\xbb\xbf"):
        assert parse(start + letter()).subject == "Order 12"


def test_line_ends_of_all_kinds():
    for end in (b"\n", b"\r\n", b"\r"):
        mail = parse(letter(body="one\r\ntwo").replace(b"\r\n", end))
        assert (mail.subject, mail.text) == ("Order 12", "one\ntwo")


def test_the_envelope_and_the_loop_header():
    mail = parse(
        letter(
            "Delivered-To: Help@shop.example\nX-Original-To: help@shop.example\nEnvelope-To: <sales@shop.example>\n"
            "X-Tugi-Loop: abc\nAuthentication-Results: mx.shop.example;\n dmarc=pass header.from=client.example"
        )
    )
    assert mail.delivered_to == ("help@shop.example", "sales@shop.example")
    assert mail.x_tugi_loop == "abc"
    assert mail.authentication_results == ("mx.shop.example; dmarc=pass header.from=client.example",)


def test_a_folded_subject_is_one_line():
    assert parse(letter("Subject: one\n  two\n\tthree", head="From: a@x.example\r\n")).subject == "one two three"
    assert one_line("a\r\nBcc: b\0c\u2028d") == "a Bcc: bc d"


def test_no_headers_at_all():
    mail = parse(letter(head="X-Y: z\r\n"))
    assert (mail.from_, mail.to, mail.subject, mail.date, mail.message_id) == (None, (), None, None, None)


@pytest.mark.parametrize(
    "value",
    [
        b"(" * 250_000,
        b'"' * 250_001,
        b'\\"' * 125_000 + b'"',
        b'"\\"' * 80_000,
        b"<" * 250_000,
        b"a," * 125_000,
        b"(a" * 125_000,
    ]
    + [b":" * 250_000, b"=?utf-8?q?" * 25_000, b"=?utf-8?q?=41?= " * 15_000, b"@" * 250_000, b"a b@c " * 40_000],
    ids=lambda value: value[:6].decode(),
)
def test_bait_in_headers_takes_less_than_two_seconds(value):
    raw = (
        b"From: "
        + value
        + b"\r\nTo: "
        + value
        + b"\r\nSubject: "
        + value
        + b"\r\nReferences: "
        + value
        + b"\r\n\r\nbody"
    )
    started = time.process_time()
    assert parse(raw).text == "body"
    assert time.process_time() - started < 2


def test_many_recipients_are_capped_with_a_notice():
    head = HEAD.replace("help@shop.example", ", ".join(f"u{n}@x.example" for n in range(1500)))
    mail = parse(letter(head=head))
    assert (len(mail.to), mail.notices) == (1000, ("too_many_addresses",))
