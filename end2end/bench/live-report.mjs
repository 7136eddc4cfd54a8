// Reads the `name value` lines of `bin/bench live`, prints them as tables and writes the same as Markdown. Ends with 1 if a page
// missed a change or was cut off.
//   node live-report.mjs RESULTS MARKDOWN

import { fine, markdown, read, text, whole } from "./tables.mjs";
import { writeFileSync } from "node:fs";

const [from, to] = process.argv.slice(2);
const { said, num } = read(from);
const a_second = (kind) => `${fine(num(`rest.${kind}`) / num("rest.seconds"), 1)} ms`;
const each = (num("memory.open") - num("memory.before")) / num("pages");
const figures = [
  [`${whole(num("pages"))} open pages of one practice`, "measured"],
  ["opened within", `${whole(num("opened"))} ms`],
  ["server memory before / open / after the changes", `${["memory.before", "memory.open", "memory.after"].map((m) => whole(num(m))).join(" / ")} MB`],
  ["… of each page", `${fine(each * 1000, 1)} kB`],
  ["connections to the database before / open", `${whole(num("connections.before"))} / ${whole(num("connections.open"))}`],
  ["at rest, CPU a second: server + database", `${a_second("server")} + ${a_second("database")}`],
  ["from the answer to whoever made a change until a page heard: p50 / p95 / last", `${["p50", "p95", "most"].map((p) => whole(num(`heard.${p}`))).join(" / ")} ms`],
  ["CPU of a change and all its words: server + database", `${whole(num("change.server"))} + ${whole(num("change.database"))} ms`],
];
const gates = [
  ["gate", "measured", "limit", "passed"],
  ["pages that did not hear of a change", whole(num("missed")), "0", num("missed") === 0],
  ["pages cut off", whole(num("cut")), "0", num("cut") === 0],
  // The pool's sixteen, the owner's two, and the one that listens.
  ["connections to the database", whole(num("connections.open")), "19", num("connections.open") <= 19],
];
const failed = gates.slice(1).filter((gate) => gate[3] !== true);
for (const gate of gates.slice(1)) gate[3] = gate[3] === true ? "yes" : "NO";
const note = `${said.get("machine")}. Whoever listens, the server and PostgreSQL share the machine.`;
console.log(`\n${note}\n\n${[figures, gates].map(text).join("\n\n")}\n`);
writeFileSync(to, `${note}\n\n${[figures, gates].map(markdown).join("\n\n")}\n`);
if (failed.length > 0) {
  console.error(`✗ ${failed.map((gate) => gate[0]).join("; ")}`);
  process.exit(1);
}
