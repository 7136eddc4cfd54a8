// Reads the `name value` lines of `bin/bench clients`, prints them as tables and writes the same as Markdown. Ends with 1 if
// a page and its boxes take longer than they may.
//   node clients-report.mjs RESULTS MARKDOWN

import { fine, markdown, read, text, whole } from "./tables.mjs";
import { writeFileSync } from "node:fs";

const [from, to] = process.argv.slice(2);
const { said, num } = read(from);
const KINDS = ["all", "further", "filtered", "sorted", "search", "places", "own", "supervised", "supervised5", "small", "smallown", "html"].filter((kind) => said.has(`${kind}.words`));
const CPU = (kind) => num(`${kind}.server`) + num(`${kind}.database`);
const rates = [
  ["at 16 connections", "requests/s", "p50 ms", "p95 ms", "p99 ms", "server CPU ms", "database CPU ms", "pgbench/s", "its CPU ms", "without walls/s", "its CPU ms"],
  ...KINDS.map((kind) => [
    said.get(`${kind}.words`),
    whole(num(`${kind}.rate`)),
    ...["p50", "p95", "p99"].map((p) => fine(num(`${kind}.${p}`), 1)),
    fine(num(`${kind}.server`)),
    fine(num(`${kind}.database`)),
    whole(num(`${kind}.pgbench`)),
    fine(num(`${kind}.pgbench.database`)),
    whole(num(`${kind}.bare.pgbench`)),
    fine(num(`${kind}.bare.pgbench.database`)),
  ]),
  ["a page and its boxes, written by hand", "", "", "", "", "", "", "", "", whole(num("hand.pgbench")), fine(num("hand.pgbench.database"))],
];
const figures = [
  ["the rest", "measured", "aim"],
  ["growth from 1,000 to 100,000 clients, of the CPU: all", fine(CPU("all") / CPU("small")), "< 2"],
  ["… a therapist’s own", fine(CPU("own") / CPU("smallown")), "< 2"],
  ["export", `${whole(num("export.rows") / num("export.seconds"))} rows/s`, ""],
  ["… of how many", `${whole(num("export.rows"))} in ${fine(num("export.seconds"), 1)} s`, ""],
  ["… CPU of a thousand rows: server, database", `${fine(num("export.server") * 1000, 1)} + ${fine(num("export.database") * 1000, 1)} ms`, ""],
  ["reassigning 1,000: before and after, shown", `${whole(num("bulk.look"))} ms`, ""],
  ["… done", `${whole(num("bulk.assign"))} ms`, ""],
  ["… taken back", `${whole(num("bulk.undo"))} ms`, ""],
  ["making the practice of 100,000 clients (demo)", `${whole(num("demo"))} s`, ""],
  ["server memory after the load", `${whole(num("memory"))} MB`, ""],
];
const slow = KINDS.filter((kind) => kind !== "html" && !(num(`${kind}.p99`) < 50));
const gates = [
  ["gate", "measured", "limit", "passed"],
  ["p99 of a page and its boxes, the slowest", `${fine(Math.max(...KINDS.filter((k) => k !== "html").map((k) => num(`${k}.p99`))), 1)} ms`, "50 ms", slow.length === 0],
  ["growth of the CPU", fine(Math.max(CPU("all") / CPU("small"), CPU("own") / CPU("smallown"))), "2", CPU("all") < 2 * CPU("small") && CPU("own") < 2 * CPU("smallown")],
  ["errors, the warm-ups' too", whole(num("errors")), "0", num("errors") === 0],
];
const failed = gates.slice(1).filter((gate) => gate[3] !== true);
for (const gate of gates.slice(1)) gate[3] = gate[3] === true ? "yes" : "NO";
const notes = [
  `${said.get("machine")}. One practice of ${whole(num("members"))} members and 100,000 clients among ${whole(num("practices"))} with ${whole(num("clients"))} clients in all; ${num("seconds")} s each after a warm-up of 3 s. wrk, pgbench, the server and PostgreSQL share the machine.`,
  "Every request looks the session up, checks the rights and answers a page of 50 with its boxes, under row-level security. pgbench makes the statements PostgreSQL’s log took down for the same requests: first as the application, with the door; then as the owner of the tables, without door and row-level security, but with the predicate in them.",
];
const tables = [rates, figures, gates];
console.log(`\n${notes[0]}\n\n${tables.map(text).join("\n\n")}\n`);
writeFileSync(to, `${notes[0]}\n\n${tables.map(markdown).join("\n\n")}\n\n${notes[1]}\n`);
if (failed.length > 0) {
  console.error(`✗ ${failed.map((gate) => gate[0]).join("; ")}`);
  process.exit(1);
}
