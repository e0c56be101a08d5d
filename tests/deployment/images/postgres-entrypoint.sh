#!/usr/bin/env bash
set -euo pipefail
export PATH="$(echo /usr/lib/postgresql/*/bin):$PATH"
data=/var/lib/postgresql/data/cluster
if [ ! -s "$data/PG_VERSION" ]; then
  initdb --pgdata "$data" --username "$POSTGRES_USER" --encoding UTF8 --locale C.UTF-8 --auth-host scram-sha-256 \
    --pwfile <(echo "$POSTGRES_PASSWORD")
  echo "host all all all scram-sha-256" >>"$data/pg_hba.conf"
  postgres --single -D "$data" postgres <<<"CREATE DATABASE $POSTGRES_DB"
fi
exec postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories=/tmp
