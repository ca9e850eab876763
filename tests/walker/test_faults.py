"""What a view wrote before it failed is gone, and no view leaves its workspace. With real transactions."""

import pytest
from django.db import connection

from contacts.models import Contact
from tests.fixtures.bell import bell  # noqa: F401
from tests.fixtures.cast import ApartClient, make_workspace
from tests.fixtures.database import ForgottenTenant
from workspaces.tenancy import tenant

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme(transactional_db, settings, bell):  # noqa: F811
    settings.ROOT_URLCONF = "tests.walker.faults"
    return make_workspace("acme")


@pytest.fixture
def browser(acme):
    return ApartClient(headers={"host": "acme.localhost"}, raise_request_exception=False)


def written(workspace):
    with tenant(workspace):
        return Contact.objects.filter(name="written by a view").count()


def test_a_view_that_ends_well_keeps_its_row_and_rings(acme, browser, bell):  # noqa: F811
    assert browser.get("/test/kept/").status_code == 200
    assert written(acme) == 1
    assert bell.rung("inbound") == [("tickets.receive_inbound", acme.pk, 1)]


@pytest.mark.parametrize(("page", "status"), [("broken", 500), ("refused", 409), ("missing", 404), ("forbidden", 403)])
@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}])
def test_a_view_that_fails_leaves_no_row_and_rings_nobody(page, status, headers, acme, browser, bell):  # noqa: F811
    answer = browser.get(f"/test/{page}/", headers=headers)
    assert answer.status_code == status
    assert written(acme) == 0
    assert bell.rung("inbound") == []
    assert b"zqcanary" not in answer.content
    if page == "refused":
        assert "Not like this." in answer.content.decode() + str(answer.headers)


def test_the_next_request_of_the_same_connection_starts_without_a_workspace(acme, browser):
    browser.get("/test/broken/")
    browser.get("/test/kept/")
    with connection.connection.cursor() as cursor:  # the driver's own: the guard does not see it
        cursor.execute("SELECT current_setting('app.workspace_id', true)")
        assert cursor.fetchone()[0] in (None, "")
        cursor.execute("SELECT count(*) FROM contacts_contact")
        assert cursor.fetchone() == (0,)
    with pytest.raises(ForgottenTenant):
        Contact.objects.count()


def test_no_view_leaves_its_workspace(acme, browser):
    globex = make_workspace("globex")
    assert browser.get(f"/test/wander/?to={acme.pk}").content == b"inside"
    assert browser.get(f"/test/wander/?to={globex.pk}").status_code == 500
    assert browser.get("/test/everywhere/").status_code == 500
