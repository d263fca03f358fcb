# The demo's stage: a folder of its own, how commands are shown, and how everything is cleared away however the demo ends.

stage='' child='' writer='' kept=''
if [ -t 1 ]; then bold=$'\e[1m' blue=$'\e[34m' plain=$'\e[0m'; else bold='' blue='' plain=''; fi

open_stage() {
  stage=$(mktemp -d "${TMPDIR:-/tmp}/pgbaton-demo.XXXXXX")
  chmod 755 "$stage" # the servers' user passes through
  plan=$stage/demo.yaml
  trap clear_stage EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
}

# Whatever runs, stops. The folder stays only where there is something to read in it.
clear_stage() {
  local rc=$?
  trap - EXIT; trap '' INT TERM HUP
  [ -z "$child" ] || { kill "$child" 2>/dev/null; wait "$child" 2>/dev/null; } || true
  [ -z "$writer" ] || { kill -KILL "$writer" 2>/dev/null; wait "$writer" 2>/dev/null; } || true
  if [ $rc != 0 ] && [ $rc -lt 128 ]; then keep_logs; fi
  [ ! -e "$stage/lab/lab.env" ] || scripts/lab down --dir "$stage/lab" || true
  rm -rf "$stage/classes" "$stage/stop" "$stage/lab"
  if [ $rc -ge 128 ]; then rm -rf "$stage"; note "stopped; nothing is left running"
  elif rmdir "$stage" 2>/dev/null; then :
  elif [ $rc != 0 ]; then note "the demo failed; logs and ledger are in $stage"
  else rm -f "$stage/ledger"
  fi
  exit $rc
}

keep_logs() {
  local name
  for name in source/log target/log pgbouncer/run/log; do
    [ ! -r "$stage/lab/$name" ] || cp "$stage/lab/$name" "$stage/${name%%/*}.log" || true
  done
}

tell() { printf '\n%s# %s%s\n' "$blue" "$*" "$plain"; }
prompt() { printf '%s$ %s%s\n' "$bold" "$*" "$plain"; }

# Shows a command as it would be typed, and does it.
show() {
  prompt "$@"
  case $1 in scripts/pgbaton) ;; *) "$@"; return ;; esac
  # In the background and waited for, so that a signal is heard at once.
  "$@" </dev/null & child=$!
  local rc=0; wait "$child" || rc=$?
  child=''
  [ $rc = 0 ] || die "'$*' ended with $rc"
}

# show_first LINES FILE COMMAND... : its first lines; the whole is in the stage's FILE
show_first() {
  local lines=$1 file=$stage/$2 all; shift 2
  show "$@" >"$file"
  all=$(wc -l <"$file")
  head -n "$lines" "$file"
  [ "$all" -le "$lines" ] || printf '... %d lines more in %s\n' $((all - lines)) "$file"
}
