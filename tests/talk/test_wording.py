"""What a text names, and how it is shown."""

from types import SimpleNamespace

import pytest

from talk.wording import as_html, mentioned, ticket_numbers


class Named(SimpleNamespace):
    __hash__ = object.__hash__


KARI, ANNE, MARIUS = (Named(name=name) for name in ("Kari Lie", "Kari Anne Moe", "Marius Haugen"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Marius Haugen, look", {"Marius Haugen": "@Marius Haugen"}),
        ("Ask @marius.", {"Marius Haugen": "@marius"}),
        ("(@Kari Anne Moe)", {"Kari Anne Moe": "@Kari Anne Moe"}),
        ("@Kari Lie @Marius", {"Kari Lie": "@Kari Lie", "Marius Haugen": "@Marius"}),
        ("@Kari, which one?", {}),
        ("@Mariusz and marius@example.com and x/@Marius", {}),
        ("@", {}),
    ],
)
def test_mentioned(text, found):
    people = [KARI, ANNE, MARIUS]
    assert {member.name: words for member, words in mentioned(text, people).items()} == found


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("See #4218, then #7.", [4218, 7]),
        ("http://acme.localhost/tickets/12/ and #12", [12]),
        ("https://acme.localhost/tickets/12/?view=x", [12]),
        ("https://other.example/tickets/12/", []),
        ("https://acme.localhost/tickets/12-a/", []),
        ("https://acme.localhost/#12 a#1 #1a ##2 #1234567890", []),
        ("#1 #2 #3 #4 #5 #6", [1, 2, 3, 4, 5]),
    ],
)
def test_ticket_numbers(text, numbers):
    assert ticket_numbers(text, {"acme.localhost"}) == numbers


def test_as_html_escapes_what_people_wrote_and_marks_what_it_knows():
    text = '<b>@Marius</b> see #7 and #8\nhttps://x.example/?a=1&b=2#7 "ok"'
    assert as_html(text, mentions=["@Marius"], numbers=[7], me="@Marius") == (
        '<p>&lt;b&gt;<span class="talk__mention talk__mention--me">@Marius</span>&lt;/b&gt; see'
        ' <a href="/tickets/7/">#7</a> and #8<br>'
        '<a href="https://x.example/?a=1&amp;b=2#7" rel="nofollow">https://x.example/?a=1&amp;b=2#7</a> &quot;ok&quot;</p>'
    )


@pytest.mark.parametrize("text", ["javascript:alert(1)", "<script>alert(1)</script>", "https://x.example/'onclick=a"])
def test_no_text_becomes_a_script(text):
    html = as_html(text)
    assert "<script" not in html and 'href="javascript' not in html and "' onclick" not in html
