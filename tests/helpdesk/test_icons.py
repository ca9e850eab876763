from django.template import Context, Template

from helpdesk.lib import avatars, icons


def test_an_icon_is_hidden_unless_it_has_a_name():
    assert 'aria-hidden="true"' in icons.icon("mail", 14)
    assert 'role="img" aria-label="E-mail"' in icons.icon("mail", 14, label="E-mail")


def test_small_icons_have_a_heavier_stroke():
    assert 'stroke-width="2"' in icons.icon("check", 12)
    assert 'stroke-width="1.75"' in icons.icon("check", 14)


def test_a_label_cannot_break_out_of_its_attribute():
    assert '"><script>' not in icons.status_icon("open", label='"><script>')


def test_each_status_and_priority_has_a_shape_of_its_own():
    categories = ["new", "open", "pending", "hold", "solved", "closed"]
    priorities = ["low", "normal", "high", "urgent"]

    assert len({icons.STATUS_SHAPES[category] for category in categories}) == len(categories)
    assert len({icons.priority_icon(priority).split("fill=", 1)[1] for priority in priorities}) == len(priorities)


def test_an_unknown_channel_still_has_an_icon():
    assert icons.channel_icon("carrier-pigeon") == icons.icon("message-circle", 14)


def test_initials_take_the_first_and_the_last_word():
    assert [
        avatars.initials(name) for name in ("Sigrid Bakke", "Lars-Erik van Thorvaldsen", "drift@x.example", "")
    ] == [
        "SB",
        "LT",
        "D",
        "?",
    ]
    assert avatars.initials("Ülo Rand") == "ÜR"


def test_a_person_keeps_the_same_tone():
    assert avatars.tone(42) == avatars.tone("42")
    assert {avatars.tone(number) for number in range(50)} == {1, 2, 3, 4}


def test_an_avatar_escapes_the_name():
    html = Template("{% load ui %}{% avatar name 7 24 %}").render(Context({"name": "<b <i"}))

    assert "<b" not in html
