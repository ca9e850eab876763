"""A mail's own HTML, made ready for the frame."""

from django.core.files.base import ContentFile

from tickets.mail_html import render_incoming
from tickets.models import Attachment


def message_with(post, html):
    return post.message(post(html=html))


def test_remote_images_are_held_until_asked_for(post):
    message = message_with(post, '<p>Hi <img src="https://spy.example/p.gif"> <img src="//spy.example/q.gif"></p>')
    html, held = render_incoming(message, show_images=False)
    assert (held, 'src="https://spy' in html.replace("data-held-src", "")) == (2, False)
    html, held = render_incoming(message, show_images=True)
    assert (held, html.count("spy.example")) == (0, 2)


def test_pictures_of_the_mail_point_at_its_own_files(post):
    message = message_with(post, '<p><img src="cid:logo@x"><img src="cid:gone@x"></p>')
    file = Attachment(
        workspace=message.workspace,
        message=message,
        name="l.png",
        content_type="image/png",
        size=1,
        content_id="logo@x",
    )
    file.file.save("l", ContentFile(b"x"), save=False)
    file.save()
    html, _ = render_incoming(message, show_images=False)
    assert f'src="/attachments/{file.public_id}/?inline=1"' in html
    assert "cid:" not in html


def test_quoted_history_is_folded_and_kept(post):
    body = (
        '<p>Yes.</p><div class="gmail_quote"><p>On Tue, 3 Mar 2026 at 10:00, Ana &lt;ana@acme.example&gt; wrote:</p>'
        "<blockquote><p>Is it on?</p></blockquote></div>"
    )
    message = message_with(post, body)
    html, _ = render_incoming(message, show_images=False)
    assert html.index("Yes.") < html.index('<details class="quote">') < html.index("Is it on?")
    assert "<details" not in render_incoming(message, show_images=False, fold_quotes=False)[0]


def test_what_was_stored_is_cleaned_again(post):
    message = message_with(post, "<p>x</p>")
    message.body_html = '<p onclick="a()">x<script>a()</script></p>'
    assert render_incoming(message, show_images=True)[0] == "<p>x</p>"
