"""Pieces that are drawn once: what they are kept by, what is put in late, and that nothing else gets in."""

from importlib.util import module_from_spec

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString

from helpdesk.templatetags import kept
from helpdesk.templatetags.kept import NotNamed


def page(source):
    return Template("{% load kept i18n %}" + source)


def draw(template, **values):
    return template.render(Context(values))


def test_a_piece_is_drawn_once_for_each_set_of_values():
    template = page("{% kept a=a b=b %}{{ a }}-{{ b }}-{% now 'u' %}{% endkept %}")
    first = draw(template, a=1, b="x")
    assert draw(template, a=1, b="x") == first
    assert draw(template, a=1, b="y") != first
    assert draw(template, a=True, b="x").startswith("True-x-")


def test_each_language_has_its_own():
    template = page("{% kept %}{% translate 'Yes' %}{% endkept %}")
    said = set()
    for language in ("en", "et", "en"):
        with translation.override(language):
            said.add(draw(template))
    assert said == {"Yes", "Jah"}


def test_late_values_are_put_in_each_time():
    template = page("{% kept late number=number word=word %}/{{ number }}/{{ word }}/{% now 'u' %}{% endkept %}")
    first = draw(template, number=7, word="a<b")
    second = draw(template, number=88, word="c&d")
    assert first.startswith("/7/a&lt;b/")
    assert second == first.replace("7", "88", 1).replace("a&lt;b", "c&amp;d")


def test_what_was_drawn_elsewhere_is_put_in_as_it_is():
    template = page("{% kept late menu=menu %}<p>{{ menu }}</p>{% endkept %}")
    assert draw(template, menu=SafeString("<button>")) == "<p><button></p>"
    assert draw(template, menu="<button>") == "<p>&lt;button&gt;</p>"


def test_a_late_number_makes_addresses():
    template = page("{% kept late number=number %}{% url 'tickets:detail' number %}{% endkept %}")
    assert [draw(template, number=number) for number in (5, 4218)] == ["/tickets/5/", "/tickets/4218/"]


def test_the_csrf_token_is_the_page_s_own():
    template = page("{% kept %}{% csrf_token %}{% endkept %}")
    assert 'value="one"' in draw(template, csrf_token="one")
    assert 'value="two"' in draw(template, csrf_token="two")


@pytest.mark.parametrize(
    "body",
    ["{{ secret }}", "{% if secret %}x{% endif %}", "{{ secret.name|upper }}", "{% if secret == 1 %}x{% endif %}"],
)
def test_what_is_not_named_is_not_known(body):
    with pytest.raises(NotNamed, match="secret"):
        draw(page("{% kept a=a %}" + body + "{% endkept %}"), a=1, secret="of another workspace")


def test_text_is_escaped_even_where_somebody_called_it_safe():
    template = page("{% kept a=a %}{{ a }}{% endkept %}")
    assert draw(template, a=SafeString("<b>")) == "&lt;b&gt;"
    assert draw(template, a="<b>") == "&lt;b&gt;"


def test_objects_are_refused():
    with pytest.raises(TypeError, match="list"):
        draw(page("{% kept a=a %}{{ a }}{% endkept %}"), a=["x"])


def test_old_drawings_are_let_go(monkeypatch):
    monkeypatch.setattr("helpdesk.templatetags.kept.MOST", 3)
    template = page("{% kept a=a %}{{ a }}{% endkept %}")
    assert [draw(template, a=number) for number in range(10)] == [str(number) for number in range(10)]
    node = template.nodelist.get_nodes_by_type(type(template.nodelist[1]))[0]
    assert len(node._drawn) <= 3


@pytest.mark.parametrize("tag", ["kept a", "kept late a", "kept 1 2"])
def test_a_tag_that_says_nonsense_is_an_error(tag):
    with pytest.raises(TemplateSyntaxError):
        page("{% " + tag + " %}{% endkept %}")


def test_what_stands_for_a_number_fits_an_address_in_every_process():
    for _ in range(100):
        process = module_from_spec(kept.__spec__)
        kept.__spec__.loader.exec_module(process)
        assert [reverse("tickets:detail", args=[number]) for number in process.NUMBERS]
