from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0003_add_one_time_link")]

    operations = [
        migrations.AddField("workspace", "portal_texts", models.JSONField(blank=True, default=dict)),
    ]
