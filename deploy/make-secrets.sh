#!/bin/sh
# Makes the secrets that docker-compose.yml reads, in ./secrets. What is there already stays as it is.
set -eu
cd "$(dirname "$0")/.."

random() { # of so many bytes, as urlsafe base64
    head -c "$1" /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_'
}

# Others on this machine can't enter the folder. The files must be readable for the users inside of the containers.
mkdir -p secrets
chmod 700 secrets
umask 022
[ -s secrets/secret_key ] || random 48 >secrets/secret_key
for name in field_key database_password postgres_password backup_password; do
    [ -s "secrets/$name" ] || random 32 >"secrets/$name"
done
# The mail server that system mail, and channels without a server of their own, leave by. Empty: channels only.
[ -e secrets/smtp_url ] || : >secrets/smtp_url
echo "The secrets are in $(pwd)/secrets. Keep a copy: without field_key the passwords of channels can't be read."
