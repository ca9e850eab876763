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
            name='Outage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('destination', models.CharField(max_length=40, unique=True)),
                ('since', models.DateTimeField()),
                ('probe_at', models.DateTimeField()),
                ('words', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=helpdesk.lib.ids.opaque_id, editable=False, max_length=26)),
                ('kind', models.CharField(choices=[('email', 'E-mail'), ('form', 'Web form'), ('manual', 'Logged by hand')], max_length=16)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('address', models.CharField(blank=True, max_length=254, verbose_name='address')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('signature', models.TextField(blank=True, max_length=2000, verbose_name='signature')),
                ('settings', models.JSONField(default=dict)),
                ('sealed_secrets', models.TextField(blank=True)),
                ('cursor', models.JSONField(default=dict)),
                ('takes_plus_addresses', models.BooleanField(default=False)),
                ('last_received_at', models.DateTimeField(blank=True, null=True)),
                ('last_checked_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.TextField(blank=True)),
                ('last_error_at', models.DateTimeField(blank=True, null=True)),
                ('lease_token', models.UUIDField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('team', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='channels', to='workspaces.team')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='channels', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['workspace', 'kind'], name='channel_by_kind')],
                'constraints': [models.UniqueConstraint(fields=('public_id',), name='channel_public_id'), models.UniqueConstraint(condition=models.Q(('address', ''), _negated=True), fields=('kind', 'address'), name='channel_address_once')],
            },
        ),
        migrations.CreateModel(
            name='ChannelCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('incoming', 'Incoming mail'), ('outgoing', 'Outgoing mail'), ('message', 'Test message')], max_length=8)),
                ('state', models.CharField(choices=[('running', 'Running'), ('passed', 'Works'), ('failed', 'Does not work')], default='running', max_length=8)),
                ('steps', models.JSONField(default=list)),
                ('token', models.CharField(blank=True, max_length=26)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('returned_at', models.DateTimeField(blank=True, null=True)),
                ('channel', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='channels_inbox.channel')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'channel', '-id'], name='check_by_channel'), models.Index(condition=models.Q(('token', ''), _negated=True), fields=['workspace', 'token'], name='check_by_token')],
            },
        ),
        migrations.CreateModel(
            name='InboundMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=100)),
                ('raw', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('envelope', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('received', 'Received'), ('done', 'Done'), ('ignored', 'Ignored'), ('quarantined', 'In quarantine')], default='received', max_length=12)),
                ('result', models.CharField(blank=True, max_length=12)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('ticket_number', models.PositiveBigIntegerField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('lease_token', models.UUIDField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('received_at', models.DateTimeField(auto_now_add=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('channel', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='inbound_messages', to='channels_inbox.channel')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='inbound_messages', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'received')), fields=['received_at'], name='inbound_to_do'), models.Index(condition=models.Q(('state', 'quarantined')), fields=['workspace', '-id'], name='inbound_quarantine')],
                'constraints': [models.UniqueConstraint(fields=('channel', 'external_id'), name='inbound_once_per_channel')],
            },
        ),
        migrations.CreateModel(
            name='LimitMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['key', 'at'], name='limit_mark_by_key'), models.Index(fields=['at'], name='limit_mark_by_age')],
            },
        ),
        migrations.CreateModel(
            name='SystemMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('delivery', models.CharField(choices=[('none', 'Not sent'), ('queued', 'Queued'), ('sending', 'Sending'), ('sent', 'Sent'), ('delivered', 'Delivered'), ('read', 'Read'), ('failed', 'Not delivered'), ('unknown', 'Unknown')], default='none', max_length=10)),
                ('delivery_error', models.TextField(blank=True)),
                ('delivery_attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True)),
                ('queued_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('lease_token', models.UUIDField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('message_id', models.CharField(max_length=255)),
                ('sender', models.CharField(blank=True, max_length=320)),
                ('to', models.JSONField(default=list)),
                ('subject', models.CharField(max_length=998)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('headers', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('channel', workspaces.fields.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='channels_inbox.channel')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='system_mails', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('delivery__in', ['queued', 'sending'])), fields=['next_attempt_at'], name='system_mail_to_send')],
            },
        ),
    ]
