from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0005_move_portal_texts")]

    operations = [
        migrations.RemoveField("workspace", "portal_greeting"),
        migrations.RemoveField("workspace", "portal_note"),
    ]
