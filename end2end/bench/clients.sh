# What `bin/bench clients` measures: the list of clients with its boxes for those who see all, some locations, their own or
# their supervisees'; export, reassigning a thousand, and how it grows. In one practice of 100,000 clients among 1,000.

MEMBERS=${MEMBERS:-500} PRACTICES=1000 CLIENTS=100000
ACCOUNTS="$DATA_DIR/bench-accounts.json"
put members "$MEMBERS"
put practices "$PRACTICES"

demo() { # OPTIONS…
  "$BINARY" demo --members "$MEMBERS" --clients "$CLIENTS" --json "$@" > "$WORK/accounts.json" 2> "$WORK/demo.log" ||
    { tail -n 20 "$WORK/demo.log" >&2; fail "The demo could not be made."; }
}
if ! [ -f "$ACCOUNTS" ]; then
  say "Making a practice of $MEMBERS members and $CLIENTS clients (minutes)"
  BEGAN=$(date +%s)
  demo
  DEMO=$(($(date +%s) - BEGAN))
  say "It took $DEMO s; now a practice of 1,000 clients, and one to copy (a minute)"
  demo --practices 1 --members-each 10 --clients-each 1000
  demo --practices 2 --members-each 13 --clients-each 2500
  start_server
  say "Copying it until there are $PRACTICES practices (10 minutes)"
  "$PG_BIN/psql" -qX -v ON_ERROR_STOP=1 -v wanted="$PRACTICES" -f end2end/bench/crowd.sql
  tidy_up
  put demo "$DEMO"
  cat "$RESULTS" > "$DATA_DIR/bench-results"
  cp "$WORK/accounts.json" "$ACCOUNTS"
  stop_server
fi
put demo "$(sed -n 's/^demo //p' "$DATA_DIR/bench-results")"

# ── what is asked of the database, taken down once ──
start_server
machine
put clients "$(asked 'select count(*) from client')"
asked "alter database caseload set log_statement = 'all'; alter database caseload set log_error_verbosity = 'default'"
stop_server
start_server
say "Signing in, and taking down the statements of every question (10 seconds)"
node end2end/bench/clients.mjs "$BASE" "$WORK" "$ACCOUNTS" "$DATA_DIR/postgres.log" > "$WORK/kinds"
asked 'alter database caseload reset log_statement; alter database caseload reset log_error_verbosity'
rm -f "$DATA_DIR/postgres.log"
stop_server
start_server

replayed() { # NAME, from NAME.N.sql: as the application; then NAME.bare.N.sql with what the door found out, as the owner
  local script
  FILES=()
  for script in "$WORK/$1".[0-9]*.sql; do FILES+=(-f "$script"); done
  statements "$1"
  FILES=()
  for script in "$WORK/$1".bare.[0-9]*.sql; do FILES+=(-f "$script"); done
  ROLE=$(cat "$WORK/$1.found") statements "$1.bare"
  FILES=()
}

while read -r NAME WORDS; do
  say "$WORDS ($(((FOR + 3) * 3)) seconds)"
  put "$NAME.words" "$WORDS"
  measure "$NAME"
  [ "$NAME" = html ] || replayed "$NAME"
done < "$WORK/kinds"
say "The same by hand, without rights and walls ($((FOR + 3)) seconds)"
ROLE='' statements hand

say "Export of everything; reassigning a thousand, and taking it back (a minute)"
server=$(server_ticks) database=$(database_ticks)
node end2end/bench/clients-writes.mjs export "$BASE" "$WORK" >> "$RESULTS"
put export.server "$(per "$server" "$(server_ticks)" "$(get export.rows)")"
put export.database "$(per "$database" "$(database_ticks)" "$(get export.rows)")"
node end2end/bench/clients-writes.mjs assign "$BASE" "$WORK" >> "$RESULTS"
put memory "$(memory)"

put errors "$ERRORS"
mkdir -p target
node end2end/bench/clients-report.mjs "$RESULTS" target/bench-clients.md && STATUS=0 || STATUS=$?
say "The same as Markdown: target/bench-clients.md"
