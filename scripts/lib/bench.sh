# One scenario of the benchmark: servers, rows, plan, load, switches, verdict. Everything lies in $stage and is cleared away.

stage='' child='' load='' relay='' failed=''

open_stage() {
  stage=$(mktemp -d "${TMPDIR:-/tmp}/pgbaton-bench.XXXXXX")
  chmod 755 "$stage" # the servers' user passes through
  exec 4>&2
  trap clear_stage EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
}

clear_stage() {
  local rc=$?
  trap - EXIT; trap '' INT TERM HUP
  set +e
  exec 2>&4 # a signal may come while a command's words go to a log
  [ -z "$child" ] || { kill "$child" 2>/dev/null; wait "$child" 2>/dev/null; } || true
  [ $rc = 0 ] || [ $rc -ge 128 ] || keep "$scenario"
  clear_scenario
  rm -rf "$stage/classes"
  if [ $rc -ge 128 ]; then rm -rf "$stage"; note "stopped; nothing is left running"
  elif [ -d "$stage/kept" ]; then note "what went wrong can be read in $stage/kept"
  else rm -rf "$stage"
  fi
  exit $rc
}

# Ends what the scenario runs, its servers included.
clear_scenario() {
  local program
  for program in $load $relay; do kill -KILL "$program" 2>/dev/null && wait "$program" 2>/dev/null; done || true
  load='' relay=''
  [ ! -e "$stage/lab/lab.env" ] || scripts/lab down --dir "$stage/lab" || true
  rm -rf "$stage/lab" "$stage/state" "$stage"/{plan.yaml,stop,load.log,relay.log,ledger,events,holds,commands.log,judge.log}
}

keep() {
  local into=$stage/kept/$1 file
  [ -e "$stage/lab" ] || return 0
  mkdir -p "$into"
  for file in "$stage"/{plan.yaml,load.log,relay.log,ledger,events,commands.log,judge.log}; do
    [ ! -e "$file" ] || cp "$file" "$into/"
  done
  for file in source/log target/log pgbouncer/run/log; do
    [ ! -r "$stage/lab/$file" ] || cp "$stage/lab/$file" "$into/${file%%/*}.log" || true
  done
}

# Runs a command that a signal can interrupt, and returns its exit code.
attended() {
  local rc=0
  "$@" </dev/null & child=$!
  wait "$child" || rc=$?
  child=''
  return $rc
}

baton() { attended scripts/pgbaton "$@" >>"$stage/commands.log" 2>&1; }

