from django.db import migrations

from workspaces.tenancy import across_tenants

A_BATCH = 5_000


def fill(apps, schema_editor):
    """The words of the contacts that are there already. Repeatable."""
    with across_tenants("contacts of every workspace"), schema_editor.connection.cursor() as cursor:
        last = 0
        while True:
            cursor.execute("SELECT id FROM contacts_contact WHERE id > %s ORDER BY id LIMIT %s", [last, A_BATCH])
            ids = [row[0] for row in cursor.fetchall()]
            if not ids:
                return
            cursor.execute("SELECT contacts_write_words(%s)", [ids])
            last = ids[-1]


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_keep_contact_words")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
