# What `bin/bench accounts` measures: many signing in at once, what looking a session up costs, how soon an ended session is
# refused, and a list of 5,000 invitations from its preview to the mail server.

PRACTICES=62
put practices $((PRACTICES + 2))

say "Making $((PRACTICES + 2)) practices, and a mail server (seconds)"
"$BINARY" demo --members 200 --practices "$PRACTICES" --members-each 20 --json > "$WORK/accounts.json" 2> "$WORK/demo.log" ||
  { tail -n 20 "$WORK/demo.log" >&2; fail "The demo could not be made."; }
node end2end/bench/smtp.mjs "$WORK" & MAIL=$!
trap 'kill "$MAIL" 2>/dev/null || true; end' EXIT
until [ -s "$WORK/smtp.port" ]; do kill -0 "$MAIL" || fail "There is no mail server."; sleep 0.05; done
export SMTP_URL="smtp://127.0.0.1:$(cat "$WORK/smtp.port")?tls=none"
start_server
machine
tidy_up

say "Signing in, 64 at once ($((FOR + 3)) seconds)"
put memory.before "$(memory)"
server=$(server_ticks) database=$(database_ticks)
node end2end/bench/accounts.mjs sign-in "$BASE" "$WORK" "$FOR" >> "$RESULTS"
put sign_in.server "$(per "$server" "$(server_ticks)" "$(get sign_in.all)")"
put sign_in.database "$(per "$database" "$(database_ticks)" "$(get sign_in.all)")"
put memory.peak "$(awk '/^VmHWM/ { printf "%.1f", $2 / 1000 }' "/proc/$SERVER/status")"
put memory.after "$(memory)"

say "Who am I: with a session, and without ($(((FOR + 3) * 2)) seconds)"
measure signedin
measure stranger

say "Ending all sessions of someone who goes on asking (seconds)"
node end2end/bench/accounts.mjs end "$BASE" "$WORK" >> "$RESULTS"

say "A list of 5,000 people: preview, invitations, mail (minutes)"
server=$(server_ticks) database=$(database_ticks)
node end2end/bench/accounts.mjs many "$BASE" "$WORK" >> "$RESULTS"
put many.server "$(per "$server" "$(server_ticks)" 5000)"
put many.database "$(per "$database" "$(database_ticks)" 5000)"
put memory "$(memory)"

put errors "$ERRORS"
mkdir -p target
node end2end/bench/accounts-report.mjs "$RESULTS" target/bench-accounts.md && STATUS=0 || STATUS=$?
say "The same as Markdown: target/bench-accounts.md"
