"""Canned responses: the picker, inserting, and the settings."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from automation.models import CannedFile, CannedResponse, CannedVariant
from tests.fixtures.cast import make_member
from tests.fixtures.database import outside
from tickets.content import NewFile
from tickets.models import Attachment
from workspaces.models import Team, TeamMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def picked(as_bob, ticket):
    """``picked("words")``: names in the picker."""

    def names(query=""):
        page = as_bob.get("/tickets/1/canned/", {"q": query}).text
        return [part.partition("<")[0] for part in page.split('<span class="picker__name">')[1:]]

    return names


def test_search_looks_at_name_shortcut_folder_and_text(make_canned, picked):
    make_canned("Refund is paid", en="<p>The money left.</p>", folder="Billing", shortcut="refund")
    make_canned("Recall", et="<p>Kutsume tagasi äkud</p>", folder="Workshop")
    assert [picked(words) for words in ("paid", "refund", "billing", "akud", "money refund", "nothing")] == [
        ["Refund is paid"], ["Refund is paid"], ["Refund is paid"], ["Recall"], ["Refund is paid"], [],
    ]  # fmt: skip


def test_the_shortcut_itself_comes_first(make_canned, picked):
    make_canned("A refund is coming", en="<p>refund</p>")
    make_canned("Zero", en="<p>x</p>", shortcut="refund")
    assert picked("refund") == ["Zero", "A refund is coming"]


def test_what_suits_the_ticket_comes_first(make_canned, picked, as_bob):
    make_canned("A first one", en="<p>Hello</p>")
    make_canned("Printers", en="<p>Unplug the printer.</p>")
    assert picked() == ["Printers", "A first one"]
    assert "Suggested" in as_bob.get("/tickets/1/canned/").text


def test_the_picker_asks_as_much_for_fifty_as_for_five(make_canned, picked):
    for place in range(5):
        make_canned(f"Printer {place}", en="<p>x</p>")
    picked()
    with CaptureQueriesContext(
        connection,
    ) as few:
        picked()
    for place in range(45):
        make_canned(f"Other {place}", en="<p>x</p>")
    with CaptureQueriesContext(connection) as many:
        picked()
    assert len(few) == len(many)


def test_the_preview_reads_as_it_would_be_sent(make_canned, as_bob, ticket):
    response = make_canned("Hello", en="<p>Hi {{contact.first_name|friend}}, #{{ticket.number}}</p>", et="<p>Tere</p>")
    page = as_bob.get(f"/tickets/1/canned/{response.pk}/").text
    assert "<p>Hi Rosa, #1</p>" in page and "Estonian" in page
    estonian = response.variants.get(language="et")
    assert "<p>Tere</p>" in as_bob.get(f"/tickets/1/canned/{response.pk}/?variant={estonian.pk}").text
    other = make_canned("Other", en="<p>Other</p>").variants.get()
    assert as_bob.get(f"/tickets/1/canned/{response.pk}/?variant={other.pk}").status_code == 404


def test_inserting_brings_the_files_and_is_counted(make_canned, as_bob, bob, ticket):
    file = NewFile("manual.txt", b"Turn it off", "text/plain")
    response = make_canned("Manual", en="<p>Hi {{contact.first_name}}</p>", files=[file])
    answer = as_bob.post(f"/tickets/1/canned/{response.pk}/insertion/", {"kind": "reply"})
    assert answer.json()["html"] == "<p>Hi Rosa</p>"
    upload = Attachment.objects.get(draft_ticket=ticket, uploaded_by=bob)
    assert (upload.name, upload.draft_kind, upload.file.read()) == ("manual.txt", "reply", b"Turn it off")
    assert upload.public_id in answer.json()["uploads"]
    response.refresh_from_db()
    use = response.uses.get()
    assert (response.use_count, use.member, use.count) == (1, bob, 1)
    as_bob.post("/tickets/1/replies/", {"body": "Here", "uploads": upload.public_id})
    assert CannedFile.objects.get().file.read() == b"Turn it off"  # the response keeps its own


def test_more_files_than_fit_are_refused_in_words_and_none_is_taken(make_canned, as_bob, ticket):
    file = NewFile("a.txt", b"a", "text/plain")
    response = make_canned("Many", en="<p>x</p>", files=[file] * 11)
    assert as_bob.post(f"/tickets/1/canned/{response.pk}/insertion/", {"kind": "note"}).status_code == 200
    refused = as_bob.post(
        f"/tickets/1/canned/{response.pk}/insertion/", {"kind": "note"}, headers={"HX-Request": "true"}
    )
    assert refused.status_code == 422 and "At most 20 files" in refused.text
    assert Attachment.objects.count() == 11


@pytest.fixture
def workshop(workspace, bob):
    team = Team.objects.create(workspace=workspace, name="Workshop")
    TeamMember.objects.create(workspace=workspace, team=team, member=bob)
    return team


def test_who_sees_and_edits_what(make_canned, workspace, alice, bob, team, workshop):
    carol = make_member(workspace, "Carol", "agent", [])
    dave = make_member(workspace, "Dave", "supervisor", [workshop])
    make_canned("Everybody's", en="x")
    make_canned("Workshop's", en="x", sharing_with="teams", teams=[workshop])
    make_canned("Both teams'", en="x", sharing_with="teams", teams=[workshop, team])
    make_canned("Bob's", en="x", sharing_with="own", by=bob)
    make_canned("Alice's", en="x", sharing_with="own", by=alice)

    def names(rows):
        return sorted(rows.values_list("name", flat=True))

    rows = CannedResponse.objects.filter(workspace=workspace)
    both = ["Both teams'"]
    assert names(rows.usable_by(bob)) == ["Bob's", *both, "Everybody's", "Workshop's"]
    assert names(rows.usable_by(carol)) == ["Everybody's"]
    assert names(rows.usable_by(dave)) == [*both, "Everybody's", "Workshop's"]
    assert names(rows.usable_by(alice)) == ["Alice's", *both, "Everybody's", "Workshop's"]  # an admin, not Bob's own
    assert names(rows.editable_by(bob)) == ["Bob's"]
    assert names(rows.editable_by(dave)) == ["Workshop's"]
    assert names(rows.editable_by(alice)) == ["Alice's", *both, "Everybody's", "Workshop's"]
    carol.role = "light_agent"
    assert names(rows.usable_by(carol)) == names(rows.editable_by(carol)) == []


def test_what_is_not_shared_is_as_if_missing(make_canned, as_bob, alice, ticket):
    response = make_canned("Alice's", en="<p>x</p>", sharing_with="own", by=alice)
    for path in (f"/tickets/1/canned/{response.pk}/", f"/settings/canned/{response.pk}/"):
        assert as_bob.get(path).status_code == 404
    assert as_bob.post(f"/tickets/1/canned/{response.pk}/insertion/", {"kind": "note"}).status_code == 404


def post(**more):
    first = {"v0-language": "en", "v0-body": "<p>Hi <b>there</b><script>x</script></p>", "v0-body_format": "html"}
    return {
        "name": "Hello",
        "folder": "Hellos",
        "shortcut": "/Hi",
        "sharing": "everybody",
        "count": "2",
        **first,
        **more,
    }


def test_an_admin_writes_one_for_everybody(as_alice, workspace):
    file = SimpleUploadedFile("a.txt", b"abc", "text/plain")
    answer = as_alice.post("/settings/canned/new/", post(**{"v0-files": file, "v1-language": "et", "v1-body": ""}))
    assert (answer.status_code, answer["Location"]) == (302, "/settings/canned/")
    made = CannedResponse.objects.get()
    variant = made.variants.get()
    assert (made.shortcut, made.sharing, variant.body_html) == ("hi", "everybody", "<p>Hi <b>there</b></p>")
    assert [one.name for one in variant.files.all()] == ["a.txt"]
    assert "Hellos" in as_alice.get("/settings/canned/").text


def test_an_agent_writes_only_for_herself(as_bob, bob):
    as_bob.post("/settings/canned/new/", post())
    made = CannedResponse.objects.get()
    assert (made.sharing, made.owner) == ("own", bob)


def test_a_supervisor_shares_with_her_teams_alone(client, workspace, team):
    dave = make_member(workspace, "Dave", "supervisor", [team])
    other = Team.objects.create(workspace=workspace, name="Workshop")
    client.force_login(dave.user)
    assert client.post("/settings/canned/new/", post()).status_code == 422
    assert client.post("/settings/canned/new/", post(sharing="teams", teams=other.pk)).status_code == 422
    assert client.post("/settings/canned/new/", post(sharing="teams", teams=team.pk)).status_code == 302


@pytest.mark.parametrize(
    "more, words",
    [
        ({"name": ""}, "Write a name."),
        ({"shortcut": "two words"}, "Use letters, digits and hyphens"),
        ({"v0-body": ""}, "Write the text in at least one language."),
        ({"v1-language": "en", "v1-body": "x"}, "Two variants are for the same language"),
        ({"sharing": "teams"}, "Choose at least one team."),
        ({"v0-language": "xx"}, "field__error"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(as_alice, more, words):
    answer = as_alice.post("/settings/canned/new/", post(**more))
    assert answer.status_code == 422 and words in answer.text
    assert not CannedResponse.objects.exists()
    if "v0-body" not in more:
        assert "Hi &lt;b&gt;there" in answer.text


def test_without_scripts_a_text_that_was_not_touched_keeps_its_formatting(make_canned, as_alice):
    response = make_canned("Hello", en="<p>Hi <b>there</b></p>")
    variant = response.variants.get()
    data = post(**{"v0-pk": variant.pk, "v0-body": "Hi there", "v0-body_format": "text"})
    assert as_alice.post(f"/settings/canned/{response.pk}/", data).status_code == 302
    variant.refresh_from_db()
    assert variant.body_html == "<p>Hi <b>there</b></p>"
    data["v0-body"] = "Hi you"
    as_alice.post(f"/settings/canned/{response.pk}/", data)
    variant.refresh_from_db()
    assert variant.body_html == "<p>Hi you</p>"


def test_a_variant_and_a_file_are_taken_off(make_canned, as_alice):
    response = make_canned("Hello", en="<p>x</p>", et="<p>y</p>", files=[NewFile("a.txt", b"a", "text/plain")])
    english, estonian = response.variants.get(language="en"), response.variants.get(language="et")
    data = post(**{
        "v0-pk": english.pk, "v0-remove": english.files.get().public_id,
        "v1-pk": estonian.pk, "v1-drop": "on", "v1-body": "y",
    })  # fmt: skip
    assert as_alice.post(f"/settings/canned/{response.pk}/", data).status_code == 302
    assert list(CannedVariant.objects.values_list("language", flat=True)) == ["en"]
    assert not CannedFile.objects.exists()


def test_deleting_can_be_undone(make_canned, as_alice, picked):
    response = make_canned("Hello", en="<p>x</p>")
    answer = as_alice.post(f"/settings/canned/{response.pk}/deletion/", follow=True)
    assert "“Hello” is deleted." in answer.text
    assert picked() == []
    as_alice.post(f"/settings/canned/{response.pk}/deletion/", {"undo": "1"})
    assert picked() == ["Hello"]


def test_the_sample_reads_as_typed_and_is_cleaned(as_bob):
    data = {"body": "<p>Tere {{contact.first_name}}<script>x</script></p>", "body_format": "html", "language": "et"}
    assert "<p>Tere Mari</p>" in as_bob.post("/settings/canned/sample/", data).text


def test_the_list_asks_as_much_for_fifty_as_for_five(make_canned, as_alice):
    for place in range(5):
        make_canned(f"One {place}", en="<p>x</p>")
    as_alice.get("/settings/canned/")
    with CaptureQueriesContext(connection) as few:
        as_alice.get("/settings/canned/")
    for place in range(45):
        make_canned(f"Two {place}", en="<p>x</p>")
    with CaptureQueriesContext(connection) as many:
        as_alice.get("/settings/canned/")
    assert len(few) == len(many)


def test_another_workspace_sees_nothing_of_it(make_canned, as_charlie):
    response = make_canned("Secret", en="<p>x</p>")
    with outside():
        assert as_charlie.get(f"/settings/canned/{response.pk}/").status_code == 404
        assert "Secret" not in as_charlie.get("/settings/canned/").text
