// Signs in and writes what the load is made of: the requests for wrk, the scripts for pgbench.
//   node prepare.mjs BASE_URL DIRECTORY       DIRECTORY/accounts.json is what `demo --json` printed

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask, call, signIn } from "./ask.mjs";

const WORDS = 60, CARDS = 300, PRACTICES = 16;
const [base, dir] = process.argv.slice(2);
const keep = (name, text) => writeFileSync(join(dir, name), text);
const spread = (all, n) => Array.from({ length: Math.min(n, all.length) }, (_, k) => all[Math.floor((k * all.length) / Math.min(n, all.length))]);
/** As the database keeps it, in the form `\x…`. */
const hash = (cookie) => "\\x" + createHash("sha256").update(Buffer.from(cookie, "base64url")).digest("hex");

const accounts = JSON.parse(readFileSync(join(dir, "accounts.json"), "utf8"));
const find = (practice, role) => {
  const found = accounts.find((a) => a.practice === practice && (!role || a.role === role));
  if (!found) throw new Error(`The demo lists no ${role ?? "account"} of ${practice}`);
  return found;
};

// Maple Grove: names and ids from pages of the roster all along the alphabet.
const cookie = await signIn(base, find("Maple Grove", "Admin"));
const rows = [];
for (const letter of "abcdefghijklmnopqrstuvwxyz") {
  const page = await call(base, cookie, "team/api/roster", { "query[after]": `00000000-0000-0000-0000-000000000000~${letter}` });
  rows.push(...page.rows);
}
const beginnings = rows.flatMap((r) => [r.first_name, r.last_name]).map((name) => name.toLowerCase().slice(0, 3));
const words = spread([...new Set(beginnings.filter((word) => /^[a-z]{3}$/.test(word)))].sort(), WORDS);
const ids = spread([...new Set(rows.map((r) => r.id))], CARDS);
for (const word of words) {
  const found = await call(base, cookie, "team/api/roster", { "query[q]": word });
  if (found.rows.length === 0) throw new Error(`Nobody is found by “${word}”`);
}

// The practices that invite.
const inviting = [];
for (let k = 1; k <= PRACTICES; k++) {
  const cookie = await signIn(base, find(`Practice ${k}`));
  const raised = await ask(`${base}/api/caseload/settings/api/change_plan`, { cookie, form: { plan: "group", seat_cap: 20000 } });
  if (raised.status !== 200) throw new Error(`The plan of Practice ${k} can't be changed: ${raised.body}`);
  const roles = await call(base, cookie, "team/api/roles");
  const places = await call(base, cookie, "team/invites/api/location_choices");
  inviting.push({ cookie, role: (roles.find((r) => r.name === "Member") ?? roles[0]).id, place: places[0].id });
}
const invitation = (p) =>
  new URLSearchParams({
    "invite[first_name]": "Bench",
    "invite[last_name]": "Guest",
    "invite[email]": "guest-@@@example.org",
    "invite[role]": p.role,
    "invite[location]": p.place,
    "invite[note]": "Looking forward to working with you.",
  })
    .toString()
    .replace("%40%40%40", "@@%40");

const post = (path, cookie, form) => ["POST", `/api/caseload/${path}`, cookie, form].join("\t");
const lines = (all) => all.join("\n") + "\n";
keep("roster.requests", lines(words.map((word) => post("team/api/roster", cookie, `query%5Bq%5D=${word}`))));
keep("profile.requests", lines(ids.map((id) => post("team/api/member_profile", cookie, `id=${id}`))));
keep("page.requests", lines([["GET", "/team", cookie, ""].join("\t")]));
keep("invitation.requests", lines(inviting.map((p) => post("team/invites/api/invite_member", p.cookie, invitation(p)))));
keep("cookie", cookie);
keep("words", lines(words));

const list = (all) => `{${all.join(",")}}`;
const fill = (name, values) => {
  const script = readFileSync(new URL(`${name}.sql`, import.meta.url), "utf8");
  // Comments go: pgbench would look for variables in them.
  keep(`${name}.sql`, script.replaceAll(/^--.*\n/gm, "").replaceAll(/\{\{(\w+)\}\}/g, (_, key) => values[key]));
};
fill("roster", { count: words.length, words: list(words), token: hash(cookie) });
fill("bare", { count: words.length, words: list(words), practice: (await call(base, cookie, "auth/api/whoami")).member[0].practice });
fill("profile", { count: ids.length, ids: list(ids), token: hash(cookie) });
fill("invitation", {
  tokens: list(inviting.map((p) => `"\\${hash(p.cookie)}"`)),
  roles: list(inviting.map((p) => p.role)),
  places: list(inviting.map((p) => p.place)),
});
console.log(`${words.length} beginnings of names, ${ids.length} cards, ${inviting.length} practices that invite`);
