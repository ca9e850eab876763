import django.db.models.deletion
import helpdesk.lib.ids
import workspaces.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('talk', '0001_initial'),
        ('tickets', '0001_initial'),
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='NotificationSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ways', models.JSONField(default=dict)),
                ('digest', models.CharField(choices=[('each', 'A few minutes later, unless you have seen it by then'), ('daily', 'Once a day, all in one mail')], default='each', max_length=5, verbose_name='mails come')),
                ('digest_at', models.TimeField(default='08:00', verbose_name='at')),
                ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='from')),
                ('quiet_until', models.TimeField(blank=True, null=True, verbose_name='until')),
                ('volume', models.PositiveSmallIntegerField(default=0, verbose_name='volume of the sound')),
                ('member', workspaces.fields.TenantOneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='notification_settings', to='workspaces.member')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'verbose_name_plural': 'notification settings',
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=helpdesk.lib.ids.opaque_id, editable=False, max_length=26)),
                ('kind', models.CharField(choices=[('assigned', 'A ticket is given to you'), ('mentioned', 'A colleague mentions you or your team in a note'), ('not_delivered', 'A reply of yours was not delivered'), ('customer_wrote', 'A customer writes on your ticket'), ('colleague_wrote', 'A colleague writes on your ticket'), ('followed', 'Somebody writes on a ticket that you follow'), ('vip_wrote', 'A VIP writes to one of your teams'), ('new_in_team', 'A new ticket comes to one of your teams'), ('direct_message', 'A colleague writes to you in Talk'), ('talk_mention', 'A colleague names you in a team’s room'), ('back', 'What was put off until now is back'), ('not_sent', 'A scheduled reply of yours does not leave'), ('work_over', 'Long work that you began is over')], max_length=16)),
                ('ticket_version', models.PositiveIntegerField(default=0)),
                ('who', models.CharField(blank=True, max_length=120)),
                ('in_app', models.BooleanField(default=True)),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('mail_due_at', models.DateTimeField(blank=True, null=True)),
                ('event', workspaces.fields.TenantForeignKey(db_index=False, null=True, on_delete=workspaces.fields.cascade, related_name='+', to='tickets.ticketevent')),
                ('job', workspaces.fields.TenantForeignKey(db_index=False, null=True, on_delete=workspaces.fields.cascade, related_name='+', to='workspaces.job')),
                ('member', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to='workspaces.member')),
                ('talk_message', workspaces.fields.TenantForeignKey(db_index=False, null=True, on_delete=workspaces.fields.cascade, related_name='+', to='talk.roommessage')),
                ('ticket', workspaces.fields.TenantForeignKey(db_index=False, null=True, on_delete=workspaces.fields.cascade, related_name='+', to='tickets.ticket')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(condition=models.Q(('in_app', True)), fields=['workspace', 'member', '-at', '-id'], name='notification_list'), models.Index(condition=models.Q(('in_app', True), ('read_at', None)), fields=['workspace', 'member'], name='notification_unread'), models.Index(fields=['at'], name='notification_by_age'), models.Index(condition=models.Q(('mail_due_at__isnull', False)), fields=['mail_due_at'], name='notification_to_mail')],
                'constraints': [models.UniqueConstraint(fields=('public_id',), name='notification_public_id'), models.UniqueConstraint(fields=('workspace', 'event', 'member'), name='notification_once'), models.UniqueConstraint(fields=('workspace', 'talk_message', 'member'), name='notification_once_of_talk'), models.UniqueConstraint(fields=('workspace', 'job', 'member'), name='notification_once_of_job'), models.CheckConstraint(condition=models.Q(models.Q(('event__isnull', False), ('job__isnull', True), ('talk_message__isnull', True), ('ticket__isnull', False)), models.Q(('event__isnull', True), ('job__isnull', True), ('talk_message__isnull', False), ('ticket__isnull', True)), models.Q(('event__isnull', True), ('job__isnull', False), ('talk_message__isnull', True), ('ticket__isnull', True)), _connector='OR'), name='notification_of_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='PushSubscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=helpdesk.lib.ids.opaque_id, editable=False, max_length=26)),
                ('endpoint', models.CharField(max_length=1000)),
                ('p256dh', models.CharField(max_length=100)),
                ('auth', models.CharField(max_length=40)),
                ('device', models.CharField(blank=True, max_length=120)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('member', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='push_subscriptions', to='workspaces.member')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['workspace', 'member'], name='push_subscription_by_member')],
                'constraints': [models.UniqueConstraint(fields=('public_id',), name='push_subscription_public_id'), models.UniqueConstraint(fields=('workspace', 'endpoint'), name='push_subscription_once')],
            },
        ),
        migrations.CreateModel(
            name='TicketMute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('ticket', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'ticket', 'member'), name='ticket_mute_once')],
            },
        ),
    ]
