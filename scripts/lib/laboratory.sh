# A whole lab in a folder: up, down, status. `lab.env` in the folder is what it knows of itself.

read_options() {
  words=(); dir=$(cache)/lab; base=; with_bouncer=; databases=app; fast=; guardian=
  while [ $# -gt 0 ]; do
    case $1 in
      --dir | --port | --databases | --while) [ $# -ge 2 ] || usage_error "$1 needs a value" ;;
    esac
    case $1 in
      --dir) dir=$2; shift ;;
      --port) base=$2; shift ;;
      --databases) databases=$2; shift ;;
      --while) guardian=$2; shift ;;
      --pgbouncer) with_bouncer=pgbouncer ;;
      --pgbouncer=*) with_bouncer=pgbouncer-${1#*=} ;;
      --fast) fast=yes ;;
      -*) usage_error "unknown option $1" ;;
      *) words+=("$1") ;;
    esac
    shift
  done
  case $dir in /*) ;; *) dir=$PWD/$dir ;; esac
  case $dir in *[!A-Za-z0-9._/@+-]*) usage_error "--dir $dir: a path of letters, digits and ._/@+- please" ;; esac
  case $base in *[!0-9]*) usage_error "--port $base is not a number" ;; esac
  [ -z "$base" ] || { [ "$base" -ge 1024 ] && [ "$base" -le 65533 ]; } || usage_error "--port $base: from 1024 to 65533 please"
  case $guardian in *[!0-9]*) usage_error "--while $guardian is not a process id" ;; esac
  case $databases in *[!a-z0-9_,]*) usage_error "--databases $databases: names of a-z, 0-9 and _ with commas between" ;; esac
}

port_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A port below the range from which the kernel takes the ports of outgoing connections.
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); do
    if ! port_answers "$port" && [[ " $* " != *" $port "* ]]; then printf '%s' "$port"; return 0; fi
  done
}

choose_ports() {
  local port
  if [ -z "$base" ]; then
    source_port=$(free_port); target_port=$(free_port "$source_port"); bouncer_port=$(free_port "$source_port" "$target_port")
  else
    source_port=$base; target_port=$((base + 1)); bouncer_port=$((base + 2))
    for port in "$source_port" ${target:+"$target_port"} ${with_bouncer:+"$bouncer_port"}; do
      ! port_answers "$port" || die "port $port is taken; give another --port, or none"
    done
  fi
}

# A lab's own memory: sets source, target, ..._bin, ..._port, bouncer from lab.env.
load() {
  [ -r "$dir/lab.env" ] || die "no lab in $dir (scripts/lab up 15 18 starts one; --dir names another folder)"
  local key value
  while IFS='=' read -r key value; do
    case $key in
      SOURCE_MAJOR) source=$value ;; TARGET_MAJOR) target=$value ;;
      SOURCE_BIN) source_bin=$value ;; TARGET_BIN) target_bin=$value ;;
      SOURCE_PORT) source_port=$value ;; TARGET_PORT) target_port=$value ;;
      PGBOUNCER) bouncer=$value; with_bouncer=yes ;; PGBOUNCER_PORT) bouncer_port=$value ;;
    esac
  done <"$dir/lab.env"
}
source='' target='' bouncer=''

save() {
  {
    echo "LAB_DIR=$dir"
    echo "PASSWORD_FILE=$dir/password"
    echo "CLIENT_BIN=$client_bin"
    echo "SOCKET_DIR=$(socket_dir)"
    echo "SOURCE_MAJOR=$source"; echo "SOURCE_BIN=$source_bin"; echo "SOURCE_PORT=$source_port"; echo "SOURCE_DATA=$dir/source/data"
    if [ -n "$target" ]; then
      echo "TARGET_MAJOR=$target"; echo "TARGET_BIN=$target_bin"; echo "TARGET_PORT=$target_port"; echo "TARGET_DATA=$dir/target/data"
    fi
    if [ -n "$with_bouncer" ]; then
      echo "PGBOUNCER=$bouncer"; echo "PGBOUNCER_PORT=$bouncer_port"; echo "PGBOUNCER_INI=$dir/pgbouncer/pgbouncer.ini"
      echo "PGBOUNCER_CONSOLE_USER=pgbouncer"; echo "PGBOUNCER_CONSOLE_PASSWORD_FILE=$dir/pgbouncer/console-password"
    fi
  } >"$dir/lab.env"
}

secret() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# scripts/lab up SOURCE [TARGET]
lab_up() {
  [ $# -ge 1 ] && [ $# -le 2 ] || usage_error "up needs one major or two: scripts/lab up 15 18"
  source=$1 target=${2:-}
  [ ! -e "$dir/lab.env" ] || die "there is a lab in $dir already (scripts/lab status; scripts/lab down --dir $dir)"
  [ ! -d "$dir" ] || [ -z "$(ls -A "$dir")" ] || die "$dir is neither empty nor a lab; give another --dir"
  id "$(server_user)" >/dev/null 2>&1 || die "there is no user '$(server_user)' to run the servers; PGBATON_LAB_USER names another"
  reachable "$dir" || die "user $(server_user), who runs the servers, cannot reach $dir; give another --dir"
  [ -d /usr/share/zoneinfo ] || die "time zones are missing in /usr/share/zoneinfo: install tzdata"

  ensure_trees "$source" ${target:+"$target"} ${with_bouncer:+"$with_bouncer"}
  local newest=$source; if [ -n "$target" ] && [ "$target" -gt "$source" ]; then newest=$target; fi
  ensure_clients "$newest"
  source_bin=$(find_server "$source"); target_bin=${target:+$(find_server "$target")}
  client_bin=$(find_clients "$newest"); bouncer=${with_bouncer:+$(find_bouncer "$with_bouncer")}

  choose_ports
  trap 'abandon' EXIT
  trap 'exit 130' INT TERM
  mkdir -p "$dir"; dir=$(cd "$dir" && pwd -P); chmod 755 "$dir"
  (umask 077; secret >"$dir/password")
  if [ -n "$with_bouncer" ]; then mkdir "$dir/pgbouncer"; (umask 077; secret >"$dir/pgbouncer/console-password"); fi
  if [ -n "$(socket_dir)" ]; then mkdir "$dir/socket"; hand_over "$dir/socket"; fi
  save

  local source_job target_job=
  raise source "$source" "$source_bin" "$source_port" & source_job=$!
  if [ -n "$target" ]; then raise target "$target" "$target_bin" "$target_port" & target_job=$!; fi
  wait $source_job; [ -z "$target_job" ] || wait $target_job
  if [ -n "$with_bouncer" ]; then create_bouncer; start_bouncer || die "PgBouncer did not start"; fi
  trap - EXIT INT TERM
  [ -z "$guardian" ] || watch_over
  lab_status
}

raise() { create_server "$@"; start_server "$1" "$3" || die "the $1 (PostgreSQL $2, port $4) did not start"; }

# Half a lab is no lab.
abandon() { trap - EXIT; wait || true; stop_all; rm -rf "$dir"; }

# Detached from the caller, so that it outlives whatever ends the caller.
watch_over() {
  local detach=; have setsid && detach=setsid
  $detach bash -c 'while kill -0 "$1" 2>/dev/null; do [ -e "$3/lab.env" ] || exit 0; sleep 1; done; exec "$2" down --dir "$3"' \
    - "$guardian" "$here/lab" "$dir" </dev/null >/dev/null 2>&1 &
}

stop_all() {
  local jobs=() job
  if [ -n "$with_bouncer" ]; then stop_bouncer & jobs+=($!); fi
  if [ -n "$source" ]; then stop_server source immediate & jobs+=($!); fi
  if [ -n "$target" ]; then stop_server target immediate & jobs+=($!); fi
  for job in ${jobs[@]+"${jobs[@]}"}; do wait "$job" || true; done
}

# scripts/lab down : nothing to do is not an error
lab_down() {
  [ $# = 0 ] || usage_error "down takes no '$1'"
  if [ ! -e "$dir/lab.env" ]; then note "no lab in $dir"; return 0; fi
  load; stop_all; rm -rf "$dir"
}

server_line() { # NAME BIN PORT
  local state=stopped; ! server_pid "$1" >/dev/null || state=running
  printf '%-10s %-18s %-15s  %s\n' "$1" "$("$2/postgres" --version | sed -E 's/^[^ ]+ \(([^)]*)\) ([^ ]+).*/\1 \2/')" "127.0.0.1:$3" "$state"
}

