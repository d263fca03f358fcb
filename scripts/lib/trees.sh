# Finding server programs: the environment, the machine, the cache; fetch.sh brings what is missing.

readonly MAJORS="13 14 15 16 17 18"
# The newest, and older ones that are in use: PgBouncer 1.18 knows neither max_prepared_statements nor the newer columns of SHOW.
readonly PROXIES="pgbouncer pgbouncer-1.24 pgbouncer-1.18 haproxy haproxy-2.6"
# What a benchmark measures pgbaton against.
readonly RIVALS="pgcopydb"

# The cache folder. The servers' user must be able to reach it: root's home usually bars the way.
cache() {
  local dir=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/pgbaton
  if [ "$(id -u)" = 0 ] && ! reachable "$dir"; then dir=/var/cache/pgbaton; fi
  printf '%s' "$dir"
}

is_server_bin() { [ -x "$1/postgres" ] && [ -x "$1/initdb" ] && [ -x "$1/pg_ctl" ]; }

# The major version of a program of PostgreSQL: "postgres (PostgreSQL) 15.18 (Debian ...)" -> 15
major_of() { "$1" --version 2>/dev/null | sed -nE 's/^.*\(PostgreSQL\) ([0-9]+).*$/\1/p'; }

# Where the bin directory of a fetched major is: Debian's layout or the plain one.
tree_bin() {
  local tree dir; tree=$(cache)/trees/$1
  [ -e "$tree/.complete" ] || return 1
  for dir in "$tree/usr/lib/postgresql/$1/bin" "$tree/bin"; do
    if is_server_bin "$dir"; then printf '%s' "$dir"; return 0; fi
  done
  return 1
}

# Prints the bin directory of a major that is on the machine already; 1 if there is none.
find_server() {
  local major=$1 named="PGBATON_PG$1_BIN" dir
  if [ -n "${!named:-}" ]; then
    is_server_bin "${!named}" || die "$named=${!named} has no postgres, initdb and pg_ctl"
    [ "$(major_of "${!named}/postgres")" = "$major" ] || die "$named=${!named} holds $("${!named}/postgres" --version), not PostgreSQL $major"
    printf '%s' "${!named}"; return 0
  fi
  for dir in /usr/lib/postgresql/"$major"/bin /usr/pgsql-"$major"/bin \
    /opt/homebrew/opt/postgresql@"$major"/bin /usr/local/opt/postgresql@"$major"/bin; do
    if is_server_bin "$dir"; then printf '%s' "$dir"; return 0; fi
  done
  tree_bin "$major"
}

# "PgBouncer 1.26.1" -> "1 26"
bouncer_version() { "$1" --version 2>/dev/null | sed -nE 's/^PgBouncer ([0-9]+)\.([0-9]+).*$/\1 \2/p'; }

# Prepared statements in transaction pooling need PgBouncer 1.21 (max_prepared_statements).
prepares_again() {
  local version; version=$(bouncer_version "$1")
  [ -n "$version" ] && { [ "${version% *}" -gt 1 ] || [ "${version#* }" -ge 21 ]; }
}

# is_bouncer NAME PROGRAM : pgbouncer-1.18 is any 1.18, pgbouncer one of 1.21 or later
is_bouncer() {
  case $1 in
    pgbouncer-*) [ "$(bouncer_version "$2")" = "$(tr -s '.' ' ' <<<"${1#*-}")" ] ;;
    *) prepares_again "$2" ;;
  esac
}

find_bouncer() {
  local name=$1 program
  if [ -n "${PGBATON_PGBOUNCER:-}" ] && is_bouncer "$name" "$PGBATON_PGBOUNCER"; then
    printf '%s' "$PGBATON_PGBOUNCER"; return 0
  fi
  [ -z "${PGBATON_PGBOUNCER:-}" ] || [ "$name" != pgbouncer ] || die "PGBATON_PGBOUNCER=$PGBATON_PGBOUNCER is no PgBouncer of 1.21 or later"
  for program in "$(command -v pgbouncer || true)" /usr/sbin/pgbouncer /opt/homebrew/bin/pgbouncer; do
    if [ -x "$program" ] && is_bouncer "$name" "$program"; then printf '%s' "$program"; return 0; fi
  done
  program=$(cache)/trees/$name/usr/sbin/pgbouncer
  [ -x "$program" ] && [ -e "$(cache)/trees/$name/.complete" ] && printf '%s' "$program"
}

# haproxy: the machine's own, or a fetched one; haproxy-2.6: a fetched one of that version
find_haproxy() {
  local program tree; tree=$(cache)/trees/$1
  if [ "$1" = haproxy ]; then
    for program in ${PGBATON_HAPROXY:+"$PGBATON_HAPROXY"} "$(command -v haproxy || true)" /usr/sbin/haproxy; do
      if [ -x "$program" ]; then printf '%s' "$program"; return 0; fi
    done
  fi
  [ -x "$tree/usr/sbin/haproxy" ] && [ -e "$tree/.complete" ] && printf '%s' "$tree/usr/sbin/haproxy"
}

find_pgcopydb() {
  local program tree; tree=$(cache)/trees/pgcopydb
  program=$(command -v pgcopydb || true)
  if [ -x "$program" ]; then printf '%s' "$program"; return 0; fi
  [ -x "$tree/usr/bin/pgcopydb" ] && [ -e "$tree/.complete" ] && printf '%s' "$tree/usr/bin/pgcopydb"
}

find_tree() {
  case $1 in pgbouncer*) find_bouncer "$1" ;; haproxy*) find_haproxy "$1" ;; pgcopydb) find_pgcopydb ;; *) find_server "$1" ;; esac
}

# Fetches what is missing, several at a time; errors of all come out together.
ensure_trees() {
  local name pids=() failed=0 i
  for name in "$@"; do
    case " $MAJORS $PROXIES $RIVALS " in *" $name "*) ;; *) usage_error "no such tree: '$name' (one of: $MAJORS $PROXIES $RIVALS)" ;; esac
  done
  for name in $(printf '%s\n' "$@" | sort -u); do
    find_tree "$name" >/dev/null && continue
    fetch "$name" & pids+=($!)
  done
  # Background jobs of a script do not hear Ctrl-C themselves.
  trap 'kill ${pids[@]+"${pids[@]}"} 2>/dev/null; exit 130' INT TERM
  for i in ${pids[@]+"${!pids[@]}"}; do
    wait "${pids[$i]}" || failed=1
  done
  trap - INT TERM
  [ $failed = 0 ] || exit 1
}

# scripts/lab trees NAME...
trees() {
  [ $# -gt 0 ] || usage_error "trees of which majors? ($MAJORS $PROXIES)"
  ensure_trees "$@"
  local name
  for name in "$@"; do printf '%s %s\n' "$name" "$(find_tree "$name")"; done
}

# Prints a bin directory with pg_dump and psql that can read servers up to MAJOR: the smallest that will do.
find_clients() {
  local major dir
  for major in $MAJORS; do
    [ "$major" -ge "$1" ] || continue
    dir=$(find_server "$major") || continue
    if [ -x "$dir/pg_dump" ] && [ -x "$dir/psql" ]; then printf '%s' "$dir"; return 0; fi
  done
  return 1
}

ensure_clients() {
  find_clients "$1" >/dev/null && return 0
  local major
  for major in $MAJORS; do
    [ "$major" -ge "$1" ] && [ -n "$(suite_of "$major")" ] || continue
    ensure_trees "$major"; break
  done
  find_clients "$1" >/dev/null || die "no pg_dump and psql of PostgreSQL $1 or later here: install the client package, or name a bin directory by PGBATON_PG18_BIN"
}
