"""Mails as they leave: nobody adds a header or a recipient through a name, a subject or a file name."""

import email
from email.policy import default
from email.utils import getaddresses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels_inbox.adapters.base import OutboundFile, PermanentFailure
from channels_inbox.adapters.email import build
from channels_inbox.adapters.email.smtp import _bytes
from tests.channels_inbox.outbounds import outbound

NASTY = [
    *'\r\n\0,;<>"\\@:() \u2028õ日🚲',
    *("\r\n", "=?utf-8?q?a=2C_b=40c=2Ecom?=", "=?", "Bcc: x@evil.example", "a" * 70),
]
words = st.lists(st.sampled_from(NASTY) | st.text(max_size=8), max_size=12).map("".join)
local = st.text("abcdefghijklmnopqrstuvwxyz0123456789+._-", min_size=1, max_size=30).filter(
    lambda text: text[0].isalnum() and text[-1].isalnum() and ".." not in text
)
address = st.builds("{}@{}.example".format, local, st.sampled_from(["acme", "globex", "a-b"]))
people = st.lists(st.tuples(words, address), min_size=1, max_size=4).map(tuple)


def sent(mail):
    """What the receiver parses."""
    return email.message_from_bytes(_bytes(build.message(mail)), policy=default)


def addresses(header):
    return [address.addr_spec for address in header.addresses] if header else []


@settings(max_examples=300, deadline=None)
@given(name=words, to=people, cc=people, subject=words)
def test_recipients_parsed_back_are_those_meant(name, to, cc, subject):
    mail = outbound(from_name=name, to=to, cc=cc, bcc=(("", "hidden@acme.example"),), subject=subject)
    raw = _bytes(build.message(mail))
    got = email.message_from_bytes(raw, policy=default)

    assert addresses(got["From"]) == ["help@acme.example"]
    assert addresses(got["To"]) == [address for _name, address in to]
    assert addresses(got["Cc"]) == [address for _name, address in cc]
    assert got["Bcc"] is None
    assert b"hidden@acme.example" not in raw
    head = raw.split(b"\r\n\r\n")[0].split(b"\r\n")
    names = {line.split(b":")[0].lower() for line in head if line[:1] not in b" \t"}
    assert names == {
        b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"mime-version", b"content-type", b"content-transfer-encoding",
    }  # fmt: skip
    # An older reader, which knows nothing of encoded words, sees the same people.
    compat = email.message_from_bytes(raw)
    assert [address for _name, address in getaddresses(compat.get_all("To"))] == [address for _name, address in to]


@settings(max_examples=200, deadline=None)
@given(subject=st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=200))
def test_a_subject_arrives_as_it_was_written(subject):
    got = str(sent(outbound(subject=subject))["Subject"])
    assert "".join(got.split()) == "".join(subject.split())


def test_a_reply_is_threaded_and_says_who_wrote_it():
    got = sent(
        outbound(
            from_name="Bob Birch, Acme",
            reply_to="help+abc@acme.example",
            in_reply_to="2@example.com",
            references=("1@example.com", "2@example.com"),
            headers={"Auto-Submitted": "auto-replied", "X-Tugi-Loop": "acme"},
        )
    )
    assert str(got["From"]) == '"Bob Birch, Acme" <help@acme.example>'
    assert str(got["To"]) == "Rosa Mets <rosa@example.com>"
    assert str(got["Reply-To"]) == "help+abc@acme.example"
    assert got["Message-ID"] == "<1@acme.example>"
    assert got["In-Reply-To"] == "<2@example.com>"
    assert got["References"] == "<1@example.com> <2@example.com>"
    assert (got["Auto-Submitted"], got["X-Tugi-Loop"]) == ("auto-replied", "acme")


def test_a_long_message_id_stands_on_the_line_of_its_name():
    long = "x" * 90 + "@acme.example"
    raw = _bytes(build.message(outbound(message_id=long, in_reply_to=long, references=(long, "2@example.com"))))
    assert (
        f"\r\nMessage-ID: <{long}>\r\nIn-Reply-To: <{long}>\r\nReferences: <{long}>\r\n <2@example.com>\r\n".encode()
        in raw
    )


def test_references_keep_the_first_and_the_last_twenty():
    ids = tuple(f"{number}@example.com" for number in range(100))
    got = sent(outbound(references=ids))["References"].split()
    assert got == ["<0@example.com>", *(f"<{number}@example.com>" for number in range(80, 100))]


def test_text_html_images_and_files_each_have_their_place():
    picture = OutboundFile("wheel.png", "image/png", b"\x89PNG", content_id="wheel@acme")
    page = OutboundFile("evil.html", "text/html", b"<script>")
    got = sent(outbound(text="Tere, õhtu!", html='<p>Tere</p><img src="cid:wheel@acme">', files=(picture, page)))

    assert got.get_content_type() == "multipart/mixed"
    alternative, file = got.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    text, related = alternative.iter_parts()
    assert text.get_content() == "Tere, õhtu!\r\n"
    assert related.get_content_type() == "multipart/related"
    html, image = related.iter_parts()
    assert html.get_content() == '<p>Tere</p><img src="cid:wheel@acme">\r\n'
    assert (image["Content-ID"], image.get_content(), image.get_content_disposition()) == (
        "<wheel@acme>",
        b"\x89PNG",
        "inline",
    )
    assert (file.get_content_type(), file.get_filename(), file.get_content()) == (
        "application/octet-stream",
        "evil.html",
        b"<script>",
    )


def test_text_alone_is_one_part():
    got = sent(outbound())
    assert (got.get_content_type(), got.get_content()) == ("text/plain", "Try it now.\r\n")


@settings(max_examples=100, deadline=None)
@given(name=words, text=st.text(max_size=300))
def test_any_file_name_and_text_can_be_sent(name, text):
    got = sent(outbound(text=text, html=f"<p>{text}</p>", files=(OutboundFile(name, "image/png", b"x"),)))
    (file,) = got.iter_attachments()
    assert file.get_content() == b"x"
    assert not set("\r\n\0/\\") & set(file.get_filename())


def test_lines_are_within_what_smtp_carries():
    raw = _bytes(build.message(outbound(text="x" * 5000, html="y" * 5000, subject="z " * 400)))
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.isascii()


@pytest.mark.parametrize(
    "bad", ["", "rosa", "a@b@c", "rosa@", "@example.com", "a b@example.com", "a@b\r\nBcc: x@y", "õ@example.com"]
)
def test_what_is_no_address_is_refused(bad):
    with pytest.raises(PermanentFailure):
        build.message(outbound(to=(("", bad),)))


def test_a_domain_beyond_ascii_is_encoded():
    assert build.ascii_address("rosa@põhjatuul.example") == "rosa@xn--phjatuul-e4a.example"


@pytest.mark.parametrize("name", ["Bcc", "Subject", "X-A: b\r\nBcc", "Received-\n"])
def test_headers_that_we_set_ourselves_can_not_be_set(name):
    with pytest.raises(ValueError):
        build.message(outbound(headers={name: "x@evil.example"}))
