// Reads the `name value` lines of a run, prints them as tables and writes the same as Markdown. Ends with 1 if a gate fails.
//   node report.mjs RESULTS MARKDOWN

import { fine, markdown, read, text, whole } from "./tables.mjs";
import { writeFileSync } from "node:fs";

const [from, to] = process.argv.slice(2);
const { said, num } = read(from);
const kB = (n) => `${fine(n / 1000, 1)} kB`;

const KINDS = { roster: "roster search", profile: "profile card", page: "roster page (HTML)", invitation: "invitation" };
const rates = [
  ["at 16 connections", "requests/s", "p50 ms", "p95 ms", "p99 ms", "server CPU ms", "database CPU ms", "not 200", "pgbench/s", "its CPU ms", "ratio"],
  ...Object.entries(KINDS).map(([key, name]) => [
    name,
    whole(num(`${key}.rate`)),
    ...["p50", "p95", "p99"].map((p) => fine(num(`${key}.${p}`), 1)),
    fine(num(`${key}.server`)),
    fine(num(`${key}.database`)),
    whole(num(`${key}.errors`)),
    whole(num(`${key}.pgbench`)),
    fine(num(`${key}.pgbench.database`)),
    fine(num(`${key}.rate`) / num(`${key}.pgbench`)),
  ]),
];
const figures = [
  ["in the browser, and at rest", "measured", "aim"],
  ["first page in brotli", kB(num("bytes.all")), "≤ 250 kB"],
  ...["html", "js", "wasm", "css", "icons", "other"].filter((sort) => num(`bytes.${sort}`) > 0).map((sort) => [`… of which ${sort}`, kB(num(`bytes.${sort}`)), ""]),
  ["beyond it, beforehand: the code of the card", kB(num("bytes.prefetched")), ""],
  ["… and afterwards: what a page does by itself", kB(num("bytes.afterwards")), ""],
  ["largest contentful paint", `${fine(num("lcp"))} s`, "< 0.4 s"],
  ["until the page hears", `${fine(num("awake"))} s`, ""],
  ["typing to rows", `${whole(num("typing"))} ms`, "< 50 ms"],
  ["… of which until it asks", `${whole(num("typing.rest"))} ms`, ""],
  ["… of which the answer", `${whole(num("typing.answer"))} ms`, ""],
  ["server memory after the load", `${whole(num("memory"))} MB`, "< 60 MB"],
  ["… at rest, before it", `${whole(num("memory.before"))} MB`, ""],
  ["door and row-level security, of a search: pgbench's CPU with, over without", fine(num("roster.pgbench.database") / num("bare.pgbench.database")), ""],
  ["a decision of the policy", `${whole(num("decision"))} ns`, ""],
  ["start of the built program to a page", `${fine(num("start"))} s`, "< 10 s"],
];
const PHONE = { signin: "sign-in", team: "roster", clients: "clients" };
const phone = [
  ["first visit with a phone: CPU 4 times slower, 150 ms, 1.6 Mbit/s", "largest contentful paint", "until the page hears", "blocked until then", "longest from a key or a finger to the next picture", "layout shift"],
  ...Object.entries(PHONE).map(([key, name]) => [
    name,
    `${fine(num(`phone.${key}.lcp`))} s`,
    `${fine(num(`phone.${key}.awake`))} s`,
    `${whole(num(`phone.${key}.tbt`))} ms`,
    `${whole(num(`phone.${key}.inp`))} ms`,
    fine(num(`phone.${key}.cls`), 3),
  ]),
  ["aim", "< 1.5 s", "", "", "< 100 ms", "0"],
];
const both = num("roster.server") + num("roster.database");
const errors = num("errors");
const gates = [
  ["gate", "measured", "limit", "passed"],
  ["server CPU of a search", `${fine(num("roster.server"), 3)} ms`, "0.4 ms", num("roster.server") <= 0.4],
  ["CPU of a search in all", `${fine(both, 3)} ms`, "1 ms", both <= 1],
  ["first page in brotli", kB(num("bytes.all")), "250 kB", num("bytes.all") <= 250_000],
  ["errors, the warm-ups' too", whole(errors), "0", errors === 0],
];
const failed = gates.slice(1).filter((gate) => gate[3] !== true);
for (const gate of gates.slice(1)) gate[3] = gate[3] === true ? "yes" : "NO";

const notes = [
  `${said.get("machine")}.`,
  `${whole(num("members"))} members in one practice among ${whole(num("practices"))}; ${num("seconds")} s each after a warm-up of 3 s. wrk, pgbench, the server and PostgreSQL share the machine.`,
  "Every request looks the session up and checks every right, under row-level security. Of PostgreSQL all processes are counted. " +
    `While invitations were made, ${whole(num("invitation.mailed"))} of the ${whole(num("invitation.requests"))} were also mailed (kept in the mailbox), whose CPU is counted with them.`,
  "pgbench makes the same statements under the same policies: begin, access_enter with a real session, what the room asks, commit.",
];

const tables = [rates, figures, phone, gates];
console.log(`\n${notes[0]}\n\n${tables.map(text).join("\n\n")}\n`);
writeFileSync(to, `${notes.slice(0, 2).join(" ")}\n\n${tables.map(markdown).join("\n\n")}\n\n${notes.slice(2).join(" ")}\n`);
if (failed.length > 0) {
  console.error(`✗ ${failed.map((gate) => gate[0]).join("; ")}`);
  process.exit(1);
}
