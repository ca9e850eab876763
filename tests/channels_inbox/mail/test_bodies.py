"""Which text is shown, which parts are files, and how broken structures are read."""

import base64
import gzip
import time

import pytest

from channels_inbox.mail import parse

from .letters import HEAD, HTML, PLAIN, letter, multipart

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
BASE64 = "Content-Transfer-Encoding: base64"
FILE = 'Content-Type: application/pdf; name="bill.pdf"\nContent-Disposition: attachment; filename="bill.pdf"\n' + BASE64


def b64(data):
    return base64.encodebytes(data)


def test_text_and_html_alternatives():
    mail = parse(multipart((PLAIN, "Plain ä"), (HTML, "<p>Rich <b>ä</b></p>"), kind="alternative"))
    assert (mail.text, mail.html, mail.attachments) == ("Plain ä", "<p>Rich <b>ä</b></p>", ())


def test_html_alone_gives_text_too():
    mail = parse(letter(HTML, "<p>One</p><p>Two<br>three</p><ul><li>x</li><li>y</li></ul>"))
    assert mail.text == "One\n\nTwo\nthree\n\n- x\n- y"


def test_html_text_marks_quotes_so_that_the_reply_is_found():
    body = "<div>Yes.</div><div>On 3 Mar 2026 at 10:00, Mari wrote:<blockquote><p>Is it?</p></blockquote></div>"
    mail = parse(letter(HTML, body))
    assert "> Is it?" in mail.text
    assert mail.reply_text == "Yes."


def test_an_empty_text_part_gives_way_to_html():
    assert parse(multipart((PLAIN, "  \r\n"), (HTML, "<p>Words</p>"), kind="alternative")).text == "Words"


def test_texts_one_after_the_other_are_joined():
    mail = parse(multipart((PLAIN, "one"), (PLAIN, "two"), (FILE, b64(b"%PDF-1"))))
    assert mail.text == "one\ntwo"
    (file,) = mail.attachments
    assert (file.filename, file.content_type, file.content, file.size, file.inline) == (
        "bill.pdf", "application/pdf", b"%PDF-1", 6, False,
    )  # fmt: skip


def test_html_followed_by_a_text_footer_keeps_both():
    mail = parse(multipart((HTML, "<p>Body</p>"), (PLAIN, "-- list <footer>")))
    assert mail.html.startswith("<p>Body</p>")
    assert "-- list &lt;footer&gt;" in mail.html
    assert mail.text == "Body\n-- list <footer>"


def test_a_named_text_is_a_file():
    log = 'Content-Type: text/plain; name="run.log"'
    mail = parse(multipart((PLAIN, "See log"), (log, "line")))
    assert mail.text == "See log"
    assert [file.filename for file in mail.attachments] == ["run.log"]


def test_a_body_with_a_name_is_read_and_kept():
    mail = parse(letter('Content-Type: text/plain; name="body.txt"', "The words"))
    assert mail.text == "The words"
    assert [file.filename for file in mail.attachments] == ["body.txt"]


def test_inline_image_shown_by_the_html():
    image = "Content-Type: image/png\nContent-ID: <logo@x>\nContent-Transfer-Encoding: base64"
    mail = parse(multipart((HTML, '<p>Hi <img src="cid:logo@x" alt="Logo"></p>'), (image, b64(PNG)), kind="related"))
    (file,) = mail.attachments
    assert (file.filename, file.content_id, file.inline, file.content) == ("attachment-1.png", "logo@x", True, PNG)
    assert 'src="cid:logo@x"' in mail.html


@pytest.mark.parametrize(
    "headers, name",
    [
        ('Content-Disposition: attachment; filename="a b.txt"', "a b.txt"),
        ("Content-Disposition: attachment; filename=a b.txt", "a b.txt"),
        ("Content-Disposition: attachment; filename*=utf-8''%C3%A4%20b.txt", "ä b.txt"),
        ("Content-Disposition: attachment; filename*0=very; filename*1=long.txt", "verylong.txt"),
        ("Content-Disposition: attachment; filename*0*=iso-8859-1''%E4; filename*1*=%F6.txt", "äö.txt"),
        ('Content-Disposition: attachment; filename="=?utf-8?q?=C3=A4=2Etxt?="', "ä.txt"),
        ("Content-Disposition: attachment; filename=\"x.txt\"; filename*=utf-8''%C3%A4.txt", "ä.txt"),
        ('Content-Type: application/zip; name="z.zip"', "z.zip"),
        ("Content-Type: application/zip name=z.zip", "z.zip"),
        ("Content-Type: application/zip\nContent-Location: https://x.example/a/z.zip?k=1", "z.zip"),
        ("Content-Type: application/zip", "attachment-1.zip"),
        ("Content-Type: message/rfc822", "Old mail.eml"),
    ],
)
def test_file_names(headers, name):
    mail = parse(multipart((PLAIN, "x"), (headers, "Subject: Old mail\r\n\r\nwords")))
    assert [file.filename for file in mail.attachments] == [name]


