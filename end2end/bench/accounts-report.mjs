// Reads the `name value` lines of `bin/bench accounts`, prints them as tables and writes the same as Markdown. Ends with 1 if
// a session was still good after it had ended, or a letter went twice.
//   node accounts-report.mjs RESULTS MARKDOWN

import { fine, markdown, read, text, whole } from "./tables.mjs";
import { writeFileSync } from "node:fs";

const [from, to] = process.argv.slice(2);
const { said, num } = read(from);
const cpu = (kind) => `${fine(num(`${kind}.server`))} + ${fine(num(`${kind}.database`))} ms`;
const figures = [
  ["accounts", "measured"],
  ["sign-ins a second, 64 at once (argon2id, 19 MiB, two passes)", fine(num("sign_in.rate"), 1)],
  ["… p50 / p95 / p99", `${["p50", "p95", "p99"].map((p) => whole(num(`sign_in.${p}`))).join(" / ")} ms`],
  ["… CPU of each: server + database", cpu("sign_in")],
  ["server memory before / at most / after", `${["memory.before", "memory.peak", "memory.after"].map((m) => whole(num(m))).join(" / ")} MB`],
  ["who am I, with a session: a second", whole(num("signedin.rate"))],
  ["… CPU of each: server + database", cpu("signedin")],
  ["… without one, so without a look-up: CPU", cpu("stranger")],
  ["ending all sessions of a member, until the next request was refused: median / most of 20", `${fine(num("end.median"), 1)} / ${fine(num("end.most"), 1)} ms`],
  ["a list of 5,000 people: taken and judged", `${whole(num("many.uploaded"))} ms`],
  ["… its preview, read", `${whole(num("many.preview"))} ms`],
  ["… every invitation made", `${fine(num("many.made"), 1)} s`],
  ["… every letter taken by the mail server, on the same machine", `${fine(num("many.sent"), 1)} s`],
  ["… over so many connections, at most at once", `${whole(num("many.connections"))}, ${whole(num("many.at_once"))}`],
  ["… farthest that a letter came from its place in the list", whole(num("many.astray"))],
  ["… CPU of each, from the file to its letter: server + database", cpu("many")],
];
const gates = [
  ["gate", "measured", "limit", "passed"],
  ["requests answered after their session had ended", whole(num("end.late")), "0", num("end.late") === 0],
  ["letters sent twice", whole(num("many.twice")), "0", num("many.twice") === 0],
  ["addresses refused, of one bad one", whole(num("many.refused")), "1", num("many.refused") === 1],
  ["errors, the warm-ups' too", whole(num("errors")), "0", num("errors") === 0],
];
const failed = gates.slice(1).filter((gate) => gate[3] !== true);
for (const gate of gates.slice(1)) gate[3] = gate[3] === true ? "yes" : "NO";
const note = `${said.get("machine")}. ${whole(num("practices"))} practices; who signs in, the server, PostgreSQL and the mail server share the machine.`;
console.log(`\n${note}\n\n${[figures, gates].map(text).join("\n\n")}\n`);
writeFileSync(to, `${note}\n\n${[figures, gates].map(markdown).join("\n\n")}\n`);
if (failed.length > 0) {
  console.error(`✗ ${failed.map((gate) => gate[0]).join("; ")}`);
  process.exit(1);
}
