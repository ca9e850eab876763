"""What can be typed into fields of each kind."""

from datetime import date

import pytest

from workspaces.custom_fields import BadValue, Held, conditioned, fits, parse, plain_number, shown
from workspaces.models import CustomField, FieldOption


@pytest.fixture
def make(workspace):
    def made(kind, options=(), **fields):
        field = CustomField.objects.create(workspace=workspace, key=f"f_{kind}", name="Frame", kind=kind, **fields)
        for position, name in enumerate(options):
            FieldOption.objects.create(workspace=workspace, field=field, name=name, position=position)
        return field

    return made


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("text", "  PT-\t20417 ", "PT- 20417"),
        ("text", "", ""),
        ("text", None, ""),
        ("long_text", "One\r\ntwo ", "One\ntwo"),
        ("number", "12", "12"),
        ("number", " 1 204,5 ", "1204.5"),
        ("number", "-0.25", "-0.25"),
        ("number", "\N{MINUS SIGN}3", "-3"),
        ("number", 0, "0"),
        ("number", "", ""),
        ("date", "2026-11-30", "30 Nov 2026"),
        ("date", "30.11.2026", "30 Nov 2026"),
        ("date", date(2026, 1, 2), "2 Jan 2026"),
        ("checkbox", "on", "Yes"),
        ("checkbox", True, "Yes"),
        ("checkbox", "", ""),
        ("checkbox", False, ""),
    ],
)
def test_what_is_typed_is_held(make, kind, typed, words):
    field = make(kind)
    assert shown(field, parse(field, typed), []) == words


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("text", "x" * 501, "at most 500 letters; these are 501"),
        ("long_text", "x" * 10_001, "at most 10000 letters"),
        ("number", "twelve", "Frame takes a number"),
        ("number", "1_000", "Frame takes a number"),
        ("number", "nan", "Frame takes a number"),
        ("number", "1e99", "Frame takes a number"),
        ("number", "1,000,000.5.5", "Frame takes a number"),
        ("date", "31.02.2026", "Frame takes a date"),
        ("date", "tomorrow", "Frame takes a date"),
        ("date", "0001-01-01", "between the years"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(make, kind, typed, said):
    with pytest.raises(BadValue) as refused:
        parse(make(kind), typed)
    assert said in str(refused.value.message)


def test_lists_take_entries_by_id_or_name_and_name_what_there_is(make):
    field = make("select", ["Kiik", "Tuul"])
    kiik, tuul = field.options.all()
    assert parse(field, str(kiik.pk)) == parse(field, " kiik ") == parse(field, kiik)
    assert shown(field, parse(field, ["Tuul"]), [kiik, tuul]) == "Tuul"
    with pytest.raises(BadValue) as refused:
        parse(field, "Vihm")
    assert "“Vihm”" in refused.value.message and "Kiik, Tuul" in refused.value.message
    with pytest.raises(BadValue):
        parse(field, ["Kiik", "Tuul"])
    several = make("multi_select", ["S", "M", "L"])
    assert [row["option"] for row in parse(several, ["M", "S", "m"])] == [
        several.options.get(name="M").pk,
        several.options.get(name="S").pk,
    ]
    with pytest.raises(BadValue):
        parse(several, ["M", str(kiik.pk)])  # an entry of another field


def test_a_text_must_look_as_its_pattern_says(make):
    field = make("text", pattern="PT-99999", pattern_words="Order number must have five digits, for example PT-20417.")
    assert shown(field, parse(field, "PT-20417"), []) == "PT-20417"
    with pytest.raises(BadValue) as refused:
        parse(field, "PT-2041")
    assert refused.value.message == "Order number must have five digits, for example PT-20417."


@pytest.mark.parametrize(
    ("pattern", "text", "right"),
    [("99", "12", True), ("99", "1a", False), ("AA-9", "ab-1", True), ("***", "a1ö", True), ("9", "12", False)],
)
def test_patterns(pattern, text, right):
    assert fits(pattern, text) is right


def test_numbers_are_written_without_exponents():
    assert [plain_number(one) for one in (0.0, 12.0, 0.5, 1e15, 0.00001)] == [
        "0", "12", "0.5", "1000000000000000", "0.0000100000",
    ]  # fmt: skip


def test_a_field_shows_when_the_one_that_it_hangs_on_shows_and_has_what_it_asks_for(workspace):
    def field(key, **more):
        return CustomField.objects.create(workspace=workspace, key=key, name=key, **more)

    model = field("model", kind="select")
    tuul = FieldOption.objects.create(workspace=workspace, field=model, name="Tuul")
    frame = field("frame", shown_when=model, shown_when_option=tuul)
    colour = field("colour", shown_when=frame)

    def which(model_rows, frame_rows):
        held = [Held(model, [tuul], model_rows), Held(frame, [], frame_rows), Held(colour, [])]
        return [one.field.key for one in conditioned(held) if one.is_shown]

    text = [{"text": "M", "words": "m", "number": None, "date": None, "is_true": None, "option": None}]
    option = [{**text[0], "text": "", "words": "", "option": tuul.pk}]
    assert which([], text) == ["model"]
    assert which(option, []) == ["model", "frame"]
    assert which(option, text) == ["model", "frame", "colour"]
    assert which([{**option[0], "option": tuul.pk + 1}], text) == ["model"]


def test_a_circle_of_conditions_ends(workspace):
    one = CustomField.objects.create(workspace=workspace, key="one", name="One")
    two = CustomField.objects.create(workspace=workspace, key="two", name="Two", shown_when=one)
    one.shown_when = two
    row = {"text": "x", "words": "x", "number": None, "date": None, "is_true": None, "option": None}
    assert [held.is_shown for held in conditioned([Held(one, [], [row]), Held(two, [], [row])])] == [True, True]
