import workspaces.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0014_leave_signature_out_of_scheduled_replies'),
        ('workspaces', '0011_add_after_action'),
    ]

    operations = [
        migrations.AlterField(
            model_name='mention',
            name='team',
            field=workspaces.fields.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=workspaces.fields.cascade, related_name='+', to='workspaces.team'),
        ),
        migrations.AlterField(
            model_name='savedview',
            name='team',
            field=workspaces.fields.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=workspaces.fields.cascade, related_name='+', to='workspaces.team', verbose_name='team'),
        ),
    ]
