"""Totals in a table of their own (docs/adr/counts-by-tally.md)."""

import django.db.models.deletion
from django.db import migrations, models

import workspaces.fields

EVERYWHERE = "SELECT set_config('app.workspace_id', '*', true);"
NOWHERE = "SELECT set_config('app.workspace_id', '', true);"
MOVE = f"""{EVERYWHERE}
INSERT INTO tickets_tickettotal (workspace_id, team_id, assignee_id, bucket, kind, total)
SELECT workspace_id, team_id, assignee_id, bucket, kind, change FROM tickets_tickettally WHERE kind <> 'change';
DELETE FROM tickets_tickettally WHERE kind <> 'change';
{NOWHERE}"""
MOVE_BACK = f"""{EVERYWHERE}
INSERT INTO tickets_tickettally (workspace_id, team_id, assignee_id, bucket, kind, change)
SELECT workspace_id, team_id, assignee_id, bucket, kind, total FROM tickets_tickettotal;
{NOWHERE}"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0003_search"), ("workspaces", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="TicketTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("team_id", models.BigIntegerField()),
                ("assignee_id", models.BigIntegerField(null=True)),
                ("bucket", models.CharField(max_length=8)),
                ("kind", models.CharField(choices=[("assignee", "Assignee"), ("team", "Team")], max_length=8)),
                ("total", models.BigIntegerField()),
                (
                    "workspace",
                    workspaces.fields.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ticket_totals",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["workspace", "kind", "assignee_id", "team_id", "bucket"],
                        include=("total",),
                        name="total_by_kind",
                    )
                ],
            },
        ),
        migrations.RunSQL(MOVE, MOVE_BACK),
        migrations.RemoveIndex(model_name="tickettally", name="tally_by_kind"),
        migrations.RemoveField(model_name="tickettally", name="kind"),
        migrations.AddIndex(
            model_name="tickettally", index=models.Index(fields=["workspace"], name="tally_by_workspace")
        ),
    ]
