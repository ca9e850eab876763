-- The role that pg_dump uses. It reads everything and writes nothing; row-level security does not bind it, while the
-- application's own role gets an error, or a dump without rows. Run by a superuser in the application's database:
--   psql -v password=... -f backup-role.sql helpdesk
SELECT 'CREATE ROLE helpdesk_backup' WHERE to_regrole('helpdesk_backup') IS NULL \gexec
ALTER ROLE helpdesk_backup LOGIN NOSUPERUSER BYPASSRLS PASSWORD :'password';
ALTER ROLE helpdesk_backup SET default_transaction_read_only = on;
GRANT pg_read_all_data TO helpdesk_backup;
SELECT format('GRANT CONNECT ON DATABASE %I TO helpdesk_backup', current_database()) \gexec
