# What `bin/bench live` measures: a thousand open pages of one practice, which is the worst case: each change concerns all of them.

put pages 1000
say "Making two practices, 200 members in the large one (seconds)"
"$BINARY" demo --members 200 --json > "$WORK/accounts.json" 2> "$WORK/demo.log" ||
  { tail -n 20 "$WORK/demo.log" >&2; fail "The demo could not be made."; }
start_server
machine
tidy_up
put memory.before "$(memory)"
put connections.before "$(asked "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")"

say "Opening a thousand pages, then changes (a minute)"
export SERVER_PID=$SERVER POSTMASTER_PID=$POSTMASTER
node end2end/bench/live.mjs "$BASE" "$WORK" > "$WORK/live.out" 2> "$WORK/live.err" & PAGES=$!
waits_for() { # LINE: until the pages say so
  until grep -q "^$1" "$WORK/live.out"; do kill -0 "$PAGES" 2>/dev/null || { cat "$WORK/live.err" >&2; fail "The pages are gone."; }; sleep 0.1; done
}
waits_for at.rest
put memory.open "$(memory)"
put connections.open "$(asked "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")"
server=$(server_ticks) database=$(database_ticks)
waits_for changes.begin
put rest.server "$(per "$server" "$(server_ticks)" 1)"
put rest.database "$(per "$database" "$(database_ticks)" 1)"
server=$(server_ticks) database=$(database_ticks)
waits_for changes.end
changes=$(sed -n 's/^changes //p' "$WORK/live.out")
put change.server "$(per "$server" "$(server_ticks)" "$changes")"
put change.database "$(per "$database" "$(database_ticks)" "$changes")"
wait "$PAGES" || { cat "$WORK/live.err" >&2; fail "The pages ended with an error."; }
cat "$WORK/live.out" >> "$RESULTS"
put memory.after "$(memory)"
mkdir -p target
node end2end/bench/live-report.mjs "$RESULTS" target/bench-live.md && STATUS=0 || STATUS=$?
say "The same as Markdown: target/bench-live.md"
