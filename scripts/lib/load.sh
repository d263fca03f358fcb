# The demo's database and the clients that write to it.

know_lab() {
  # Written by scripts/lab: plain KEY=VALUE lines.
  . "$stage/lab/lab.env"
  PGPASSWORD=$(cat "$PASSWORD_FILE"); export PGPASSWORD
}

# sql PORT DATABASE ARGUMENT... : psql as the superuser
sql() {
  local port=$1 database=$2; shift 2
  "$CLIENT_BIN/psql" -qXAt -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$port" -U postgres -d "$database" "$@"
}

load_database() {
  local schema=orchestrator/src/test/resources/schema
  sql "$SOURCE_PORT" postgres -c 'CREATE DATABASE app'
  sql "$SOURCE_PORT" app -1 -f $schema/shop.sql -f $schema/writer.sql
  # Its clients log in with the lab's password; psql reads it from standard input, the process list never shows it.
  sql "$SOURCE_PORT" app <<<"ALTER ROLE shop_app PASSWORD '$PGPASSWORD'"
}

write_plan() {
  cat >"$plan" <<PLAN
name: demo
source:
  host: 127.0.0.1
  port: $SOURCE_PORT
  user: postgres
  password: \${file:lab/password}
target:
  host: 127.0.0.1
  port: $TARGET_PORT
  user: postgres
  password: \${file:lab/password}
databases: app
traffic:
  kind: pgbouncer
  console:
    host: 127.0.0.1
    port: $PGBOUNCER_PORT
    user: $PGBOUNCER_CONSOLE_USER
    password: \${file:lab/pgbouncer/console-password}
  configFile: $PGBOUNCER_INI
  databases: [app]
PLAN
}

start_writer() {
  local cache=${XDG_CACHE_HOME:-} app driver
  case $cache in /*) ;; *) cache=${HOME:-/nowhere}/.cache ;; esac
  read -r app <"$cache/pgbaton/launcher/at${PWD//\//+}/current" ||
    die "pgbaton is not extracted in $cache/pgbaton/launcher; make it writable, or name another cache by XDG_CACHE_HOME"
  driver=$(echo "$app"/lib/postgresql-*.jar)
  # The writer is a program of the tests; PostgreSQL's JDBC driver is taken out of pgbaton's own extracted jar.
  writer_program=("$java_home/bin/java" -XX:+UseSerialGC -Xmx256m -cp "$stage/classes:$driver" io.pgbaton.it.Writer)
  "$java_home/bin/javac" -d "$stage/classes" -cp "$driver" orchestrator/src/test/java/io/pgbaton/it/Writer.java
  database_url=jdbc:postgresql://127.0.0.1:$PGBOUNCER_PORT/app
  "${writer_program[@]}" --url "$database_url" --user shop_app --password-file "$PASSWORD_FILE" --ledger "$stage/ledger" \
    --clients 8 --rate 200 --errors fail --seconds 1800 --stop-file "$stage/stop" --report "$stage/writer.json" \
    >"$stage/writer.log" 2>&1 </dev/null & writer=$!
  more_writes 200
}

entries() { if [ -e "$stage/ledger" ]; then wc -l <"$stage/ledger"; else echo 0; fi; }
written() { [ "$(entries)" -ge "$1" ] || ! kill -0 "$writer" 2>/dev/null; }

# Waits until N more transactions were acknowledged.
more_writes() {
  wait_for 60 written $(($(entries) + $1)) || die "the clients stand still; see $stage/writer.log"
  kill -0 "$writer" 2>/dev/null || die "the clients have ended: $(tail -n 1 "$stage/writer.log")"
}

stop_writer() {
  : >"$stage/stop"
  wait "$writer" || die "the clients saw failures: $(tail -n 1 "$stage/writer.log")"
  writer=''
}
