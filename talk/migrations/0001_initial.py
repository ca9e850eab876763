import django.db.models.deletion
import helpdesk.lib.ids
import talk.models.file
import workspaces.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('workspaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=helpdesk.lib.ids.opaque_id, editable=False, max_length=26)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('text', models.TextField(max_length=4000, verbose_name='text')),
                ('starts_on', models.DateField(verbose_name='holds from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='holds until')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('author', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='announcements', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['-starts_on', '-id'],
                'indexes': [models.Index(fields=['workspace', '-starts_on', '-id'], name='announcement_list')],
                'constraints': [models.UniqueConstraint(fields=('public_id',), name='announcement_public_id'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='announcement_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='AnnouncementRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField()),
                ('announcement', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reads', to='talk.announcement')),
                ('member', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'announcement', 'member'), name='announcement_read_once')],
            },
        ),
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=helpdesk.lib.ids.opaque_id, editable=False, max_length=26)),
                ('parties', models.CharField(blank=True, max_length=255, null=True)),
                ('last_message_id', models.BigIntegerField(default=0)),
                ('last_message_at', models.DateTimeField(blank=True, null=True)),
                ('team', workspaces.fields.TenantOneToOneField(blank=True, null=True, on_delete=workspaces.fields.cascade, related_name='room', to='workspaces.team')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rooms', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('public_id',), name='room_public_id'), models.UniqueConstraint(fields=('workspace', 'parties'), name='room_once_for_parties'), models.CheckConstraint(condition=models.Q(models.Q(('parties__isnull', True), ('team__isnull', False)), models.Q(('parties__isnull', False), ('team__isnull', True)), _connector='OR'), name='room_of_team_or_direct')],
            },
        ),
        migrations.CreateModel(
            name='RoomMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('room', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='members', to='talk.room')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'member', 'room'], name='room_member_by_member')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'room', 'member'), name='room_member_once')],
            },
        ),
        migrations.CreateModel(
            name='RoomMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=helpdesk.lib.ids.opaque_id, editable=False, max_length=26)),
                ('text', models.TextField(blank=True, max_length=4000)),
                ('created_at', models.DateTimeField()),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('author', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('room', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='talk.room')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['workspace', 'room', 'id'], name='room_message_by_room'), models.Index(fields=['workspace', 'author'], name='room_message_by_author')],
                'constraints': [models.UniqueConstraint(fields=('public_id',), name='room_message_public_id')],
            },
        ),
        migrations.CreateModel(
            name='RoomMention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=120)),
                ('member', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
                ('message', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='talk.roommessage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'message', 'member'), name='room_mention_once')],
            },
        ),
        migrations.CreateModel(
            name='RoomFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page_count', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('pages_drawn', models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)),
                ('drawing_since', models.DateTimeField(blank=True, editable=False, null=True)),
                ('public_id', models.CharField(default=helpdesk.lib.ids.opaque_id, editable=False, max_length=26)),
                ('file', models.FileField(max_length=200, upload_to=talk.models.file.storage_path)),
                ('name', models.CharField(max_length=255)),
                ('content_type', models.CharField(max_length=120)),
                ('size', models.PositiveBigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('room', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='talk.room')),
                ('uploaded_by', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
                ('message', workspaces.fields.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='talk.roommessage')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['workspace', 'message'], name='room_file_by_message'), models.Index(fields=['workspace', 'room', 'id'], name='room_file_by_room'), models.Index(fields=['workspace', 'uploaded_by'], name='room_file_by_uploader'), models.Index(condition=models.Q(('message', None)), fields=['created_at'], name='room_file_waiting')],
                'constraints': [models.UniqueConstraint(fields=('public_id',), name='room_file_public_id')],
            },
        ),
        migrations.CreateModel(
            name='RoomSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('upto', models.BigIntegerField(default=0)),
                ('member', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('room', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='talk.room')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'room', 'member'), name='room_seen_once')],
            },
        ),
        migrations.CreateModel(
            name='RoomWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(db_collation='C', max_length=40)),
                ('message', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='talk.roommessage')),
                ('room', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='talk.room')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'message'], name='room_word_by_message')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'room', 'word', 'message'), name='room_word_once')],
            },
        ),
    ]
