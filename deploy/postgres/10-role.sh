#!/bin/bash
# Run once by the postgres image, when its volume is empty: the application's role, which row-level security binds
# (POSTGRES_USER is a superuser, it would not), the database that the role owns, and the role for back-ups.
set -euo pipefail

psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --dbname postgres \
    -v password="$(cat "$APP_PASSWORD_FILE")" <<'SQL'
CREATE ROLE helpdesk LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE helpdesk OWNER helpdesk;
REVOKE CONNECT, TEMPORARY ON DATABASE helpdesk FROM PUBLIC;
SQL

psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --dbname helpdesk \
    -v password="$(cat "$BACKUP_PASSWORD_FILE")" --file "$BACKUP_ROLE_SQL"
