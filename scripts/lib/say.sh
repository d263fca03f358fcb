# How the scripts speak, and who runs the servers.

die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }
usage_error() { printf '%s: %s (%s --help)\n' "$(basename "$0")" "$*" "$0" >&2; exit 2; }
note() { printf '%s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

# PostgreSQL and PgBouncer refuse to run as root, so root hands them to an unprivileged user.
server_user() { if [ "$(id -u)" = 0 ]; then printf '%s' "${PGBATON_LAB_USER:-nobody}"; else id -un; fi; }

as_server() {
  if [ "$(id -u)" != 0 ]; then "$@"
  elif have setpriv; then setpriv --reuid="$(server_user)" --regid="$(id -g "$(server_user)")" --clear-groups -- "$@"
  elif have runuser; then runuser -u "$(server_user)" -- "$@"
  else die "root cannot run servers here: neither setpriv nor runuser is installed (package util-linux); or run as an ordinary user"
  fi
}

# Gives files to the user that runs the servers.
hand_over() { [ "$(id -u)" != 0 ] || chown -R "$(server_user):$(id -g "$(server_user)")" "$@"; }

# Whether the servers' user can get into DIR, or into the nearest folder above it that exists.
reachable() {
  local dir=$1
  while [ ! -d "$dir" ]; do dir=$(dirname "$dir"); done
  as_server test -x "$dir"
}

# Whether process PID still is the one whose command line holds TEXT; a stale pid file may name a stranger.
process_is() {
  { if [ -r "/proc/$1/cmdline" ]; then tr '\0' ' ' <"/proc/$1/cmdline"; else ps -p "$1" -o args=; fi; } 2>/dev/null | grep -qF -- "$2"
}

wait_for() { # SECONDS QUESTION... : asks twenty times a second
  local left=$(($1 * 20)); shift
  until "$@"; do [ $left -gt 0 ] || return 1; left=$((left - 1)); sleep 0.05; done
}
