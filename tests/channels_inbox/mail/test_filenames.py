"""Names of files are for display: no path, no device, nothing that hides or turns text."""

import pytest

from channels_inbox.mail import parse
from channels_inbox.mail.filenames import safe_filename

from .letters import PLAIN, multipart


@pytest.mark.parametrize(
    "raw, name",
    [
        ("bill.pdf", "bill.pdf"),
        ("Arve märts.pdf", "Arve märts.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\Users\\rosa\\bill.pdf", "bill.pdf"),
        ("/", "attachment-1.pdf"),
        ("..", "attachment-1.pdf"),
        ("", "attachment-1.pdf"),
        ("   ", "attachment-1.pdf"),
        ("a\0.pdf", "a.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ("bill\u202efdp.exe", "billfdp.exe"),
        ("a\u200bb\ufeff.pdf", "ab.pdf"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("console.txt", "console.txt"),
        ('a<b>"c|d?e*f:g.txt', "a_b__c_d_e_f_g.txt"),
        (".htaccess", "htaccess"),
        ("name. . .", "name"),
    ],
)
def test_names(raw, name):
    assert safe_filename(raw, content_type="application/pdf") == name


@pytest.mark.parametrize("raw", ["a" * 5000 + ".pdf", "ä" * 5000 + ".pdf", "." + "b" * 5000, "a." + "b" * 5000])
def test_long_names_are_cut_and_keep_their_ending(raw):
    name = safe_filename(raw)
    assert 190 <= len(name.encode()) <= 200
    assert name.endswith(".pdf") == raw.endswith(".pdf")


def test_hostile_names_in_a_mail():
    hostile = [
        'Content-Disposition: attachment; filename="../../../etc/cron.d/x\0.pdf"',
        "Content-Disposition: attachment; filename*=utf-8''..%2F..%2Fx%00%0d%0aSet-Cookie:a.pdf",
        "Content-Disposition: attachment; filename*=utf-8''%E2%80%AEfdp.exe",
        f'Content-Disposition: attachment; filename="{"a" * 5000}.pdf"',
    ]
    mail = parse(multipart((PLAIN, "x"), *[(headers, "y") for headers in hostile]))
    assert [file.filename for file in mail.attachments] == [
        "x.pdf",
        "x Set-Cookie_a.pdf",
        "fdp.exe",
        "a" * 196 + ".pdf",
    ]
