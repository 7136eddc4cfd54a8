// Signs in as those who look at clients differently, and writes what the load is made of: the requests for wrk; for pgbench
// the statements the server made for each of them, as PostgreSQL's log took them down. Prints each kind and what it is.
//   node clients.mjs BASE_URL DIRECTORY ACCOUNTS LOG      DIRECTORY/KIND.requests, KIND.N.sql, KIND.bare.N.sql, KIND.found

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask, call, signIn } from "./ask.mjs";

const [base, dir, accountsAt, log] = process.argv.slice(2);
const keep = (name, text) => writeFileSync(join(dir, name), text);
const accounts = JSON.parse(readFileSync(accountsAt, "utf8"));
const find = (practice, role) => {
  const found = accounts.find((a) => a.practice === practice && (!role || a.role === role));
  if (!found) throw new Error(`The demo lists no ${role ?? "account"} of ${practice}`);
  return found;
};
/** Rows of a statement by psql, as the owner. */
const asked = (sql) => execFileSync(join(process.env.PG_BIN, "psql"), ["-qXAt", "-v", "ON_ERROR_STOP=1", "-c", sql], { encoding: "utf8" }).trim().split("\n");

// ── who asks ──
const everyone = find("Practice 1").password;
/** Whoever has the most clients of those who work with their own. */
const busiest = (practice) =>
  asked(`select m.email from member m join role r on r.practice_id = m.practice_id and r.id = m.role_id join practice p on p.id = m.practice_id
    where p.name = '${practice}' and m.status = 'active' and r.built_in = 'member'
    order by (select count(*) from assignment a where a.practice_id = m.practice_id and a.member_id = m.id and a.until is null) desc, m.sort_key limit 1`)[0];
const admin = await signIn(base, find("Maple Grove", "Admin"));
const therapist = await signIn(base, { email: busiest("Maple Grove"), password: everyone });
const leading = asked(`select m.email, count(*) from supervision s join member m on m.practice_id = s.practice_id and m.id = s.supervisor_id join practice p on p.id = m.practice_id
  where p.name = 'Maple Grove' and s.until is null group by 1 order by count(*) desc, 1`).map((line) => line.split("|"));
const lead = async ([email]) => signIn(base, accounts.find((a) => a.email === email) ?? { email, password: everyone });
const [most, fewest] = [leading[0], leading.at(-1)];
const supervisor = await lead(most), smallSupervisor = await lead(fewest);
const desk = await signIn(base, accounts.find((a) => a.email.startsWith("fatou.diallo@")));
const small = await signIn(base, find("Practice 1"));
const smallTherapist = await signIn(base, { email: busiest("Practice 1"), password: everyone });

// ── what they ask ──
const list = (cookie, query = {}) => call(base, cookie, "clients/api/clients", Object.fromEntries(Object.entries({ q: "", ...query }).map(([key, value]) => [`query[${key}]`, value])));
const choices = await call(base, admin, "clients/api/client_filters");
const shown = await list(admin);
const names = [];
let after = shown.next;
const deep = [];
for (const letter of "bdfhkmoqstvwy") {
  const page = await list(admin, { after: after.replace(/~.*/, `~${letter}`) });
  if (page.next) deep.push({ after: page.next });
  names.push(...page.rows.map((row) => (row.Client ?? row).last_name.toLowerCase()).filter((name) => /^[a-z]{3}/.test(name)));
}
const beginnings = [...new Set(names.map((name) => name.slice(0, 3)))].slice(0, 24);
const places = choices.locations.slice(0, 4), groups = choices.groups.slice(0, 3), staff = choices.staff.slice(0, 200);
const picked = Array.from({ length: 8 }, (_, n) => staff[Math.floor((n * staff.length) / 8)]);
const filters = [
  ...places.map((l) => ({ location: l.id })),
  ...groups.map((g) => ({ group: g.id })),
  ...picked.map((m) => ({ staff: m.id })),
  ...["activated", "provisioned", "none", "archived"].map((status) => ({ status })),
  ...["new", "seen"].map((recent) => ({ recent })),
  { location: places[0].id, recent: "seen" },
  { location: places[0].id, staff: picked[0].id },
];
const sorts = ["-name", "status", "-status", "staff", "-staff", "visit", "-visit", "created", "-created"].map((sort) => ({ sort }));
const kinds = [
  ["all", "all clients of the practice, and the boxes", admin, [{}]],
  ["further", "… pages further on", admin, deep],
  ["filtered", "… by location, group, staff, state or lately", admin, filters],
  ["sorted", "… in other orders", admin, sorts],
  ["search", "… by the first three letters of a name", admin, beginnings.map((q) => ({ q }))],
  ["places", "front desk: those of their own locations", desk, [{}]],
  ["own", "therapist: their own", therapist, [{}]],
  ["supervised", `supervisor of ${most[1]}: their own and their supervisees’`, supervisor, [{}]],
  ["supervised5", `supervisor of ${fewest[1]}: their own and their supervisees’`, smallSupervisor, [{}]],
  ["small", "all clients of a practice of 1,000", small, [{}]],
  ["smallown", "therapist of that practice: their own", smallTherapist, [{}]],
];

