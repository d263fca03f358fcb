# What the demo measured, and how it tells it.

switches=()

# field NAME FILE : the first value of that name in a JSON file
field() { grep -oE "\"$1\" ?: ?(\"[^\"]*\"|[-0-9.]+)" "$2" | sed -n -E '1s/^"[^"]*" ?: ?"?([^"]*)"?$/\1/p'; }

thousands() { printf '%s' "$1" | sed -E ':a; s/^([0-9]+)([0-9]{3})/\1,\2/; ta'; }
milliseconds() { printf '%.0f ms' "$1"; }
bytes() { awk -v n="$1" 'BEGIN { split("B KiB MiB GiB", u); while (n >= 1024 && i < 3) { n /= 1024; i++ } printf (i && n < 10 ? "%.1f %s" : "%.0f %s"), n, u[i + 1] }'; }

note_copied() {
  scripts/pgbaton status demo --json >"$stage/in-sync.json"
  size=$(field bytesCopied "$stage/in-sync.json") lag=$(field lagBytes "$stage/in-sync.json")
  IFS='|' read -r rows tables < <(sql "$TARGET_PORT" app <<'SQL'
SELECT sum((xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I.%I', schemaname, tablename),
                                                false, true, '')))[1]::text::bigint), count(*)
FROM pg_tables WHERE schemaname IN ('shop', 'writer')
SQL
  )
}

sequences() { sql "$1" app -c "SELECT schemaname || '.' || sequencename, coalesce(last_value, 0) FROM pg_sequences ORDER BY 1"; }

# switch over|back : moves the clients, lets them write there, and measures
switch() {
  local from=$SOURCE_PORT to=$TARGET_PORT pause at stall
  [ "$1" = over ] || { from=$TARGET_PORT; to=$SOURCE_PORT; }
  show scripts/pgbaton "switch-$1" demo
  more_writes 400
  scripts/pgbaton status demo --json >"$stage/switched.json"
  pause=$(field pauseMillis "$stage/switched.json") at=$(field at "$stage/switched.json")
  "${writer_program[@]}" report --ledger "$stage/ledger" --around "$at" --window 5 >"$stage/stall.json"
  stall=$(field millis "$stage/stall.json")
  switches+=("$1: $(milliseconds "$pause"); the longest that a client waited: $(milliseconds "$stall")")
  advanced=$(join -t '|' <(sequences "$from") <(sequences "$to") | awk -F '|' '$3 > $2 {n++} END {print n + 0}')
}

verify() {
  lost=0
  "${writer_program[@]}" verify --url "$database_url" --user postgres --password-file "$PASSWORD_FILE" --ledger "$stage/ledger" >"$stage/verdict.json" || lost=$?
  [ -s "$stage/verdict.json" ] || die "the ledger could not be compared with the new server"
}

count() { thousands "$(field "$1" "$stage/verdict.json")"; }
line() { printf '  %-24s %s\n' "$@"; }

summary() {
  local one seen
  seen=$(grep -oE '"version": "[^"]*"' "$stage/writer.json" | sed -E 's/.*: "(.*)"/\1/' | paste -sd ' ' | sed 's/ / → /g')
  printf '\n%sPostgreSQL %s%s\n' "$bold" "$seen" "$plain"
  line 'rows copied' "$(thousands "$rows") in $tables tables, $(bytes "$size")"
  line 'lag before the switch' "$(bytes "$lag")"
  for one in "${switches[@]}"; do line "pause ${one%%:*}" "${one#*: }"; done
  line 'transactions' "$(count acknowledged) acknowledged, $(count failed) failed, $(count lost) lost, $(count doubled) doubled"
  line 'sequences advanced' "$advanced"
  line 'server as clients saw it' "$seen"
  line 'report' "$stage/report.md"
  [ $lost = 0 ] || die "what was acknowledged is not what is there: $(cat "$stage/verdict.json")"
}
