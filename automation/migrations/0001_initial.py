import automation.models.canned
import django.db.models.deletion
import helpdesk.lib.ids
import workspaces.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CannedResponse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.CharField(blank=True, max_length=60, verbose_name='folder')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('sharing', models.CharField(choices=[('everybody', 'Everybody'), ('teams', 'Teams'), ('own', 'Only me')], default='own', max_length=9, verbose_name='who can use it')),
                ('use_count', models.PositiveIntegerField(default=0)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('shortcut', models.CharField(blank=True, max_length=30, verbose_name='shortcut')),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('owner', workspaces.fields.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='workspaces.member')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='canned_responses', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'folder', 'name', 'id'], name='canned_by_folder')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sharing__in', ['everybody', 'teams', 'own'])), name='canned_sharing_known')],
            },
        ),
        migrations.CreateModel(
            name='CannedTeam',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='teams', to='automation.cannedresponse')),
                ('team', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.team')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'item', 'team'), name='canned_team_once')],
            },
        ),
        migrations.CreateModel(
            name='CannedUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('count', models.PositiveIntegerField(default=0)),
                ('last_at', models.DateTimeField()),
                ('item', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='automation.cannedresponse')),
                ('member', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'item', 'member'), name='canned_use_once')],
            },
        ),
        migrations.CreateModel(
            name='CannedVariant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('et', 'Estonian'), ('nb', 'Norwegian')], max_length=8, verbose_name='language')),
                ('form', models.CharField(blank=True, choices=[('familiar', 'Familiar (sina, du)'), ('formal', 'Formal (Teie, De)')], max_length=8, verbose_name='form of address')),
                ('body_html', models.TextField(blank=True)),
                ('body_text', models.TextField(blank=True)),
                ('item', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='automation.cannedresponse')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['language', 'form', 'id'],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'item', 'language', 'form'), name='canned_variant_once'), models.CheckConstraint(condition=models.Q(('form__in', ['', 'familiar', 'formal'])), name='canned_form_known')],
            },
        ),
        migrations.CreateModel(
            name='CannedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=helpdesk.lib.ids.opaque_id, editable=False, max_length=26, unique=True)),
                ('file', models.FileField(max_length=200, upload_to=automation.models.canned.storage_path)),
                ('name', models.CharField(max_length=255)),
                ('content_type', models.CharField(max_length=120)),
                ('size', models.PositiveBigIntegerField()),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
                ('variant', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='automation.cannedvariant')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['workspace', 'variant'], name='canned_file_by_variant')],
            },
        ),
        migrations.CreateModel(
            name='CannedWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=8)),
                ('item', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='words', to='automation.cannedresponse')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'item'], name='canned_word_by_item')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'word', 'item'), name='canned_word_once')],
            },
        ),
        migrations.CreateModel(
            name='Macro',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.CharField(blank=True, max_length=60, verbose_name='folder')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('sharing', models.CharField(choices=[('everybody', 'Everybody'), ('teams', 'Teams'), ('own', 'Only me')], default='own', max_length=9, verbose_name='who can use it')),
                ('use_count', models.PositiveIntegerField(default=0)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('steps', models.JSONField(default=list)),
                ('edit_first', models.BooleanField(default=False, verbose_name='put the reply into the composer instead of sending it')),
                ('owner', workspaces.fields.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='workspaces.member')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='macros', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'folder', 'name', 'id'], name='macro_by_folder')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sharing__in', ['everybody', 'teams', 'own'])), name='macro_sharing_known')],
            },
        ),
        migrations.CreateModel(
            name='MacroTeam',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='teams', to='automation.macro')),
                ('team', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.team')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'item', 'team'), name='macro_team_once')],
            },
        ),
        migrations.CreateModel(
            name='MacroUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('count', models.PositiveIntegerField(default=0)),
                ('last_at', models.DateTimeField()),
                ('item', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='automation.macro')),
                ('member', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'item', 'member'), name='macro_use_once')],
            },
        ),
    ]
