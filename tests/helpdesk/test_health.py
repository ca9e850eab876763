"""Is the installation able to work?"""

from datetime import timedelta

from django.db import connection, connections
from django.utils import timezone

from channels_inbox.models import InboundMessage
from helpdesk import health
from tests.fixtures.cast import make_workspace
from tests.fixtures.database import outside
from workspaces import heartbeats
from workspaces.models import Heartbeat


def alive():
    now = timezone.now()
    for kind in ("worker", "beat", "mail"):
        Heartbeat.objects.create(name=f"{kind}@here", at=now)


def test_live_needs_nothing(client):
    assert client.get("/health/live").json() == {"status": "live"}


def test_ready_when_all_is_there(client, workspace):
    alive()
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "problems": []})


def test_without_worker_beat_and_listener_it_is_degraded_but_answers(client, workspace):
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "degraded",
        "problems": [
            "No worker shows a sign of life.",
            "No beat shows a sign of life.",
            "No mail listener shows a sign of life.",
        ],
    }


def test_one_of_two_workers_is_enough_and_an_old_sign_is_none(client, workspace):
    alive()
    before = timezone.now() - timedelta(minutes=5)
    Heartbeat.objects.create(name="worker@gone", at=before)
    assert client.get("/health/ready").json()["status"] == "ready"
    Heartbeat.objects.filter(name="worker@here").update(at=before + timedelta(minutes=1))

    assert client.get("/health/ready").json()["problems"] == ["No worker shows a sign of life."]
    with outside():
        assert heartbeats.silent() == [heartbeats.Silent("worker", before + timedelta(minutes=1))]


def test_mail_that_waits_is_told(client, workspace, email_channel):
    alive()
    row = InboundMessage.objects.create(workspace=workspace, channel=email_channel, external_id="x", raw=b"x", size=1)
    with outside():
        assert health.ready()["status"] == "ready"
    InboundMessage.objects.filter(pk=row.pk).update(received_at=timezone.now() - timedelta(minutes=2))
    assert "waiting for more than a minute" in client.get("/health/ready").text


def test_a_table_without_policy_is_down(client, workspace):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tickets_message DISABLE ROW LEVEL SECURITY")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")
    assert "tickets_message" in answer.json()["problems"][0]


def test_a_postgresql_that_goes_away_half_way_is_down(client, transactional_db):
    """The server ends our connection between two of the questions."""
    make_workspace("acme")
    asked = []

    def end_the_connection(execute, sql, params, many, context):
        if "workspaces_heartbeat" in sql and not asked:
            asked.append(sql)
            with connections.create_connection("default").cursor() as other:
                other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(end_the_connection):
        answer = client.get("/health/ready")
    connection.close()  # the test client, unlike a server, keeps a broken one
    assert (answer.status_code, answer.json()["status"]) == (503, "down")
