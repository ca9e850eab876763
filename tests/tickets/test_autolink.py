"""Addresses written out become links, and nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.autolink import autolink
from tickets.bodies import as_text, clean_body
from tickets.operations import conversation

REL = ' rel="noopener noreferrer nofollow"'


def link(address):
    return f'<a href="{address}"{REL}>{address}</a>'


@pytest.mark.parametrize(
    "html, expected",
    [
        ("<p>See https://a.example/b.</p>", f"<p>See {link('https://a.example/b')}.</p>"),
        ("<p>(http://a.example/x_(y))</p>", f"<p>({link('http://a.example/x_(y)')})</p>"),
        ("<p>https://a.example/?a=1&amp;b=2</p>", f"<p>{link('https://a.example/?a=1&amp;b=2')}</p>"),
        ("<p>&lt;https://a.example&gt; &amp; co</p>", f"<p>&lt;{link('https://a.example')}&gt; &amp; co</p>"),
        ("https://a.example<br>and", f"{link('https://a.example')}<br>and"),
        ("<p>a.example and ftp://a.example</p>", None),
        ('<p><a href="https://a.example">https://a.example</a></p>', None),
        ("<p><code>curl https://a.example</code></p>", None),
        ("<p>https:// is how it starts</p>", None),
        ('<p><img src="/attachments/a/b.png" alt="> https://a.example"></p>', None),
        ("<p>javascript://a.example</p>", None),
        ("<p>https://a.example/o'neil's</p>", "<p>" + link("https://a.example/o'neil's") + "</p>"),
        (
            "<p>http://localhost:8531/x, https://ö.example:</p>",
            f"<p>{link('http://localhost:8531/x')}, {link('https://ö.example')}:</p>",
        ),
    ],
)
def test_addresses(html, expected):
    assert autolink(html) == (html if expected is None else expected)


PIECES = [
    "https://a.example/b",
    "http://",
    "<",
    ">",
    "&",
    '"',
    "'",
    ".",
    ")",
    "(",
    " ",
    "<p>",
    "</p>",
    "<code>",
    "</code>",
]
PIECES += [":", "[", "@", "%", "?", "ü", "<a href='https://c.example'>", "</a>", "\xa0", "x", "<br>"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_it_stays_clean_says_the_same_and_bears_to_be_done_again(typed):
    html, text = clean_body(typed, "html")
    linked = autolink(html)
    assert clean_body(linked, "html")[0] == linked
    assert as_text(linked) == text
    assert autolink(linked) == linked


@pytest.mark.django_db
def test_what_is_sent_has_links(ticket, bob):
    said = "<p>Look at https://a.example/b.</p>"
    for write in (conversation.reply, conversation.add_note):
        assert link("https://a.example/b") in write(ticket, by=bob, body=said).body_html
