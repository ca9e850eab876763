"""Pages for what went wrong: they say what to do, and need nothing that may be broken."""

import pytest
from django.test import Client, RequestFactory

from helpdesk.views import errors
from tests.fixtures.cast import ApartClient


@pytest.mark.parametrize(
    ("view", "status"),
    [(errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404), (errors.csrf_failure, 403)],
)
def test_they_ask_no_database(view, status):
    request = RequestFactory().get("/")  # without session, user and workspace; no database in this test
    answer = view(request)

    assert answer.status_code == status
    assert "<h1" in answer.content.decode()
    assert "style=" not in answer.content.decode()


def test_500_runs_no_context_processor():
    answer = errors.server_error(None)

    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()


def test_an_unknown_page_and_an_unknown_host(workspace, other_workspace, client):
    assert "There is nothing here" in client.get("/nothing/").content.decode()
    lost = ApartClient(headers={"host": "nobody.example"}).get("/")
    assert lost.status_code == 404
    assert "No workspace answers here" in lost.content.decode()


def test_a_forged_form_gets_our_page(workspace):
    client = Client(enforce_csrf_checks=True, headers={"host": "acme.localhost"})
    answer = client.post("/sign-in/", {"login": "x@example.com", "password": "x"})

    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()


def test_an_address_that_only_takes_forms_says_so(client, workspace):
    answer = client.get("/help/language/")

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "This address is not a page" in answer.content.decode()


def test_customers_who_are_lost_stay_in_the_help_centre(client, workspace):
    answer = client.get("/help/nothing/")

    assert answer.status_code == 404
    page = answer.content.decode()
    assert "Back to the help centre" in page and workspace.public_name in page
    assert "Go to the" not in page
