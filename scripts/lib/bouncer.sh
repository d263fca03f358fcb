# PgBouncer in front of the servers; at first its databases are the source's.

# The ini belongs to whoever called (it is rewritten when clients are moved); only the list of passwords is the server user's.
create_bouncer() {
  local home=$dir/pgbouncer name
  mkdir -p "$home/run"
  printf '"postgres" "%s"\n"app" "%s"\n"pgbouncer" "%s"\n' "$(cat "$dir/password")" "$(cat "$dir/password")" "$(cat "$home/console-password")" |
    (umask 077; cat >"$home/userlist.txt")
  {
    echo '[databases]'
    for name in ${databases//,/ } postgres; do echo "$name = host=127.0.0.1 port=$source_port"; done
    cat <<INI

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $bouncer_port
unix_socket_dir = $(socket_dir)
auth_type = scram-sha-256
auth_file = $home/userlist.txt
; roles that are not in the list log in by the secret that the server has for them
auth_user = postgres
auth_query = SELECT rolname, rolpassword FROM pg_catalog.pg_authid WHERE rolname = \$1 AND rolcanlogin
admin_users = pgbouncer
pool_mode = transaction
$(! prepares_again "$bouncer" || echo max_prepared_statements = 100)
ignore_startup_parameters = extra_float_digits
max_client_conn = 500
default_pool_size = 20
server_check_delay = 10
server_login_retry = 1
logfile = $home/run/log
pidfile = $home/run/pid
INI
  } >"$home/pgbouncer.ini"
  hand_over "$home/run" "$home/userlist.txt"
}

bouncer_pid() {
  local pid; pid=$(cat "$dir/pgbouncer/run/pid" 2>/dev/null) || return 1
  [ -n "$pid" ] && process_is "$pid" "$dir/pgbouncer/pgbouncer.ini" && printf '%s' "$pid"
}

start_bouncer() {
  ! bouncer_pid >/dev/null || return 0
  (cd "$dir/pgbouncer" && as_server "$bouncer" -q -d "$dir/pgbouncer/pgbouncer.ini" </dev/null >/dev/null 2>"$dir/pgbouncer/start.log") || true
  wait_for 10 bouncer_answers || { cat "$dir/pgbouncer/start.log" "$dir/pgbouncer/run/log" 2>/dev/null | tail -n 5 >&2; return 1; }
}

bouncer_answers() { bouncer_pid >/dev/null && port_answers "$bouncer_port"; }

stop_bouncer() {
  local pid; pid=$(bouncer_pid) || return 0
  # It has nothing to keep, and asked to end it may take seconds.
  kill -KILL "$pid" 2>/dev/null || true
  wait_for 5 bouncer_gone || true
}

bouncer_gone() { ! bouncer_pid >/dev/null; }
