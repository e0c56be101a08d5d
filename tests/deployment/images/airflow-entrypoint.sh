#!/usr/bin/env bash
# What the entrypoint of the Airflow image does for docker-compose.yaml: wait, migrate, make the user, start.
set -euo pipefail
for name in AIRFLOW__DATABASE__SQL_ALCHEMY_CONN AIRFLOW__CELERY__BROKER_URL; do
  place=$(sed -E 's#.*@([^/]*)/.*#\1#' <<<"${!name:-}")
  [ -z "$place" ] || until nc -z "${place%:*}" "${place#*:}"; do sleep 1; done
done
if [ "${_AIRFLOW_DB_MIGRATE:-}" = true ]; then airflow db migrate; fi
if [ "${_AIRFLOW_WWW_USER_CREATE:-}" = true ]; then
  airflow users create --username "$_AIRFLOW_WWW_USER_USERNAME" --password "$_AIRFLOW_WWW_USER_PASSWORD" \
    --firstname A --lastname A --email a@example.com --role Admin || true
fi
case "$1" in
  python | bash | celery-app) exec "$@" ;;
  *) exec airflow "$@" ;;
esac
