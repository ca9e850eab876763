from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0011_add_after_action")]

    operations = [
        migrations.AddField(model_name="member", name="keys", field=models.JSONField(blank=True, default=dict)),
    ]
