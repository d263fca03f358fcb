# One server: created, started, stopped. A server named NAME lives in $dir/NAME (data, log).

# Settings that logical replication needs in both directions, several databases at once.
server_settings() {
  local major=$1 port=$2
  cat <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$(socket_dir)'
wal_level = logical
max_connections = 200
max_replication_slots = 20
max_wal_senders = 20
max_worker_processes = 24
max_logical_replication_workers = 12
max_sync_workers_per_subscription = 4
max_prepared_transactions = 10
wal_retrieve_retry_interval = 200ms
shared_buffers = 64MB
max_wal_size = 2GB
timezone = UTC
log_timezone = UTC
log_line_prefix = '%m [%p] %q%u@%d/%a '
CONF
  # From 18 on, origins are counted by a setting of their own.
  if [ "$major" -ge 18 ]; then echo 'max_active_replication_origins = 20'; fi
  if [ -n "$fast" ]; then printf '%s\n' 'fsync = off' 'full_page_writes = off'; fi
}

# The path of a socket may have 107 bytes; a lab in a deep folder goes without.
socket_dir() { if [ ${#dir} -le 80 ]; then printf '%s' "$dir/socket"; fi; }

# create_server NAME MAJOR BIN PORT
create_server() {
  local name=$1 major=$2 bin=$3 port=$4 home=$dir/$1
  mkdir -p "$home"
  if [ -n "$fast" ] && have flock; then
    copy_server "$name" "$major" "$bin" "$home"
  else
    cp "$dir/password" "$home/initial-password"; chmod 600 "$home/initial-password"
    hand_over "$home"
    init_server "$name" "$major" "$bin" "$home"
    rm -f "$home/initial-password"
  fi
  server_settings "$major" "$port" >"$dir/$name.conf"
  as_server tee -a "$home/data/postgresql.conf" <"$dir/$name.conf" >/dev/null; rm -f "$dir/$name.conf"
}

# init_server NAME MAJOR BIN HOME : HOME/data, from HOME/initial-password
init_server() {
  local name=$1 major=$2 bin=$3 home=$4 locale=C
  if locale -a 2>/dev/null | grep -qiE '^C\.utf-?8$'; then locale=C.UTF-8; fi
  (cd "$home" && as_server "$bin/initdb" --pgdata="$home/data" --username=postgres --pwfile="$home/initial-password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=$locale --no-sync >"$dir/$name-initdb.log" 2>&1) ||
    { tail -n 5 "$dir/$name-initdb.log" >&2; die "initdb of PostgreSQL $major failed"; }
  rm -f "$dir/$name-initdb.log"
}

# copy_server NAME MAJOR BIN HOME : the same as a copy of an earlier one, with a password of its own. Source and target are
# copied from different ones, so that they are different clusters; two labs may have the same identifiers.
copy_server() {
  local name=$1 major=$2 bin=$3 home=$4 template
  template=$(cache)/templates/$name-$("$bin/postgres" --version | tr -c 'A-Za-z0-9.\n' _)
  mkdir -p "$(cache)/templates"
  if [ ! -e "$template/complete" ]; then
    (flock 6
      if [ ! -e "$template/complete" ]; then
        rm -rf "$template"; mkdir -p "$template"
        (umask 077; secret >"$template/initial-password")
        hand_over "$template"
        init_server "$name" "$major" "$bin" "$template"
        rm -f "$template/initial-password"; touch "$template/complete"
      fi) 6>"$template.lock"
  fi
  cp -R "$template/data" "$home/data"; chmod 700 "$home/data"; hand_over "$home"
  # Standard input, so that the process list never shows the password.
  (cd "$home" && printf "ALTER ROLE postgres PASSWORD '%s'\n" "$(cat "$dir/password")" |
    as_server "$bin/postgres" --single -D "$home/data" postgres >"$dir/$name-single.log" 2>&1) ||
    { tail -n 5 "$dir/$name-single.log" >&2; die "PostgreSQL $major did not take its password"; }
  rm -f "$dir/$name-single.log"
}

# start_server NAME BIN : waits until it answers
start_server() {
  ! server_pid "$1" >/dev/null || return 0
  (cd "$dir/$1" && as_server "$2/pg_ctl" -D "$dir/$1/data" -l "$dir/$1/log" -w -t 60 -s start </dev/null >/dev/null 2>&1) ||
    { tail -n 5 "$dir/$1/log" >&2; return 1; }
}

# stop_server NAME MODE(fast|immediate) : by signal, so that it works when the program is gone
stop_server() {
  local signal=INT; [ "$2" = fast ] || signal=QUIT
  local pid; pid=$(server_pid "$1") || return 0
  kill -$signal "$pid" 2>/dev/null || true
  # In a crash the server gives its processes five seconds, and some take them.
  if [ "$2" = immediate ] && have pkill; then pkill -KILL -P "$pid" || true; fi
  wait_for 60 server_gone "$1" || kill -QUIT "$pid" 2>/dev/null || true
}

server_pid() {
  local pid; pid=$(sed -n 1p "$dir/$1/data/postmaster.pid" 2>/dev/null) || return 1
  [ -n "$pid" ] && process_is "$pid" "$dir/$1/data" && printf '%s' "$pid"
}

server_gone() { ! server_pid "$1" >/dev/null; }
