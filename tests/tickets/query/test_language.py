"""Text → tree → text, and what is said of what can't be read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets import query
from tickets.query import And, Not, Or, Phrase, QueryError, Term, Words
from tickets.query.keys import KEYS

UNHURRIED = settings(max_examples=300, deadline=None)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", And(())),
        ("is:open", Term("is", "", ("open",))),
        ("IS:open Assignee:me", And((Term("is", "", ("open",)), Term("assignee", "", ("me",))))),
        ("is:open AND -tag:vip", And((Term("is", "", ("open",)), Not(Term("tag", "", ("vip",)))))),
        ("priority:>=high", Term("priority", ">=", ("high",))),
        ("number:=7", Term("number", "", ("7",))),
        ('tag:a,"b c"', Term("tag", "", ("a", "b c"))),
        ("requester:rosa@example.com", Term("from", "", ("rosa@example.com",))),
        ("field.Order:4711", Term("field.order", "", ("4711",))),
        ("printer  fire", Words("printer fire")),
        ("printer or fire", Words("printer or fire")),
        ("-printer fire", And((Not(Words("printer")), Words("fire")))),
        ('"on fire"', Phrase("on fire")),
        (r'"say \"no\" \\"', Phrase(r'say "no" \\'[:-1])),
        ("a OR b c", Or((Words("a"), Words("b c")))),
        ("(a OR b) c", And((Or((Words("a"), Words("b"))), Words("c")))),
        ("-(a b)", Not(Words("a b"))),
        ("((a OR b) OR (c))", Or((Words("a"), Words("b"), Words("c")))),
        ("Re: hello", And((Phrase("Re:"), Words("hello")))),
        ("https://example.com/a?b=c", Words("https://example.com/a?b=c")),
        ("12:30 - noon", Words("12:30 - noon")),
    ],
)
def test_reading(text, tree):
    assert query.parse(text) == tree
    assert query.parse(query.text_of(tree)) == tree


@pytest.mark.parametrize(
    ("text", "word", "mended"),
    [
        ("staus:open", "staus", "status:open"),
        ("x is:opne y", "opne", "x is:open y"),
        ("-priority:>=hihg", "hihg", "-priority:>=high"),
        ("created:yesterdy", "yesterdy", "created:yesterday"),
        ("created:7d", "created:7d", "created:<7d"),
        ("is:>open", "is:>open", "is:open"),
        ("qqq:x", "qqq", '"qqq:x"'),
        ("tag:", "tag:", ""),
        ("tag:a,", "tag:a,", ""),
        ('tag:"a"b', "tag:", ""),
        ("created:2026-13-01", "2026-13-01", ""),
        ("created:<99999999d", "99999999d", ""),
        ("created:2026-03-31..2026-03-01", "2026-03-31..2026-03-01", ""),
        ("number:x", "number:x", ""),
        ("language:estonan", "estonan", "language:estonian"),
        ("a OR", "", ""),
        ("OR", "OR", ""),
        ("-OR", "OR", ""),
        ("a (b", "(", ""),
        ("a)", ")", ""),
        ("()", ")", ""),
        ('say "no', '"', ""),
        ("a\x00b", "U+0000", ""),
        ("a\u202eb", "U+202E", ""),
        ('""', '""', ""),
    ],
)
def test_refusals_name_the_word_and_mend_it(text, word, mended):
    with pytest.raises(QueryError) as refused:
        query.parse(text)
    assert (refused.value.word, refused.value.mended) == (word, mended)
    assert str(refused.value.message)
    if mended:
        query.parse(mended)


@pytest.mark.parametrize(
    "text",
    [
        "x " * 50_000,
        "(" * 1_000,
        "(" * 900 + "x" + ")" * 900,
        "-(" * 400 + "x" + ")" * 400,
        "a OR " * 399 + "a",
        "tag:" + "a," * 900 + "a",
        '"' * 1_999,
        "tag:" + '"\\' * 500,
        "x" * 1_500,
        "\ud800",
    ],
)
def test_texts_made_to_hurt_are_refused(text):
    with pytest.raises(QueryError):
        query.parse(text)


@given(st.text())
@UNHURRIED
def test_any_text_is_read_or_refused(text):
    _read_or_refused(text)


PIECES = st.sampled_from(
    [
        "is:",
        "open",
        "tag:",
        '"',
        "(",
        ")",
        "-",
        " ",
        "OR",
        "AND",
        ",",
        ">=",
        "<7d",
        "created:",
        "..",
        "x",
        "\\",
        ":",
        "1",
    ]
)


@given(st.lists(PIECES, max_size=25))
@UNHURRIED
def test_any_mixture_is_read_or_refused(pieces):
    _read_or_refused("".join(pieces))


def _read_or_refused(text):
    try:
        tree = query.parse(text)
    except QueryError as error:
        assert str(error.message)
        return
    assert query.parse(query.text_of(tree)) == tree


def terms():
    values = {
        "is": ["open", "unread"],
        "in": ["spam"],
        "has": ["note"],
        "type": ["task"],
        "number": ["12"],
        "language": ["et"],
        "subject": ["fire brigade"],
    }
    names = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=20).filter(str.strip)
    free = st.sampled_from(["tag", "team", "assignee", "from", "org", "cc", "status", "field.order"])
    fixed = st.sampled_from(sorted(values)).flatmap(
        lambda key: st.builds(Term, st.just(key), st.just(""), st.just(tuple(values[key])))
    )
    compared = st.builds(
        Term,
        st.sampled_from(["created", "due", "waiting"]),
        st.sampled_from(["<", ">=", ">"]),
        st.sampled_from([("2h",), ("7d",), ("today",), ("2026-03-01",)]),
    )
    named = st.builds(Term, free, st.just(""), st.lists(names, min_size=1, max_size=3).map(tuple))
    return fixed | compared | named


def trees():
    words = st.lists(st.from_regex(r"[a-zõäöü0-9][a-z0-9.@'*-]{0,8}", fullmatch=True), min_size=1, max_size=3)
    leaves = terms() | words.map(lambda some: Words(" ".join(some))) | st.just(Phrase('a "b" \\ c'))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, min_size=2, max_size=3).map(query.all_of),
            st.lists(inner, min_size=2, max_size=3).map(query.any_of),
        ),
        max_leaves=8,
    )


@given(trees())
@settings(max_examples=400, deadline=None)
def test_what_is_written_reads_the_same(tree):
    assert query.parse(query.text_of(tree)) == tree


def test_every_example_can_be_read():
    for key in KEYS.values():
        assert query.parse(key.example)
