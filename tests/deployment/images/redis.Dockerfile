# Stands in for redis:7.2-bookworm: Debian's version.
FROM localhost/debian:bookworm
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends redis-server >/dev/null && rm -rf /var/lib/apt/lists/*
WORKDIR /tmp
ENTRYPOINT []
CMD ["redis-server"]