def test_a_forwarded_mail_is_a_file_and_its_text_stays_inside():
    mail = parse(multipart((PLAIN, "See"), ("Content-Type: message/rfc822", "Subject: Old\r\n\r\nsecret")))
    assert mail.text == "See"
    assert mail.attachments[0].content == b"Subject: Old\r\n\r\nsecret"


def test_signatures_and_tnef_are_files():
    mail = parse(
        multipart(
            (PLAIN, "x"),
            ("Content-Type: application/pkcs7-signature; name=smime.p7s", "s"),
            ("Content-Type: application/ms-tnef; name=winmail.dat", "t"),
            kind="signed",
        )
    )
    assert [file.filename for file in mail.attachments] == ["smime.p7s", "winmail.dat"]


@pytest.mark.parametrize(
    "encoding, body, text",
    [
        ("quoted-printable", b"a =C3=A4 b=\r\nc =3D =XY", "a ä bc = =XY"),
        ("base64", b64("tere ä".encode()), "tere ä"),
        ("BASE64 ", b"dGVy\r\n!!ZQ", "tere"),
        ("base64", b"dGVyZQ==dGVyZQ==", "teretere"),
        ("x-uuencode", b"begin 644 x\r\n$=&5R90``\r\n`\r\nend\r\n", "tere"),
        ("8bit", "ä".encode(), "ä"),
        ("nonsense", b"as it is", "as it is"),
        ("", b"as it is", "as it is"),
    ],
)
def test_transfer_encodings(encoding, body, text):
    assert parse(letter(f"{PLAIN}\nContent-Transfer-Encoding: {encoding}", body)).text == text


@pytest.mark.parametrize(
    "charset, data, text",
    [
        ("iso-8859-1", b"\xe4\x80", "ä€"),  # meant as Windows-1252, as browsers read it
        ("windows-1257", b"\xd5\xf5", "Õõ"),
        ("iso-8859-15", b"\xa4", "€"),
        ("koi8-r", "Привет".encode("koi8-r"), "Привет"),
        ("gb2312", "你好".encode("gb18030"), "你好"),
        ("ks_c_5601-1987", "안녕".encode("cp949"), "안녕"),
        ("shift_jis", "こんにちは".encode("cp932"), "こんにちは"),
        ("iso-2022-jp", "こんにちは".encode("iso2022_jp"), "こんにちは"),
        ("utf-7", b"+AOQ-", "ä"),
        ("utf-16", "ä".encode("utf-16"), "ä"),
        ("us-ascii", "ä".encode(), "ä"),  # a label that cannot be true
        ("us-ascii", b"\xe4", "ä"),
        ("utf-8", b"Gr\xfc\xdfe", "Grüße"),
        ("utf-8", "ä ö ü ".encode() + b"\xff", "ä ö ü \ufffd"),
        ("x-nobody-knows", "ä".encode(), "ä"),
        ("zip", b"abc", "abc"),
        ("idna", b"a." * 5000, "a." * 5000),
        ("unicode_escape", b"\\u0041", "\\u0041"),
        ("", "ä".encode(), "ä"),
    ],
)
def test_charsets(charset, data, text):
    assert parse(letter(f"Content-Type: text/plain; charset={charset}", data)).text == text


def test_charset_of_html_from_its_meta():
    body = '<html><head><meta charset="windows-1251"></head><body>Привет</body></html>'.encode("cp1251")
    assert parse(letter("Content-Type: text/html", body)).text == "Привет"


def test_nul_and_lone_surrogates_never_reach_the_text():
    mail = parse(letter(PLAIN, b"a\x00b \xed\xa0\x80 c", HEAD.replace("Order", "Or\0der")))
    assert mail.subject == "Order 12"
    assert "\0" not in mail.text
    mail.text.encode()


def test_flowed_text_is_joined():
    body = "This line \r\ngoes on.\r\n> quoted \r\n> too\r\n-- \r\nRosa"
    assert parse(letter(f"{PLAIN}; format=flowed", body)).text == "This line goes on.\n> quoted too\n-- \nRosa"


# Broken structures


def test_a_missing_end_boundary():
    raw = multipart((PLAIN, "one"), (FILE, b64(b"x"))).replace(b"--sep--\r\n", b"")
    mail = parse(raw)
    assert (mail.text, mail.attachments[0].content) == ("one", b"x")


