# PgBouncer whose configuration lies in a volume, where pgbaton can rewrite the address of a database.
ARG BASE=debian:forky-slim
FROM ${BASE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends pgbouncer \
 && rm -rf /var/lib/apt/lists/* /etc/pgbouncer/*
RUN chown 10001:10001 /etc/pgbouncer
COPY pgbouncer-entrypoint /usr/local/bin/entrypoint
USER 10001:10001
EXPOSE 6432
ENTRYPOINT ["/usr/local/bin/entrypoint"]