# The benchmark's own programs, compiled from the sources of the tests; what they need lies in pgbaton's extracted jar.
prepare_programs() {
  local cache=${XDG_CACHE_HOME:-} app
  case $cache in /*) ;; *) cache=${HOME:-/nowhere}/.cache ;; esac
  read -r app <"$cache/pgbaton/launcher/at${PWD//\//+}/current" ||
    die "pgbaton is not extracted in $cache/pgbaton/launcher; make it writable, or name another cache by XDG_CACHE_HOME"
  local sources=orchestrator/src/test/java/io/pgbaton
  "$java_home/bin/javac" -nowarn -d "$stage/classes" -cp "$app/lib/*" -sourcepath orchestrator/src/test/java \
    $sources/bench/Bench.java $sources/it/Relay.java
  java_here=("$java_home/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx1g -cp "$stage/classes:$app/lib/*")
}

# start_servers MAJOR MAJOR : with room for the rows in memory and no checkpoint in between
start_servers() {
  local pooler=(--pgbouncer) server
  [ "$traffic" != fence ] || pooler=()
  attended scripts/lab up "$1" "$2" ${pooler[@]+"${pooler[@]}"} --databases "$databases" --dir "$stage/lab" --while $$ \
    ${ports[@]+"${ports[@]}"} >"$stage/lab.log" || { cat "$stage/lab.log" >&2; die "the servers did not start"; }
  rm -f "$stage/lab.log"
  know_lab
  for server in "$SOURCE_PORT" "$TARGET_PORT"; do
    sql "$server" postgres -c "ALTER SYSTEM SET shared_buffers = '512MB'" -c "ALTER SYSTEM SET max_wal_size = '8GB'" \
      -c "ALTER SYSTEM SET checkpoint_timeout = '30min'"
  done
  for server in source target; do
    scripts/lab stop-server $server --dir "$stage/lab"
    scripts/lab start-server $server --dir "$stage/lab"
  done
}

load_rows() {
  local database count cheap=''
  count=$(wc -w <<<"${databases//,/ }")
  accounts=$((1000000 / count)) sequences=$((all_sequences / count))
  # psql reads the password from standard input, the process list never shows it.
  # Without a pooler all clients log in at once in the middle of the switch, and here they hash on the servers' processors:
  # that would be most of what is measured.
  [ "$traffic" != fence ] || cheap='SET scram_iterations = 1;'
  sql "$SOURCE_PORT" postgres <<<"$cheap CREATE ROLE bench_app LOGIN PASSWORD '$PGPASSWORD'"
  for database in ${databases//,/ }; do
    sql "$SOURCE_PORT" postgres -c "CREATE DATABASE $database"
    sql "$SOURCE_PORT" "$database" -v accounts="$accounts" -v sequences="$sequences" \
      -f orchestrator/src/test/resources/schema/bench.sql
  done
  sql "$SOURCE_PORT" postgres -c CHECKPOINT
}

# Where pgbaton reaches the servers and the console: directly, or over relays that make every round trip 2 ms longer.
find_ways() {
  source_way=$SOURCE_PORT target_way=$TARGET_PORT console_way=${PGBOUNCER_PORT:-}
  [ "$way" = slow ] || return 0
  : >"$stage/relay.log"
  "${java_here[@]}" io.pgbaton.it.Relay --delay-micros 1000 "$(relay_port 3)=127.0.0.1:$SOURCE_PORT" \
    "$(relay_port 4)=127.0.0.1:$TARGET_PORT" "$(relay_port 5)=127.0.0.1:$PGBOUNCER_PORT" \
    >"$stage/relay.log" 2>&1 </dev/null & relay=$!
  wait_for 10 three_relays || die "the relays did not start: $(cat "$stage/relay.log")"
  { read -r source_way _; read -r target_way _; read -r console_way _; } <"$stage/relay.log"
}
relay_port() { if [ ${#ports[@]} = 0 ]; then echo 0; else echo $((ports[1] + $1)); fi; }
three_relays() { [ "$(wc -l <"$stage/relay.log")" = 3 ]; }

server_plan() { # NAME WAY PORT
  cat <<PLAN
$1:
  host: 127.0.0.1
  port: $2
  user: postgres
  password: \${file:lab/password}
  replication:
    port: $3
PLAN
}

write_plan() {
  {
    echo "name: bench"
    server_plan source "$source_way" "$SOURCE_PORT"
    server_plan target "$target_way" "$TARGET_PORT"
    cat <<PLAN
databases: [${databases//,/, }]
catchUp:
  stableFor: 1s
traffic:
  kind: $traffic
PLAN
    [ "$traffic" = fence ] || cat <<PLAN
  console:
    host: 127.0.0.1
    port: $console_way
    user: $PGBOUNCER_CONSOLE_USER
    password: \${file:lab/pgbouncer/console-password}
  configFile: $PGBOUNCER_INI
  databases: [${databases//,/, }]
  source:
    host: 127.0.0.1
    port: $SOURCE_PORT
  target:
    host: 127.0.0.1
    port: $TARGET_PORT
PLAN
  } >"$stage/plan.yaml"
}

start_load() {
  local url=jdbc:postgresql://127.0.0.1:${PGBOUNCER_PORT:-}/{database} errors=fail
  if [ "$traffic" = fence ]; then
    url="jdbc:postgresql://127.0.0.1:$SOURCE_PORT,127.0.0.1:$TARGET_PORT/{database}"
    url+='?targetServerType=primary&hostRecheckSeconds=0&connectTimeout=2'
    errors=retry
  fi
  : >"$stage/load.log"
  "${java_here[@]}" io.pgbaton.bench.Bench load --url "$url" --user bench_app --password-file "$PASSWORD_FILE" \
    --databases "$databases" --clients 8 --rate "$rate" --errors $errors --sequences "$sequences" --accounts "$accounts" \
    --servers "127.0.0.1:$SOURCE_PORT,127.0.0.1:$TARGET_PORT" --warm-up 10 --stop-file "$stage/stop" \
    --ledger "$stage/ledger" >"$stage/load.log" 2>&1 </dev/null & load=$!
  wait_for 60 load_is_warm || die "the clients do not write: $(tail -n 3 "$stage/load.log")"
  kill -0 "$load" 2>/dev/null || die "the clients have ended: $(tail -n 3 "$stage/load.log")"
}
load_is_warm() { grep -q '^warm' "$stage/load.log" || ! kill -0 "$load" 2>/dev/null; }

stop_load() {
  local rc=0
  : >"$stage/stop"
  wait "$load" || rc=$?
  load=''
  [ $rc = 0 ] || die "the clients did not end well: $(tail -n 3 "$stage/load.log")"
}

# What clients notice of PAUSE and RESUME with nothing in between: no switch can be shorter on this machine.
hold_for_nothing() {
  local began time
  : >"$stage/holds"
  [ "$traffic" != fence ] || return 0
  for time in 1 2 3 4 5 6 7 8 9 10; do
    attended sleep 2.5
    began=$(date +%s%6N)
    PGPASSWORD=$(cat "$stage/lab/pgbouncer/console-password") "$CLIENT_BIN/psql" -qXAt -h 127.0.0.1 -p "$PGBOUNCER_PORT" \
      -U "$PGBOUNCER_CONSOLE_USER" -d pgbouncer -c "PAUSE" -c "RESUME" >/dev/null ||
      die "PgBouncer did not pause at try $time"
    echo "$began $(date +%s%6N)" >>"$stage/holds"
  done
  # what clients notice of the last one belongs to it alone
  attended sleep 2.5
}

# Switches there and back in turn; one that was backed out is tried again, and counted.
switch_often() {
  local done=0 tries=0 rc command
  serving=$SOURCE_PORT other=$TARGET_PORT
  while [ $done -lt "$switches" ] && [ $tries -lt $((switches + 5)) ]; do
    command=switch-over; [ "$serving" = "$SOURCE_PORT" ] || command=switch-back
    rc=0; baton $command bench || rc=$?
    tries=$((tries + 1))
    case $rc in
      0) done=$((done + 1)); command=$serving; serving=$other; other=$command ;;
      5) note "  a switch was backed out: $(tail -n 1 "$stage/commands.log")" ;;
      *) die "$command ended with $rc: $(tail -n 3 "$stage/commands.log")" ;;
    esac
    # what clients notice just after a switch is counted too
    attended sleep 1.5
  done
  [ ! -t 2 ] || note "  $done switches done"
}

version() { sql "$1" postgres -c "SELECT split_part(current_setting('server_version'), ' ', 1)"; }

judge() {
  attended "${java_here[@]}" io.pgbaton.bench.Bench judge --scenario "$scenario" --source "$(version "$SOURCE_PORT")" \
    --target "$(version "$TARGET_PORT")" --load "$load_in_words" --others "${others:-0}" --clients 8 \
    --ledger "$stage/ledger" --events "$stage/events" --holds "$stage/holds" \
    --serving "127.0.0.1:$serving" --other "127.0.0.1:$other" --databases "$databases" --password-file "$PASSWORD_FILE" \
    --figures "$stage/figures.json" 2>"$stage/judge.log"
}

# Per cent of the processors' time that others use, measured for two seconds; nothing where that cannot be told.
others_use() {
  [ -r /proc/stat ] || return 0
  local before after
  before=$(processor_time)
  sleep 2
  after=$(processor_time)
  awk -v before="$before" -v after="$after" 'BEGIN {
    split(before, b); split(after, a); printf "%.0f", 100 * (a[1] - b[1]) / (a[1] - b[1] + a[2] - b[2])
  }'
}
# busy and idle time since the start of the machine
processor_time() { awk '$1 == "cpu" { print $2 + $3 + $4 + $7 + $8 + $9, $5 + $6 }' /proc/stat; }

# run_scenario NAME OLD NEW, with databases, all_sequences, rate, way and traffic set
run_scenario() {
  scenario=$1
  load_in_words="8 clients, $rate transactions a second"
  [ "$rate" != max ] || load_in_words="8 clients as fast as they can"
  note "$scenario: from $2 to $3, $load_in_words ..."
  others=$(others_use)
  [ "${others:-0}" -le 10 ] || note "  others use $others % of this machine's processors: the times will be too long"
  start_servers "$2" "$3"
  load_rows
  find_ways
  write_plan
  export PGBATON_CLIENT_PATH="$CLIENT_BIN" XDG_STATE_HOME="$stage/state"
  baton run "$stage/plan.yaml" --until in-sync || die "the upgrade did not come in sync: $(tail -n 5 "$stage/commands.log")"
  start_load
  hold_for_nothing
  switch_often
  stop_load
  attended scripts/pgbaton events bench --json >"$stage/events" || die "the history cannot be read"
  if ! judge; then
    failed=yes
    cat "$stage/judge.log" >&2
    keep "$scenario"
  fi
  clear_scenario
}