def test_an_outer_boundary_closes_inner_parts():
    inner = 'Content-Type: multipart/alternative; boundary="in"'
    mail = parse(multipart((inner, "--in\r\nContent-Type: text/plain\r\n\r\nwords"), (FILE, b64(b"x"))))
    assert (mail.text, [file.filename for file in mail.attachments]) == ("words", ["bill.pdf"])


def test_boundaries_that_begin_alike():
    inner = 'Content-Type: multipart/alternative; boundary="sep2"'
    mail = parse(multipart((inner, "--sep2\r\nContent-Type: text/plain\r\n\r\nwords\r\n--sep2--"), (PLAIN, "after")))
    assert mail.text == "words\nafter"


def test_a_multipart_without_its_parts_shows_its_words():
    assert parse(letter('Content-Type: multipart/mixed; boundary="none"', "only words")).text == "only words"
    assert parse(letter("Content-Type: multipart/mixed", "only words")).text == "only words"


def test_preamble_and_epilogue_are_not_shown():
    raw = multipart((PLAIN, "one")).replace(b"\r\n\r\n--sep", b"\r\n\r\nThis is MIME\r\n--sep") + b"\r\nepilogue"
    assert parse(raw).text == "one"


@pytest.mark.parametrize("kind", ["text", "plain/text", "", "text/plain charset=utf-8", "TEXT/PLAIN;"])
def test_content_types_that_are_none(kind):
    assert parse(letter(f"Content-Type: {kind}", "words")).text == "words"


@pytest.mark.parametrize(
    "raw", [b"", b"\r\n", b"\r\n" * 9, bytes(range(256)) * 300, b"\0", b":", b"--", b"\xff\xfe" * 500]
)
def test_garbage_never_raises(raw):
    mail = parse(raw)
    assert mail.as_json()["attachments"] == []
    assert "unreadable" not in mail.notices


# Caps


def nested(depth):
    body = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth))
    return HEAD.encode() + body.encode() + b"Content-Type: text/plain\r\n\r\ndeep"


def test_deep_nesting_is_read_to_the_cap():
    assert parse(nested(40)).text == "deep"
    assert parse(nested(40)).notices == ()
    for depth in (60, 20_000):
        assert parse(nested(depth)).notices == ("too_deep",)


def test_many_parts_are_read_to_the_cap():
    mail = parse(multipart((PLAIN, "first"), *[(FILE, b64(b"x"))] * 1200))
    assert mail.text == "first"
    assert len(mail.attachments) == 200
    assert mail.notices == ("too_many_attachments", "too_many_parts")


def test_huge_headers_are_read_to_the_cap():
    raw = letter("X-Long: " + "a" * 2_000_000, "the body")
    assert (parse(raw).subject, parse(raw).text, parse(raw).notices) == ("Order 12", "the body", ("headers_too_large",))
    lines = letter("\n".join(f"X-H{n}: v" for n in range(120_000)), "the body")
    assert (parse(lines).text, parse(lines).notices) == ("the body", ("headers_too_large",))


def test_a_huge_mail_is_read_to_the_cap():
    mail = parse(letter(PLAIN, b"a line of words\n" * (51 * 65536)))
    assert mail.notices == ("text_cut", "too_large")
    assert mail.text.startswith("a line of words\na line")


def test_archives_are_not_unpacked():
    bomb = gzip.compress(b"0" * 5_000_000)
    mail = parse(
        multipart(
            (PLAIN, "x"), ("Content-Type: application/gzip; name=b.gz\nContent-Transfer-Encoding: base64", b64(bomb))
        )
    )
    assert mail.attachments[0].content == bomb


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/mixed; boundary=q\r\n\r\n" + b"--q\r\n" * 200_000,
        b"Content-Type: multipart/mixed; boundary=q\r\n\r\n" + b"--" * 1_000_000,
        b"Content-Type: multipart/mixed; boundary=q\r\n\r\n" + b"--x\r\n" * 150_000,
        b"Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n" + b"a: b\r\n" * 300_000,
        b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"a \r\n" * 300_000,
        b"Content-Type: text/plain; a" + b";a=b" * 200_000 + b"\r\n\r\nx",
        b"Content-Type: text/plain; charset=" + b"a" * 500_000 + b"\r\n\r\nx",
        b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=" * 1_000_000,
        b"Content-Transfer-Encoding: x-uuencode\r\n\r\n" + b"begin 644 " * 100_000,
    ],
    ids=[
        "parts",
        "dashes",
        "strange-boundaries",
        "part-headers",
        "flowed",
        "parameters",
        "charset",
        "padding",
        "begins",
    ],
)
def test_bait_in_structures_takes_less_than_two_seconds(raw):
    started = time.process_time()
    assert "unreadable" not in parse(raw).notices
    assert time.process_time() - started < 2
