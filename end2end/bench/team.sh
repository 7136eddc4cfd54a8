# What bin/bench measures of the team: a search, a card, the roster's page, an invitation, and the first page in the browser.

MEMBERS=${MEMBERS:-10000}
put members "$MEMBERS"
put practices 100

say "Making 100 practices, one of $MEMBERS members (half a minute)"
"$BINARY" demo --members "$MEMBERS" --practices 98 --members-each 20 --json > "$WORK/accounts.json" 2> "$WORK/demo.log" ||
  { tail -n 20 "$WORK/demo.log" >&2; fail "The demo could not be made."; }

BEGAN=$(date +%s.%N)
start_server
put start "$(awk "BEGIN { print $(date +%s.%N) - $BEGAN }")"
machine
tidy_up

say "Signing in as 17 administrators and collecting names (10 seconds)"
node end2end/bench/prepare.mjs "$BASE" "$WORK" >&2

both=$(((FOR + 3) * 2))

say "In the browser: the first page, and typing (20 seconds)"
put memory.before "$(memory)"
node end2end/bench/browser.mjs "$BASE" "$WORK" >> "$RESULTS" || fail "The browser's figures can't be had."

say "With a slowed phone: the first picture, and pressing (2 minutes)"
node end2end/bench/phone.mjs "$BASE" "$WORK" >> "$RESULTS" || fail "The phone's figures can't be had."

say "Roster search, by wrk and by pgbench ($both seconds)"
measure roster
statements roster
ROLE='' statements bare              # as the owner of the tables, without door and row-level security
put decision "$("$BINARY" measure)"

say "Profile card, by wrk and by pgbench ($both seconds)"
measure profile
statements profile

say "The roster's page, made by the server ($((FOR + 3)) seconds)"
measure page

say "Invitation, by wrk and by pgbench ($both seconds, and as long as its mails take)"
invited() { asked "select count(*) from member where status = 'invited'"; }
mailed() { asked "select count(*) from outbox where state = 'sent'"; }
load invitation 3
invited=$(invited) mailed=$(mailed)
server=$(server_ticks) database=$(database_ticks)
load invitation "$FOR"
put invitation.server "$(per "$server" "$(server_ticks)" "$(get invitation.requests)")"
put invitation.database "$(per "$database" "$(database_ticks)" "$(get invitation.requests)")"
put invitation.mailed "$(($(mailed) - mailed))"
printf '  %s/s, p95 %s ms, CPU %s ms + database %s ms\n' "$(get invitation.rate)" "$(get invitation.p95)" "$(get invitation.server)" "$(get invitation.database)" >&2
# wrk hangs up on the requests under way at the end; the server may finish them.
made=$(($(invited) - invited))
[ "$ERRORS" -gt 0 ] || [ "$made" -ge "$(get invitation.requests)" ] && [ "$made" -le $(($(get invitation.requests) + 16)) ] ||
  fail "$(get invitation.requests) invitations were answered, but $made are in the database."
put memory "$(memory)"
# The server's mail must not take part in pgbench's figures.
for _ in $(seq 120); do
  [ "$(asked "select count(*) from outbox where state = 'waiting'")" = 0 ] && break
  sleep 0.5
done
LETTER=$(asked "select letter from outbox where about is not null limit 1")
kill -STOP "$SERVER"
statements invitation -D letter="$LETTER"
kill -CONT "$SERVER"

put errors "$ERRORS"
mkdir -p target
node end2end/bench/report.mjs "$RESULTS" target/bench.md && STATUS=0 || STATUS=$?
say "The same as Markdown: target/bench.md"
