"""Plain text of strangers on the page."""

from tickets.bodies import as_text
from tickets.templatetags.thread import plain_text


def test_paragraphs_are_markup_and_the_words_are_not():
    text = plain_text("One <b>&\nTwo\n\nhttps://example.com/a?b=1&c=2")
    assert hasattr(text, "__html__")
    assert text.startswith("<p>One &lt;b&gt;&amp;<br>Two</p>")
    assert '<a href="https://example.com/a?b=1&amp;c=2" rel="nofollow">' in text
    assert plain_text("One\r\n\r\n\r\n> Two\rThree") == "<p>One</p><p>&gt; Two<br>Three</p>"
    assert plain_text("<script>") == "<p>&lt;script&gt;</p>"


def test_the_text_of_a_reply_names_where_its_links_go():
    assert as_text('<p>See <a href="https://example.com/a?b=1&amp;c=2" rel="x">the list</a>.</p>') == (
        "See the list (https://example.com/a?b=1&c=2)."
    )
    assert as_text('<p><a href="mailto:rosa@example.com">rosa@example.com</a></p>') == "rosa@example.com"
