"""Quoted history of HTML can be folded away; nothing is deleted, and answers stay outside."""
# ruff: noqa: E501 - mails are written as they are sent

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels_inbox.mail.fold_quotes import fold_quotes
from channels_inbox.mail.html import clean_mail_html, html_to_text

OPEN = '<details class="quote"><summary>Older</summary>'
CLOSE = "</details>"


def outside(html):
    """What is read without opening a fold."""
    folded = fold_quotes(clean_mail_html(html), "Older")
    out = ""
    for piece in folded.split(OPEN):
        out += piece if not out and OPEN not in folded else piece.split(CLOSE, 1)[-1] if CLOSE in piece else piece
    return " ".join(html_to_text(out).split())


HEADER = (
    "<b>From:</b> Mari &lt;mari@shop.example&gt;<br><b>Sent:</b> 3 March 2026<br><b>To:</b> Rosa<br><b>Subject:</b> x"
)
MAILS = {
    "gmail": '<div>Yes.</div><div class="gmail_quote"><div class="gmail_attr">On 3 Mar 2026 at 10:00, Mari &lt;<a href="mailto:mari@shop.example">mari@shop.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="border-left:1px solid">old</blockquote></div>',
    "apple": '<div>Yes.</div><div><br><blockquote type="cite"><div>On 3 Mar 2026, at 10:00, Mari wrote:</div><div>old</div></blockquote></div>',
    "thunderbird": '<p>Yes.</p><div class="moz-cite-prefix">On 03/03/2026 10:00, Mari wrote:<br></div><blockquote type="cite"><p>old</p></blockquote>',
    "outlook-web": '<div>Yes.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Mari<br><b>Sent:</b> x<br><b>To:</b> y</div><div>old</div>',
    "outlook": f'<div class="WordSection1"><p>Yes.</p><div><div style="border-top:solid 1pt"><p>{HEADER}</p></div></div><p>old</p></div>',
    "outlook-outer": f"<div><p>Yes.</p><div><p>{HEADER}</p></div></div><p>old</p>",
    "bare-header": f"Yes.<br><br><hr>{HEADER}<br><br>old",
    "original-message": f"Yes.<br><br>-----Original Message-----<br>{HEADER}<br><br>old",
    "yahoo": '<div>Yes.</div><div class="yahoo_quoted"><div>On Tuesday, Mari wrote:</div><div>old</div></div>',
    "plain-blockquote": "<p>Yes.</p><p>03.03.2026, 10:00, Mari &lt;mari@shop.example&gt;:</p><blockquote>old</blockquote>",
    "estonian": "<p>Yes.</p><div>Kasutaja Mari (&lt;mari@shop.example&gt;) kirjutas kuupäeval T, 3. märts 2026 kell 10:00:</div><blockquote>old</blockquote>",
    "norwegian": "<p>Yes.</p><div>tir. 3. mars 2026 kl. 10:00 skrev Kari &lt;kari@shop.example&gt;:</div><blockquote>old</blockquote>",
    "outlook-nb": "<p>Yes.</p><div><b>Fra:</b> Kari<br><b>Sendt:</b> 3. mars 2026<br><b>Til:</b> Rosa<br><b>Emne:</b> x</div><p>old</p>",
    "outlook-et": "<p>Yes.</p><div><b>Saatja:</b> Mari<br><b>Saadetud:</b> 3. märts<br><b>Adressaat:</b> Rosa<br><b>Teema:</b> x</div><p>old</p>",
}  # fmt: skip


@pytest.mark.parametrize("html", MAILS.values(), ids=MAILS.keys())
def test_history_is_folded(html):
    assert outside(html) == "Yes."


def test_answers_between_quotes_stay_outside():
    html = (
        '<div class="gmail_quote"><div>On 3 Mar 2026 at 10:00, Mari wrote:</div><blockquote type="cite">first?</blockquote>'
        "<div>Yes.</div><blockquote type='cite'>second?</blockquote><div>No.</div></div>"
    )
    assert outside(html) == "Yes. No."


@pytest.mark.parametrize(
    "html",
    [
        "<p>She said:</p><blockquote>my own passage, set off</blockquote><p>and went.</p>",
        '<blockquote type="cite">all is quote</blockquote>',
        '<div>See.</div><div class="gmail_quote">---------- Forwarded message ---------<br>From: Dora<br>Date: 3 Mar 2026<br>Subject: x<br>To: y<br><br>words</div>',
        f"<p>See.</p><p>---------- Forwarded message ----------</p><p>{HEADER}</p><p>words</p>",
        "<p>From: Tallinn<br>To: Oslo</p>",
        "<p>no quote</p>",
        "",
    ],
)
def test_what_is_no_history_is_left_alone(html):
    clean = clean_mail_html(html)
    assert fold_quotes(clean, "Older") == clean


def test_the_summary_is_escaped():
    assert "<summary>&lt;b&gt;</summary>" in fold_quotes('<p>x</p><blockquote type="cite">y</blockquote>', "<b>")


def words(html, folds=0):
    text = re.sub("<[^>]*>", " ", html).split()
    return sorted(text + ["Older"] * folds) if folds else sorted(text)


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        '<blockquote type="cite">',
        "</blockquote>",
        "words",
        "<br>",
        "<hr>",
        HEADER,
        "<table><td>",
    ]
    + [
        "On 3 Mar 2026 at 10:00, Mari wrote:",
        '<div class="gmail_quote">',
        "-----Original Message-----",
        "<b>",
        "</b>",
        "<img src=cid:x>",
    ]
    + ["---------- Forwarded message ---------", '<div id="appendonsend">']
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_folding_only_adds_folds(pieces):
    clean = clean_mail_html("".join(pieces))
    folded = fold_quotes(clean, "Older")
    assert folded.replace(OPEN, "").replace(CLOSE, "") == clean
    # Read as a browser does, the words are the same ones in the same order.
    assert words(clean_mail_html(folded)) == words(folded) == words(clean, folds=folded.count(OPEN))
