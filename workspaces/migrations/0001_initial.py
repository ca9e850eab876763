import django.core.validators
import django.db.models.deletion
import helpdesk.lib.ids
import workspaces.fields
import workspaces.models.job
import workspaces.models.workspace
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('language', models.CharField(blank=True, max_length=8, verbose_name='language')),
                ('time_zone', models.CharField(blank=True, db_default='', default='', max_length=64, validators=[workspaces.models.workspace.valid_time_zone], verbose_name='time zone')),
                ('theme', models.CharField(blank=True, choices=[('', 'As the device'), ('light', 'Light'), ('dark', 'Dark')], max_length=5)),
                ('is_active', models.BooleanField(default=True)),
                ('session_epoch', models.PositiveIntegerField(db_default=0, default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('at', models.DateTimeField()),
                ('details', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Workspace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(max_length=40, unique=True, validators=[django.core.validators.RegexValidator('\\A[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\\Z', 'Use small letters, digits and hyphens, at most 40.')])),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('time_zone', models.CharField(default='UTC', max_length=64, validators=[workspaces.models.workspace.valid_time_zone], verbose_name='time zone')),
                ('language', models.CharField(choices=[('en', 'English'), ('et', 'Estonian'), ('nb', 'Norwegian')], default='en', max_length=8, verbose_name='language')),
                ('agents_see_all_teams', models.BooleanField(default=True, verbose_name='agents see the tickets of all teams')),
                ('reopen_days', models.PositiveSmallIntegerField(default=14, verbose_name='days a solved ticket can be reopened')),
                ('purge_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1)], verbose_name='days until spam and trash are deleted for good')),
                ('portal_colour', models.CharField(default='#315bc0', max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'A colour is written as #00534a.')], verbose_name='colour of the help centre')),
                ('portal_name', models.CharField(blank=True, max_length=60, verbose_name='short name in the help centre')),
                ('portal_texts', models.JSONField(blank=True, default=dict)),
                ('ack_enabled', models.BooleanField(default=True, verbose_name='confirm new messages by e-mail')),
                ('ack_text', models.TextField(blank=True, max_length=2000, verbose_name='text of the confirmation')),
                ('reason_required', models.BooleanField(default=False, verbose_name='a ticket needs a reason before it is solved')),
                ('tracks_time', models.BooleanField(default=False, verbose_name='agents note the minutes that an answer took')),
                ('types_off', models.JSONField(blank=True, default=list)),
                ('secret', models.CharField(default=helpdesk.lib.ids.opaque_id, editable=False, max_length=32)),
                ('sending_paused', models.BooleanField(default=False)),
                ('primary_domain', models.CharField(blank=True, max_length=253)),
                ('photos_version', models.PositiveIntegerField(db_default=0, default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('admin', 'Admin'), ('supervisor', 'Supervisor'), ('agent', 'Agent'), ('light_agent', 'Light agent')], default='agent', max_length=12, verbose_name='role')),
                ('public_id', models.CharField(default=helpdesk.lib.ids.opaque_id, editable=False, max_length=26)),
                ('public_name', models.CharField(blank=True, max_length=60, verbose_name='name that customers see')),
                ('signature', models.TextField(blank=True, max_length=2000, verbose_name='signature')),
                ('undo_seconds', models.PositiveSmallIntegerField(default=10, verbose_name='seconds to undo a sent reply')),
                ('after_action', models.CharField(choices=[('stay', 'Stay on the ticket'), ('next', 'Go to the next ticket of the list'), ('list', 'Go back to the list')], db_default='stay', default='stay', max_length=4, verbose_name='after sending or solving')),
                ('availability', models.CharField(blank=True, choices=[('', 'Automatic'), ('online', 'Online'), ('away', 'Away'), ('offline', 'Offline')], db_default='', default='', max_length=7)),
                ('shortcuts', models.BooleanField(default=True, verbose_name='single-letter shortcuts')),
                ('keys', models.JSONField(blank=True, default=dict)),
                ('list_layout', models.CharField(default='split', max_length=7)),
                ('list_columns', models.JSONField(blank=True, default=list)),
                ('list_width', models.PositiveSmallIntegerField(default=336)),
                ('auth_epoch', models.PositiveIntegerField(default=1)),
                ('deactivated_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='members', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['user__name'],
                'constraints': [models.UniqueConstraint(fields=('public_id',), name='member_public_id'), models.UniqueConstraint(fields=('workspace', 'user'), name='member_once_per_workspace'), models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'admin', 'supervisor', 'agent', 'light_agent'])), name='member_role_known')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=helpdesk.lib.ids.opaque_id, editable=False, max_length=26)),
                ('kind', models.CharField(max_length=40)),
                ('params', models.JSONField(default=dict)),
                ('cursor', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('stopped', 'Stopped'), ('failed', 'Failed')], default='queued', max_length=8)),
                ('total', models.PositiveIntegerField(blank=True, null=True)),
                ('done', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('stop_requested', models.BooleanField(default=False)),
                ('file', models.FileField(blank=True, max_length=200, upload_to=workspaces.models.job.result_path)),
                ('file_name', models.CharField(blank=True, max_length=200)),
                ('file_type', models.CharField(blank=True, max_length=120)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('undo_until', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField()),
                ('lease_token', models.UUIDField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('undoes', workspaces.fields.TenantOneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='undone_by', to='workspaces.job')),
                ('member', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['workspace', 'member', '-id'], name='job_by_member'), models.Index(condition=models.Q(('state__in', ['queued', 'running'])), fields=['next_at'], name='job_to_run'), models.Index(condition=models.Q(('finished_at', None), _negated=True), fields=['finished_at'], name='job_to_forget')],
                'constraints': [models.UniqueConstraint(fields=('public_id',), name='job_public_id')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('admin', 'Admin'), ('supervisor', 'Supervisor'), ('agent', 'Agent'), ('light_agent', 'Light agent')], default='agent', max_length=12)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('invited_by', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['-created_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at', None)), fields=('workspace', 'email'), name='invitation_open_once')],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('is_private', models.BooleanField(default=False, verbose_name='only its members see its tickets')),
                ('signature', models.TextField(blank=True, max_length=2000, verbose_name='signature')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='teams', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['position', 'name'],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'name'), name='team_name_per_workspace')],
            },
        ),
        migrations.CreateModel(
            name='OneTimeLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('sign_in', 'Sign in'), ('password', 'Set a password')], max_length=8)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('stamp', models.CharField(max_length=64)),
                ('expires_at', models.DateTimeField()),
                ('spent_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'user', 'purpose'], name='one_time_link_by_user')],
            },
        ),
        migrations.CreateModel(
            name='MemberPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=helpdesk.lib.ids.opaque_id, editable=False, max_length=26, unique=True)),
                ('data', models.BinaryField()),
                ('member', workspaces.fields.TenantOneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
        ),
        migrations.CreateModel(
            name='JobItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('subject_id', models.BigIntegerField(blank=True, null=True)),
                ('label', models.CharField(blank=True, max_length=200)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('refused', 'Refused')], default='waiting', max_length=8)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('data', models.JSONField(default=dict)),
                ('job', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='workspaces.job')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['position'],
                'indexes': [models.Index(fields=['workspace', 'job', 'state', 'position'], name='job_item_by_state')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'job', 'position'), name='job_item_position')],
            },
        ),
        migrations.CreateModel(
            name='InvitationTeam',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('invitation', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='teams', to='workspaces.invitation')),
                ('team', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.team')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='first day away')),
                ('last_day', models.DateField(verbose_name='last day away')),
                ('note', models.CharField(blank=True, max_length=140, verbose_name='a line for colleagues')),
                ('member', workspaces.fields.TenantOneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='absence', to='workspaces.member')),
                ('substitute', workspaces.fields.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='substitutions', to='workspaces.member')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='absences', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'last_day'], name='absence_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='absence_ends_after_start'), models.CheckConstraint(condition=models.Q(('substitute__isnull', True), models.Q(('substitute', models.F('member')), _negated=True), _connector='OR'), name='absence_substitute_is_another')],
            },
        ),
        migrations.CreateModel(
            name='WorkspaceDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253, unique=True)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='workspaces.workspace')),
            ],
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='workspaces.member')),
                ('team', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='workspaces.team')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'member'], name='team_member_by_member')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'team', 'member'), name='team_member_once')],
            },
        ),
        migrations.CreateModel(
            name='CustomField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(choices=[('ticket', 'Tickets'), ('contact', 'Contacts'), ('organization', 'Organizations')], default='ticket', max_length=12)),
                ('key', models.CharField(max_length=40, validators=[django.core.validators.RegexValidator('\\A[a-z][a-z0-9_]{0,39}\\Z', 'Use small letters, digits and underscores, a letter first, for example order_no.')], verbose_name='key')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('help', models.CharField(blank=True, max_length=200, verbose_name='help')),
                ('kind', models.CharField(choices=[('text', 'Text'), ('long_text', 'Long text'), ('number', 'Number'), ('date', 'Date'), ('checkbox', 'Checkbox'), ('select', 'One of a list'), ('multi_select', 'Several of a list')], default='text', max_length=12, verbose_name='kind')),
                ('visibility', models.CharField(choices=[('agents', 'Agents only'), ('shown', 'Customers see it'), ('edited', 'Customers see it and fill it in')], default='agents', max_length=6)),
                ('required', models.CharField(choices=[('never', 'Never'), ('on_create', 'When a form is filled in'), ('on_solve', 'Before solving')], default='never', max_length=9)),
                ('pattern', models.CharField(blank=True, max_length=200)),
                ('pattern_words', models.CharField(blank=True, max_length=200)),
                ('on_every_ticket', models.BooleanField(default=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('shown_when', workspaces.fields.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='workspaces.customfield')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='custom_fields', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'scope', 'key'), name='custom_field_key_once'), models.CheckConstraint(condition=models.Q(('scope__in', ['ticket', 'contact', 'organization'])), name='custom_field_scope_known')],
            },
        ),
        migrations.CreateModel(
            name='FieldOption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('field', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='options', to='workspaces.customfield')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'field', 'name'), name='field_option_once')],
            },
        ),
        migrations.AddField(
            model_name='customfield',
            name='shown_when_option',
            field=workspaces.fields.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='workspaces.fieldoption'),
        ),
    ]
