"""Rows and groups of conditions: builder → text → builder."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tickets.query.test_language import terms, trees
from tickets import query
from tickets.query import And, Not, Or, Term, Words
from tickets.query.builder import ALL, ANY, PHRASE, WORDS, AsText, Builder, Condition, Group, builder_of

OTHER = {ALL: ANY, ANY: ALL}
OPEN, MINE, VIP = Condition("is", "", ("open",)), Condition("assignee", "", ("me",)), Condition("tag", "", ("vip",))


def conditions():
    """Rows of every kind."""
    word = st.from_regex(r"[a-zõäöü0-9][a-z0-9.@'*-]{0,8}", fullmatch=True)
    named = st.builds(
        lambda term, is_not: Condition(term.key, term.operator, term.values, is_not), terms(), st.booleans()
    )
    words = st.builds(
        lambda some, is_not: Condition(WORDS, "", (" ".join(some),), is_not),
        st.lists(word, min_size=1, max_size=3),
        st.booleans(),
    )
    visible = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=30).filter(str.strip)
    phrases = st.builds(lambda text, is_not: Condition(PHRASE, "", (text,), is_not), visible, st.booleans())
    return named | words | phrases


def texts(match):
    """What rows can't say inside a group that ``match`` joins."""
    deeper = trees().filter(lambda tree: isinstance(tree, Or if match == ALL else And))
    return (deeper | trees().filter(lambda tree: isinstance(tree, (And, Or, Not))).map(Not)).map(AsText)


def apart(match, rows):
    """Words that stand side by side are one row of words where all must hold."""
    found = []
    for row in rows:
        bare = isinstance(row, Condition) and row.key == WORDS and not row.is_not
        before = found[-1] if found else None
        if not (match == ALL and bare and isinstance(before, Condition) and before.key == WORDS and not before.is_not):
            found.append(row)
    return tuple(found)


def groups(match):
    rows = st.lists(conditions() | texts(match), min_size=2, max_size=4).map(lambda some: apart(match, some))
    return rows.filter(lambda some: len(some) > 1).map(lambda some: Group(match, some))


def negated():
    return trees().filter(lambda tree: isinstance(tree, (And, Or, Not))).map(lambda tree: AsText(Not(tree)))


@st.composite
def builders(draw):
    """Every state that the builder can have."""
    match = draw(st.sampled_from([ALL, ANY]))
    rows = apart(match, draw(st.lists(conditions() | groups(OTHER[match]) | negated(), max_size=5)))
    if len(rows) == 1 and isinstance(rows[0], Group):
        return Builder(*_opened(rows[0]))
    return Builder(match if len(rows) > 1 else ALL, rows)


def _opened(group):
    """A group alone is no group: its rows stand by themselves, and what was text in it may be a group now."""
    return group.match, tuple(builder_of(row.tree).rows[0] if _is_one(row) else _group(row) for row in group.rows)


def _is_one(row):
    return isinstance(row, Condition) or isinstance(row.tree, Not)


def _group(row):
    builder = builder_of(row.tree)
    return Group(builder.match, tuple(_deeper(one) for one in builder.rows))


def _deeper(row):
    return AsText(row.tree) if isinstance(row, Group) else row


@given(builders())
@settings(max_examples=400, deadline=None)
def test_builder_to_text_to_builder_is_the_identity(builder):
    text = builder.text
    assert builder_of(query.parse(text)) == builder
    assert builder_of(query.parse(text)).text == text


@given(trees())
@settings(max_examples=300, deadline=None)
def test_every_query_has_a_builder_that_says_the_same(tree):
    assert builder_of(tree).tree == tree
    assert query.parse(builder_of(tree).text) == tree


@pytest.mark.parametrize(
    ("text", "builder"),
    [
        ("", Builder()),
        ("is:open", Builder(ALL, (OPEN,))),
        ("is:open -tag:vip", Builder(ALL, (OPEN, Condition("tag", "", ("vip",), is_not=True)))),
        ("is:open OR tag:vip", Builder(ANY, (OPEN, VIP))),
        ("is:open (assignee:me OR tag:vip)", Builder(ALL, (OPEN, Group(ANY, (MINE, VIP))))),
        ("is:open assignee:me OR tag:vip", Builder(ANY, (Group(ALL, (OPEN, MINE)), VIP))),
        (
            "on fire -(cat dog)",
            Builder(ALL, (Condition(WORDS, "", ("on fire",)), Condition(WORDS, "", ("cat dog",), True))),
        ),
        ('"on fire"', Builder(ALL, (Condition(PHRASE, "", ("on fire",)),))),
        ("priority:>=high", Builder(ALL, (Condition("priority", ">=", ("high",)),))),
        (
            "tag:vip (is:open OR assignee:me is:unread)",
            Builder(
                ALL,
                (VIP, Group(ANY, (OPEN, AsText(And((Term("assignee", "", ("me",)), Term("is", "", ("unread",)))))))),
            ),
        ),
        ("-(a OR b)", Builder(ALL, (AsText(Not(Or((Words("a"), Words("b"))))),))),
    ],
)
def test_worked_queries_as_rows(text, builder):
    assert builder_of(query.parse(text)) == builder
    assert builder.text == text
