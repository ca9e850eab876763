import re
import shutil
from collections import Counter
from datetime import date
from random import Random

import pytest

from helpdesk.demo.content import DATA, ContentError, fill, load

PHONES = re.compile(
    r"\+44 (7700 900\d{3}|1632 960\d{3})|\+353 20 91\d \d{4}"  # Ofcom's and ComReg's numbers for drama
    r"|\+47 55 01 42 \d\d|\+372 2\d\d \d{4}"
    r"|\+46 70 174 06 \d\d|\+49 30 23125 \d{3}|\+33 1 99 00 \d\d \d\d"  # PTS, BNetzA, Arcep
)
DOMAINS = re.compile(r"[\w-]+\.(?:com|net|org|info|biz|eu|io|ee|no|uk|ie|se|fi|dk|de|nl|lv|fr|pt)\b", re.IGNORECASE)
NAMES = {"first": "Rosa", "name": "Rosa Example"}


@pytest.fixture(scope="module")
def content():
    return load()


@pytest.fixture
def copy(tmp_path):
    """A copy of the data in which one text can be replaced by another."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)

    def change(name, old, new):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return change


def everything(content):
    return [*content.tickets, *(item.ticket for item in content.featured)]


def find(content, number):
    return next(item for item in content.featured if item.number == number)


def test_the_company_is_the_one_of_the_pictures(content):
    company = content.company

    assert (company.name, company.slug, company.time_zone) == ("Põhjatuul Bikes", "pohjatuul", "Europe/Tallinn")
    assert company.languages == ("en", "et", "nb")
    assert company.teams == ("Customer care", "Workshop", "Billing")
    assert Counter(member.role for member in company.members) == {"owner": 1, "admin": 1, "agent": 4}
    names = {member.name for member in company.members}
    assert names >= {"Kadri Tamm", "Marius Haugen", "Liis Kask", "Ingrid Solberg", "Priit Saar"}
    assert [company.address_of(team) for team in company.teams] == [
        "support@pohjatuul.example",
        "service@pohjatuul.example",
        "billing@pohjatuul.example",
    ]
    assert company.portal.colour == "#00544b"
    assert company.portal.texts["en"]["greeting"] == "How can we help you ride?"
    assert company.portal.texts["en"]["contact_people"] == "Six people in Tartu and Bergen read every message."
    assert {language: set(texts) for language, texts in company.portal.texts.items()} == dict.fromkeys(
        company.languages, set(company.portal.texts["en"])
    )


def test_there_are_120_contacts_in_30_organizations(content):
    assert len(content.contacts) == len({contact.name for contact in content.contacts}) == 120
    assert len(content.organizations) == len({organization.domain for organization in content.organizations}) == 30
    used = {contact.organization for contact in content.contacts}
    assert {organization.name for organization in content.organizations} == used - {""}
    assert sum(not contact.organization for contact in content.contacts) >= 30
    assert sum(len(contact.emails) > 1 for contact in content.contacts) >= 5
    assert {contact.language for contact in content.contacts} == {"en", "et", "nb"}
    phones = [contact.phone for contact in content.contacts if contact.phone]
    assert len(set(phones)) == len(phones) > 90


def test_an_address_with_an_organizations_domain_belongs_to_one_of_its_contacts(content):
    domains = {organization.domain: organization.name for organization in content.organizations}

    for email, contact in content.by_email.items():
        organization = domains.get(email.partition("@")[2])
        if organization:
            assert contact.organization == organization, email


def test_there_is_enough_to_make_400_tickets_look_real(content):
    long = [ticket for ticket in everything(content) if not ticket.short]
    short = [ticket for ticket in content.tickets if ticket.short]
    whole = Counter(ticket.language for ticket in everything(content))

    assert len([ticket for ticket in long if len(ticket.messages) >= 2]) >= 110
    assert len(short) == 120
    assert all(len(ticket.messages) <= 3 for ticket in short)
    assert 0.40 <= whole["en"] / whole.total() <= 0.50
    assert 0.25 <= whole["et"] / whole.total() <= 0.33
    assert 0.22 <= whole["nb"] / whole.total() <= 0.28


def test_every_status_channel_type_priority_and_team_occurs(content):
    tickets = everything(content)

    assert {ticket.ends for ticket in tickets} == {"new", "open", "pending", "hold", "solved", "closed"}
    assert {ticket.channel for ticket in tickets} == {"email", "form", "phone", "visit", "letter", "fax"}
    assert {ticket.priority for ticket in tickets} == {"low", "normal", "high", "urgent"}
    assert {ticket.type for ticket in tickets} == {"question", "incident", "problem", "task", "request"}
    assert {ticket.team for ticket in tickets} == set(content.company.teams)
    assert {ticket.requester for ticket in tickets} == {"anyone", "organization", "person"}


def test_every_ticket_suits_somebody_and_only_those_who_could_have_written_it(content):
    for ticket in content.tickets:
        assert sum(content.suits(ticket, contact) for contact in content.contacts) >= 2, ticket.subject

    dealer_order = next(ticket for ticket in content.tickets if ticket.subject == "Bestilling fra forhandler")
    who = [contact.name for contact in content.contacts if content.suits(dealer_order, contact)]
    assert who == ["Bjørn Fanebust", "Hege Lillebø"]
    private = next(ticket for ticket in content.tickets if ticket.requester == "person")
    assert not any(content.suits(private, contact) for contact in content.contacts if contact.organization)


def test_nobody_says_the_same_thing_twice(content):
    texts = Counter(entry.text for ticket in everything(content) for entry in ticket.messages if len(entry.text) > 40)

    assert [text for text, times in texts.items() if times > 1] == []


def test_what_is_said_to_be_attached_is_attached(content):
    says = re.compile(r"\b(attached|I attach|vedlagt|lisatud)\b", re.IGNORECASE)
    for ticket in everything(content):
        for entry in ticket.messages:
            if entry.kind != "note" and says.search(entry.text):
                assert entry.attachments, (ticket.subject, entry.text)


def test_members_answer_only_in_languages_they_speak_and_for_their_teams(content):
    for ticket in content.tickets:
        for entry in ticket.entries:
            if entry.kind == "reply":
                member = content.company.member(entry.author)
                assert ticket.language in member.speaks, (ticket.subject, entry.author)
                assert ticket.team in member.teams, (ticket.subject, entry.author)


@pytest.mark.parametrize(
    ("number", "subject", "contact", "status", "priority", "team", "assignee", "channel", "due"),
    [
        (4231, "Vale arve – topelt makstud mais", "Tõnu Põldmäe", "open", "urgent", "Billing", "kadri", "email", -72),
        (4188, "Bremsene hyler etter service", "Henrik Aasen", "open", "high", "Workshop", "kadri", "phone", -8),
        (4218, "Battery shows 2 % after a full charge", "Sigrid Bakke", "open", "high", "Workshop", "kadri", "email", 42),
        (4224, "E-31 on the display, will not start", "Nils Berge", "new", "high", "Workshop", "", "form", 48),
        (4207, "Delivery to Inverness: which week?", "Eleanor Whitcombe-Farquharson", "open", "normal", "Customer care",
         "liis", "email", 55),
        (4229, "Aku ei lae, kood E-31", "Ülo Rand", "new", "normal", "Workshop", "", "form", 100),
        (4226, "Äpp ei leia ratast pärast uuendust", "Mart Lepik", "new", "normal", "Customer care", "", "form", 130),
        (4219, "Child seat compatible with the Saar 3?", "Aoife Brennan", "new", "low", "Customer care", "", "form", 185),
        (4213, "Does the recall cover my Saar 2?", "Piret Mägi", "open", "normal", "Workshop", "marius", "email", 260),
        (4201, "Offer for 40 bikes, service included", "Grete Vool", "open", "high", "Customer care", "kadri", "email",
         1430),
        (4196, "Bytte av skjerm under garanti", "Lars-Erik Thorvaldsen", "open", "normal", "Workshop", "ingrid", "email",
         1525),
        (4190, "Battery warm while charging", "Samuel Oyelaran", "open", "high", "Workshop", "marius", "phone", 1570),
        (4185, "Refund for the cancelled test ride", "Bartholomew Konstantinopoulos", "open", "low", "Billing", "priit",
         "form", 1720),
        (4179, "Uus tarneaadress tellimusele PT-20433", "Maarja Kuusik", "open", "normal", "Customer care", "liis",
         "email", 5770),
        (4171, "Leasingsykkel: hvem betaler service?", "Thea Nygård", "open", "normal", "Billing", "priit", "email", 5815),
        (4166, "Wrong colour delivered (moss, not slate)", "Catherine Doyle", "open", "normal", "Customer care", "ingrid",
         "email", 5970),
        (4160, "Key number lost, need a spare", "Jonas Halvorsen", "open", "low", "Customer care", "kadri", "form", 7180),
        (4154, "Kas hooldust saab broneerida Võrus?", "Heino Sepp", "open", "low", "Customer care", "liis", "email", 7225),
        (4149, "Spokes loose after 300 km", "Callum Innes", "open", "normal", "Workshop", "marius", "email", 7270),
        (4143, "Invoice without VAT number", "Accounts payable", "open", "low", "Billing", "priit", "email", 7520),
        (4095, "Tagasikutsumine: kuhu aku saata?", "Ülo Rand", "solved", "normal", "Workshop", "marius", "email", None),
    ],
)  # fmt: skip
def test_the_list_of_the_pictures(content, number, subject, contact, status, priority, team, assignee, channel, due):
    item = find(content, number)

    ticket = item.ticket
    shown = (ticket.subject, item.contact.name, ticket.ends, ticket.priority, ticket.team, item.assignee)
    assert shown == (subject, contact, status, priority, team, assignee)
    assert (ticket.channel, item.due_in_minutes) == (channel, due)


def test_ticket_4218_is_the_one_of_the_pictures(content):
    item = find(content, 4218)

    sigrid = item.contact
    assert (sigrid.organization, sigrid.email) == ("Fjellheim Sykkelhotell AS", "sigrid@fjellheim.example")
    assert (sigrid.phone, sigrid.language, sigrid.vip) == ("+47 55 01 42 18", "nb", True)
    assert (item.ticket.tags, item.followers) == (("battery", "recall"), ("marius", "priit"))
    assert item.address == "support@pohjatuul.example"
    assert dict(item.fields) == {"order": "PT-20417", "model": "Saar 3 Cargo, 2 bikes", "frame": "S3C-114, S3C-117"}

    ago, thread = item.opened_minutes_ago, []
    for entry in item.ticket.entries:
        ago -= entry.after_minutes
        if entry.kind != "event":
            thread.append((entry.kind, entry.author, ago, entry.text[:24]))
    assert thread == [
        ("incoming", "", 1149, "Hei! One of our Saar 3 C"),  # Wednesday 14:41, seen on Thursday at 09:50
        ("reply", "kadri", 1116, "Hi Sigrid, that reading "),
        ("incoming", "", 1038, "Thanks for the quick ans"),
        ("note", "marius", 12, "@Kadri E-31 is cell grou"),
    ]
    answer = item.ticket.messages[2]
    assert answer.cc == ("drift@fjellheim.example",)
    assert len(answer.quoted.splitlines()) == 14
    assert [(file.name, file.size_bytes) for file in answer.attachments] == [
        ("display-e31.jpg", 1_238_000),
        ("bike-14-service.pdf", 184_000),
    ]
    rules = [(entry.change, entry.value) for entry in item.ticket.entries if entry.rule == "Fleet customers"]
    assert rules == [("team", "Workshop"), ("priority", "high")]
    assert [(draft.author, draft.kind) for draft in item.drafts] == [("kadri", "reply"), ("kadri", "note")]


def test_sigrid_has_six_earlier_tickets(content):
    earlier = [item.ticket.subject for item in content.featured if item.contact.name == "Sigrid Bakke"]
    earlier.remove("Battery shows 2 % after a full charge")

    assert len(earlier) == 6
    assert {"Invoice for spring service", "Two keys missing in delivery"} < set(earlier)


def test_the_hard_cases_are_there(content):
    tickets = everything(content)
    messages = [entry for ticket in tickets for entry in ticket.messages]

    assert Counter(ticket.place for ticket in tickets if ticket.place != "inbox") == {"spam": 3, "trash": 2}
    assert max(len(ticket.messages) for ticket in tickets) == 60
    assert any(len(ticket.subject) > 200 for ticket in tickets)
    assert sum(ticket.subject == "" for ticket in tickets) == 1
    assert sum(entry.automatic for entry in messages) == 1
    assert {entry.failure for entry in messages if entry.failure} == {"mailbox full (552 5.2.2)"}
    assert any(len(entry.quoted.splitlines()) == 14 for entry in messages)
    newsletter = next(entry for entry in messages if entry.html)
    assert "<table" in newsletter.html
    assert [f"cid:{file.inline}" in newsletter.html for file in newsletter.attachments] == [True]


def test_no_address_and_no_telephone_number_is_anybodys(content):
    for path in DATA.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        hosts = re.findall(r"@([\w.-]+\w)", text) + re.findall(r"https?://([\w.-]+\w)", text)
        foreign = [host for host in hosts if "." in host and not host.endswith(".example")]
        assert foreign == [], path.name
        assert DOMAINS.findall(text) == [], path.name
    for contact in content.contacts:
        assert not contact.phone or PHONES.fullmatch(contact.phone), contact
        assert all(
            email.endswith(".example") and email.isascii() and email == email.lower() for email in contact.emails
        )


def test_texts_can_be_filled_for_any_draw(content):
    rng = Random(3)
    for ticket in content.tickets:
        for text in (ticket.subject, *(entry.text for entry in ticket.entries)):
            values = content.details.values(rng, language=ticket.language, opened=date(2026, 6, 11))
            filled = fill(text, values | NAMES)
            assert not re.search(r"[{}]", filled), filled


def test_a_bike_keeps_its_own_frame_and_dates_are_in_words(content):
    bikes = dict(content.details.bikes)
    values = content.details.values(Random(1), language="et", opened=date(2026, 6, 11))

    assert values["frame"] in bikes[values["model"]]
    days = [content.details.date_words(date(2026, 5, 12), language) for language in ("en", "et", "nb")]
    assert days == ["12 May", "12. mail", "12. mai"]


def test_fill_leaves_other_braces_alone():
    assert fill("p {color: red} {model} {x}", {"model": "Saar 2"}) == "p {color: red} Saar 2 {x}"


def test_no_file_is_longer_than_400_lines():
    longest = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in DATA.glob("*.yaml")}

    assert {name: lines for name, lines in longest.items() if lines > 400} == {}


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("contacts.yaml", 'organization: "Bergen Bysykkel"', 'organization: "Nobody AS"', "unknown organization 'Nobody AS'"),
        ("contacts.yaml", "jostein@fjellheim.example", "sigrid@fjellheim.example", "belongs to somebody else too"),
        ("company.yaml", "teams: [Workshop]", "teams: [Paint shop]", "unknown team 'Paint shop'"),
        ("featured_4196.yaml", "contact: piret.magi@mail.example", "contact: gone@mail.example", "unknown contact"),
        ("featured_4196.yaml", "followers: [marius, priit]", "followers: [mario]", "#4218: unknown member 'mario'"),
        ("featured_4196.yaml", "number: 4213", "number: 4218", "numbers must be unique"),
        ("featured_4196.yaml", "ago: 1038", "ago: 1139", "not in order"),
        ("featured_4196.yaml", "  contact: sigrid@", "  owner: sigrid@", "'contact' is missing"),
        ("tickets_specials.yaml", "{model} need", "{modle} need", "unknown placeholder 'modle'"),
        ("tickets_specials.yaml", "by: helena", "by: helen", "unknown author 'helen'"),
        ("tickets_specials.yaml", "place: spam", "place: bin", "unknown place 'bin'"),
        ("tickets_specials.yaml", "    channel: email\n", "    canal: email\n", "canal"),
        ("tickets_specials.yaml", "subject: Hyttetur i helgen", "subject: test test, ignore", "is also in tickets_specials"),
        ("tickets_specials.yaml", "language: en", "language: [en", "tickets_specials.yaml: "),
        ("details.yaml", "bikes:", "bicycles:", "'bikes' is missing"),
    ],
)  # fmt: skip
def test_a_fault_in_the_data_is_named(copy, name, old, new, words):
    with pytest.raises(ContentError, match=re.escape(words)):
        load(copy(name, old, new))