// ── the statements, from the log ──
const hash = (cookie) => "\\x" + createHash("sha256").update(Buffer.from(cookie, "base64url")).digest("hex");
/** The entries after `from`: what each process was told, in their order. */
function entries(from) {
  const said = [];
  for (const line of readFileSync(log).subarray(from).toString("utf8").split("\n")) {
    const begins = /^\d{4}-\d\d-\d\d [\d:.]+ \w+ \[(\d+)\] (LOG|DETAIL):\s+(.*)$/.exec(line);
    if (begins) said.push({ pid: begins[1], sort: begins[2], text: begins[3] });
    else if (line.startsWith("\t") && said.length > 0) said.at(-1).text += "\n" + line.slice(1);
  }
  return said;
}
/** The statements of one request, with their parameters; without the door's own. */
function statements(from, cookie) {
  const all = entries(from);
  const token = hash(cookie).slice(2);
  const door = all.findIndex((e) => e.text.startsWith("statement: begin") && e.text.includes(token));
  if (door < 0) throw new Error("The log doesn't show who entered");
  const own = all.slice(door + 1).filter((e) => e.pid === all[door].pid);
  const found = [];
  for (const [n, entry] of own.entries()) {
    if (/^statement: (commit|rollback)/i.test(entry.text)) break;
    const told = /^execute [^:]+: ([\s\S]*)$/.exec(entry.text);
    if (entry.sort !== "LOG" || !told) continue;
    const detail = own[n + 1]?.sort === "DETAIL" ? own[n + 1].text : "";
    const values = new Map([...detail.matchAll(/\$(\d+) = ('(?:[^']|'')*'|NULL)/g)].map((m) => [m[1], m[2]]));
    found.push({ sql: told[1], values });
  }
  if (found.length === 0) throw new Error("The log shows no statement");
  return found;
}
/** As parameters of pgbench's: set first, in a statement of no weight. */
function script(name, found, before, after) {
  const values = found.flatMap(({ values }, s) => [...values].filter(([, value]) => value !== "NULL").map(([n, value]) => [`p${s}_${n}`, value]));
  // A line break would end the command; comments go, for pgbench would look for variables in them.
  const told = found.map(({ sql, values }, s) => {
    const line = sql.replaceAll(/--.*$/gm, "").replaceAll(/\s+/g, " ").trim();
    return line.replaceAll(/\$(\d+)/g, (_, n) => (values.get(n) === "NULL" ? "null" : `:p${s}_${n}`)) + ";";
  });
  const set = values.length > 0 ? [`select ${values.map(([name, value]) => `${value}::text as ${name}`).join(", ")} \\gset`] : [];
  keep(name, [...set, ...before, ...told, ...after].join("\n") + "\n");
}
const SETTINGS = ["practice", "member", "account", "clients", "locations", "now"];
function doorFound(cookie) {
  const values = asked(`begin; set role caseload_app; select count(*) from access_enter('${hash(cookie)}', '0 seconds');
    ${SETTINGS.map((s) => `select coalesce(current_setting('app.${s}', true), '')`).join("; ")}; commit`).slice(-SETTINGS.length);
  return SETTINGS.map((s, n) => [s, values[n]]).filter(([, value]) => value !== "").map(([s, value]) => `-c app.${s}=${value.replaceAll(/([\\ ])/g, "\\$1")}`).join(" ");
}

const body = (query) => new URLSearchParams(Object.entries({ q: "", ...query }).map(([key, value]) => [`query[${key}]`, value])).toString();
for (const [kind, words, cookie, queries] of kinds) {
  keep(`${kind}.requests`, queries.map((query) => ["POST", "/api/caseload/clients/api/clients", cookie, body(query)].join("\t")).join("\n") + "\n");
  keep(`${kind}.found`, doorFound(cookie));
  for (const [n, query] of queries.entries()) {
    await list(cookie, query); // so that it is prepared, and nothing else is said
    const from = statSync(log).size;
    await list(cookie, query);
    const found = statements(from, cookie);
    script(`${kind}.${n}.sql`, found, ["begin;", `select * from access_enter('${hash(cookie)}', '0 seconds');`], ["commit;"]);
    script(`${kind}.bare.${n}.sql`, found, [], []);
  }
  console.log(kind, words);
}
keep("html.requests", ["GET", "/clients", admin, ""].join("\t") + "\n");
console.log("html", "… as the page the server makes");
const practice = asked("select id from practice where name = 'Maple Grove'")[0];
keep("hand.sql", readFileSync(new URL("hand.sql", import.meta.url), "utf8").replaceAll(/^--.*\n/gm, "").replaceAll("{{practice}}", practice));
keep("cookie", admin);
const writer = asked(`select id from member where email = '${find("Maple Grove", "Admin").email}'`)[0];
keep("admin.json", JSON.stringify({ ...find("Maple Grove", "Admin"), member: writer }));