# scripts/lab status
lab_status() {
  [ $# = 0 ] || usage_error "status takes no '$1'"
  load
  server_line source "$source_bin" "$source_port"
  [ -z "$target" ] || server_line target "$target_bin" "$target_port"
  if [ -n "$with_bouncer" ]; then
    local state=stopped; ! bouncer_pid >/dev/null || state=running
    printf '%-10s %-18s %-15s  %s\n' pgbouncer "$("$bouncer" --version | sed -n 1p)" "127.0.0.1:$bouncer_port" $state
  fi
  echo "for scripts $dir/lab.env"
  echo "by hand     PGPASSWORD=\$(cat $dir/password) $(sed -n 's/^CLIENT_BIN=//p' "$dir/lab.env")/psql -h 127.0.0.1 -p $source_port -U postgres"
}

# scripts/lab stop-server NAME [immediate] : immediate is a crash, as far as the server is concerned
lab_stop_server() {
  load; in_this_lab "${1:-}"
  case $1-${2:-fast} in
    source-fast | source-immediate | target-fast | target-immediate) stop_server "$1" "${2:-fast}" ;;
    pgbouncer-*) stop_bouncer ;;
    *) usage_error "a server stops 'immediate' or, said by nothing, fast; not '$2'" ;;
  esac
}

# scripts/lab start-server NAME : one that runs is left alone
lab_start_server() {
  load; in_this_lab "${1:-}"
  case $1 in
    source) start_server source "$source_bin" ;;
    target) start_server target "$target_bin" ;;
    pgbouncer) start_bouncer ;;
  esac || die "the $1 did not start"
}

in_this_lab() {
  case $1-${source:+source}${target:+target}${with_bouncer:+pgbouncer} in
    source-*source* | target-*target* | pgbouncer-*pgbouncer*) ;;
    *) usage_error "no '$1' in this lab: source${target:+, target}${with_bouncer:+, pgbouncer}" ;;
  esac
}
