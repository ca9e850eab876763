import contacts.models.transfer
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
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('note', models.TextField(blank=True, max_length=4000, verbose_name='note')),
                ('shares_tickets', models.BooleanField(default=False, verbose_name="Its people see each other's tickets")),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='organizations', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'name'), name='organization_name_per_workspace')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=helpdesk.lib.ids.opaque_id, editable=False, max_length=26)),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('is_vip', models.BooleanField(default=False, verbose_name='VIP')),
                ('language', models.CharField(blank=True, max_length=8, verbose_name='language')),
                ('time_zone', models.CharField(blank=True, max_length=64, verbose_name='time zone')),
                ('city', models.CharField(blank=True, max_length=80, verbose_name='city')),
                ('note', models.TextField(blank=True, max_length=4000, verbose_name='note')),
                ('form_of_address', models.CharField(blank=True, choices=[('familiar', 'Familiar'), ('formal', 'Formal')], max_length=8, verbose_name='form of address')),
                ('form_is_guessed', models.BooleanField(default=True)),
                ('external_id', models.CharField(blank=True, max_length=64, verbose_name='customer number')),
                ('blocked_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('merged_into', workspaces.fields.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged_contacts', to='contacts.contact')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='workspaces.workspace')),
                ('organization', workspaces.fields.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contacts', to='contacts.organization')),
            ],
            options={
                'ordering': ['name', 'id'],
                'indexes': [models.Index(fields=['workspace', 'name', 'id'], name='contact_by_name'), models.Index(fields=['workspace', 'organization'], name='contact_by_organization'), models.Index(condition=models.Q(('is_vip', True)), fields=['workspace', 'name', 'id'], name='contact_vip'), models.Index(condition=models.Q(('blocked_at__isnull', False)), fields=['workspace', 'name', 'id'], name='contact_blocked')],
                'constraints': [models.UniqueConstraint(fields=('public_id',), name='contact_public_id'), models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('workspace', 'external_id'), name='contact_external_id_once')],
            },
        ),
        migrations.CreateModel(
            name='OrganizationDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253)),
                ('organization', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='contacts.organization')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'domain'), name='organization_domain_once')],
            },
        ),
        migrations.CreateModel(
            name='OrganizationFieldValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('number', models.FloatField(blank=True, null=True)),
                ('date', models.DateField(blank=True, null=True)),
                ('is_true', models.BooleanField(blank=True, null=True)),
                ('field', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.customfield')),
                ('option', workspaces.fields.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.fieldoption')),
                ('organization', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='field_values', to='contacts.organization')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('words', ''), _negated=True), fields=['workspace', 'field', 'words', 'organization'], name='organization_value_words'), models.Index(condition=models.Q(('number__isnull', False)), fields=['workspace', 'field', 'number', 'organization'], name='organization_value_number'), models.Index(condition=models.Q(('date__isnull', False)), fields=['workspace', 'field', 'date', 'organization'], name='organization_value_date'), models.Index(condition=models.Q(('is_true__isnull', False)), fields=['workspace', 'field', 'is_true', 'organization'], name='organization_value_is_true'), models.Index(condition=models.Q(('option__isnull', False)), fields=['workspace', 'field', 'option', 'organization'], name='organization_value_option')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'organization', 'field', 'option'), name='organization_value_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='OrganizationTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('organization', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='contacts.organization')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['name'],
                'indexes': [models.Index(fields=['workspace', 'name', 'organization'], name='organization_by_tag')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'organization', 'name'), name='organization_tag_once')],
            },
        ),
        migrations.CreateModel(
            name='Purchase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, verbose_name='order number')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='what was bought')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='amount')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('status', models.CharField(blank=True, max_length=40, verbose_name='state')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address in the shop')),
                ('at', models.DateTimeField()),
                ('contact', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='purchases', to='contacts.contact')),
                ('organization', workspaces.fields.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='purchases', to='contacts.organization')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['workspace', 'contact', '-at'], name='purchase_by_contact'), models.Index(fields=['workspace', 'number'], name='purchase_by_number')],
            },
        ),
        migrations.CreateModel(
            name='ContactFieldValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('number', models.FloatField(blank=True, null=True)),
                ('date', models.DateField(blank=True, null=True)),
                ('is_true', models.BooleanField(blank=True, null=True)),
                ('contact', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='field_values', to='contacts.contact')),
                ('field', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.customfield')),
                ('option', workspaces.fields.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.fieldoption')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('words', ''), _negated=True), fields=['workspace', 'field', 'words', 'contact'], name='contact_value_words'), models.Index(condition=models.Q(('number__isnull', False)), fields=['workspace', 'field', 'number', 'contact'], name='contact_value_number'), models.Index(condition=models.Q(('date__isnull', False)), fields=['workspace', 'field', 'date', 'contact'], name='contact_value_date'), models.Index(condition=models.Q(('is_true__isnull', False)), fields=['workspace', 'field', 'is_true', 'contact'], name='contact_value_is_true'), models.Index(condition=models.Q(('option__isnull', False)), fields=['workspace', 'field', 'option', 'contact'], name='contact_value_option')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'contact', 'field', 'option'), name='contact_value_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='ContactImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=helpdesk.lib.ids.opaque_id, editable=False, max_length=26)),
                ('file', models.FileField(max_length=200, upload_to=contacts.models.transfer.upload_path)),
                ('name', models.CharField(max_length=200)),
                ('encoding', models.CharField(choices=[('utf-8-sig', 'UTF-8'), ('utf-16', 'UTF-16'), ('latin-1', 'Latin-1')], max_length=9, verbose_name='letters')),
                ('separator', models.CharField(choices=[(';', 'Semicolon ;'), (',', 'Comma ,'), ('\t', 'Tab')], max_length=1, verbose_name='columns are parted by')),
                ('mapping', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('member', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.member')),
                ('run', workspaces.fields.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='workspaces.job')),
                ('trial', workspaces.fields.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='workspaces.job')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contact_imports', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['workspace', '-id'], name='contact_import_latest')],
                'constraints': [models.UniqueConstraint(fields=('public_id',), name='contact_import_public_id')],
            },
        ),
        migrations.CreateModel(
            name='ContactImportKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=270)),
                ('job', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.job')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'job', 'key'), name='contact_import_key_once')],
            },
        ),
        migrations.CreateModel(
            name='ContactMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('before', models.JSONField()),
                ('moved', models.JSONField()),
                ('by', workspaces.fields.TenantForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='workspaces.member')),
                ('gone', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contacts.contact')),
                ('kept', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='contacts.contact')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['workspace', 'kept'], name='contact_merge_by_kept')],
            },
        ),
        migrations.CreateModel(
            name='ContactNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField(max_length=4000, verbose_name='note')),
                ('created_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('author', workspaces.fields.TenantForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='workspaces.member')),
                ('contact', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='contacts.contact')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(fields=['workspace', 'contact', '-created_at'], name='contact_note_by_contact')],
            },
        ),
        migrations.CreateModel(
            name='ContactTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('contact', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='contacts.contact')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['name'],
                'indexes': [models.Index(fields=['workspace', 'name', 'contact'], name='contact_by_tag')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'contact', 'name'), name='contact_tag_once')],
            },
        ),
        migrations.CreateModel(
            name='ContactWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(db_collation='C', max_length=254)),
                ('contact', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contacts.contact')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'contact'], name='contact_word_by_contact')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'word', 'contact'), name='contact_word_once')],
            },
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'E-mail'), ('phone', 'Telephone'), ('chat', 'Chat')], max_length=8)),
                ('value', models.CharField(max_length=254)),
                ('shown', models.CharField(max_length=254)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('bounced_at', models.DateTimeField(blank=True, null=True)),
                ('is_primary', models.BooleanField(default=False)),
                ('contact', workspaces.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='identities', to='contacts.contact')),
                ('workspace', workspaces.fields.WorkspaceForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='identities', to='workspaces.workspace')),
            ],
            options={
                'ordering': ['-is_primary', 'id'],
                'indexes': [models.Index(fields=['workspace', 'contact'], name='identity_by_contact')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'kind', 'value'), name='identity_once'), models.UniqueConstraint(condition=models.Q(('is_primary', True)), fields=('workspace', 'contact', 'kind'), name='identity_one_primary')],
            },
        ),
    ]
