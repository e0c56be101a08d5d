# Stands in for postgres:16: the same settings, Debian's version.
FROM localhost/debian:bookworm
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql >/dev/null && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=postgres --group=postgres --mode=0700 /var/lib/postgresql/data
COPY postgres-entrypoint.sh /entrypoint
RUN chmod 0755 /entrypoint
USER postgres
VOLUME /var/lib/postgresql/data
ENTRYPOINT ["/entrypoint"]
