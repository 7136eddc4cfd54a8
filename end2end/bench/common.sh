# For bin/bench and what it measures: a server on files of its own, and how its work is counted. It expects ROOT, BINARY,
# PG_BIN and FOR, and takes KEPT, a directory with data from an earlier run.

# ── a server of our own, on files of its own ──
WORK=$(mktemp -d "${TMPDIR:-/tmp}/caseload-bench.XXXXXX")
# As root the server runs PostgreSQL as another user, who must be able to pass through.
chmod 711 "$WORK"
SERVER=
end() {
  trap - INT TERM EXIT
  if [ -n "$SERVER" ]; then
    kill -CONT "$SERVER" 2>/dev/null || true
    kill -TERM "$SERVER" 2>/dev/null || true
    wait "$SERVER" 2>/dev/null || true
  fi
  rm -rf "$WORK"
}
trap end EXIT
trap 'end; exit 130' INT TERM

PORT=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
BASE="http://127.0.0.1:$PORT"
unset DATABASE_URL SMTP_URL SECRET_KEY DATABASE_POOL MAIL_FROM BASE_URL RUST_LOG LOG_FORMAT
export DATA_DIR="${KEPT:-$WORK/data}" LEPTOS_SITE_ADDR="127.0.0.1:$PORT"
export LEPTOS_OUTPUT_NAME=caseload LEPTOS_SITE_ROOT="$ROOT/target/site" LEPTOS_SITE_PKG_DIR=pkg

RESULTS="$WORK/results"
put() { printf '%s %s\n' "$1" "$2" >> "$RESULTS"; }
get() { sed -n "s/^$1 //p" "$RESULTS" | tail -n 1; }
put seconds "$FOR"

start_server() {
  say "Starting the server (seconds)"
  # As README.md deploys it.
  MIMALLOC_ALLOW_THP=0 "$BINARY" serve > "$WORK/serve.log" 2>&1 &
  SERVER=$!
  until curl -fso /dev/null --max-time 2 "$BASE/signin"; do
    kill -0 "$SERVER" 2>/dev/null || { tail -n 20 "$WORK/serve.log" >&2; fail "The server ended at once."; }
    sleep 0.01
  done
  POSTMASTER=$(head -n 1 "$DATA_DIR/postgres/postmaster.pid")
  export PGHOST PGPORT PGUSER=postgres PGDATABASE=caseload PGPASSWORD
  PGHOST=$(sed -n 5p "$DATA_DIR/postgres/postmaster.pid")
  PGPORT=$(sed -n 4p "$DATA_DIR/postgres/postmaster.pid")
  PGPASSWORD=$(cat "$DATA_DIR/postgres-password")
}
stop_server() {
  kill -TERM "$SERVER"
  wait "$SERVER" || true
  SERVER=
}
asked() { "$PG_BIN/psql" -qXAt -v ON_ERROR_STOP=1 -c "$1"; }
machine() {
  MODEL=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
  put machine "$(nproc) cores ($(uname -m), ${MODEL:-model unknown}), $(awk '/^MemTotal/ { printf "%.0f GB", $2 / 1048576 }' /proc/meminfo), $(uname -s), PostgreSQL $(asked "select split_part(current_setting('server_version'), ' ', 1)")"
}
# Its own housekeeping would otherwise come at some moment of its choice, in the middle of a measurement.
tidy_up() {
  say "Tidying the database up (seconds)"
  asked 'vacuum analyze'
  asked 'checkpoint'
}

# ── what is counted ──
TICKS=$(getconf CLK_TCK)
fields() { sed 's/^.*) //' "$@" 2>/dev/null; } # of /proc/PID/stat without pid and name, in which there may be spaces
server_ticks() { fields "/proc/$SERVER/stat" | awk '{ print $12 + $13 }'; }
# The postmaster with those of its children that have ended, and each that has not.
database_ticks() {
  { fields "/proc/$POSTMASTER/stat" | awk '{ print $12 + $13 + $14 + $15 }'
    { cat /proc/[0-9]*/stat 2>/dev/null || true; } | fields | awk -v of="$POSTMASTER" '$2 == of { print $12 + $13 }'
  } | awk '{ n += $1 } END { print n + 0 }'
}
memory() { awk '/^VmRSS/ { printf "%.1f", $2 / 1000 }' "/proc/$SERVER/status"; }
per() { awk -v before="$1" -v after="$2" -v n="$3" -v hz="$TICKS" 'BEGIN { print (after - before) * 1000 / hz / n }'; }

load() { # NAME SECONDS: puts wrk's account into the results
  local threads=2 own='' said line pair
  if [ "$1" = invitation ]; then threads=16 own=own; fi # each connection of a thread, for a cookie of its own
  said=$(wrk -t "$threads" -c 16 -d "${2}s" --timeout 10s -s end2end/bench/load.lua "$BASE" -- "$WORK/$1.requests" $own) ||
    fail "wrk ended with an error."
  line=$(printf '%s\n' "$said" | sed -n 's/^RESULT //p')
  for pair in $line; do put "$1.${pair%%=*}" "${pair#*=}"; done
  ERRORS=$((ERRORS + $(get "$1.errors")))
  [ "$(get "$1.requests")" -gt 0 ] || { printf '%s\n' "$said" >&2; fail "$1: nothing was answered."; }
  if [ "$(get "$1.errors")" != 0 ]; then
    printf '%s\n' "$said" | grep '^an answer' >&2 || true
    tail -n 3 "$WORK/serve.log" >&2
    printf '✗ %s: %s of %s answers were errors\n' "$1" "$(get "$1.errors")" "$(($(get "$1.requests")))" >&2
  fi
}
FILES=()
ERRORS=0 # of the warm-ups too
measure() { # NAME
  local server database
  load "$1" 3
  server=$(server_ticks) database=$(database_ticks)
  load "$1" "$FOR"
  put "$1.server" "$(per "$server" "$(server_ticks)" "$(get "$1.requests")")"
  put "$1.database" "$(per "$database" "$(database_ticks)" "$(get "$1.requests")")"
  printf '  %s/s, p95 %s ms, CPU %s ms + database %s ms\n' "$(get "$1.rate")" "$(get "$1.p95")" "$(get "$1.server")" "$(get "$1.database")" >&2
}
statements() { # NAME [OPTIONS…]; FILES: -f and its scripts, if there is more than NAME.sql
  local name=$1 said database done; shift
  bench() { # with the settings that server/pool.rs gives each connection
    PGOPTIONS="${ROLE--c role=caseload_app} -c random_page_cost=1.1 -c plan_cache_mode=force_generic_plan -c jit=off" \
      "$PG_BIN/pgbench" -n -M prepared -c 16 -j 2 -T "$1" "${FILES[@]:--f$WORK/$name.sql}" "${@:2}" 2>&1
  }
  said=$(bench 3 "$@") || { printf '%s\n' "$said" >&2; fail "pgbench ended with an error."; }
  database=$(database_ticks)
  said=$(bench "$FOR" "$@") || { printf '%s\n' "$said" >&2; fail "pgbench ended with an error."; }
  done=$(printf '%s\n' "$said" | sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p')
  put "$name.pgbench" "$(printf '%s\n' "$said" | sed -n 's/^tps = \([0-9.]*\).*/\1/p' | tail -n 1)"
  put "$name.pgbench.database" "$(per "$database" "$(database_ticks)" "$done")"
  printf '  pgbench %s/s, CPU %s ms\n' "$(get "$name.pgbench")" "$(get "$name.pgbench.database")" >&2
}
