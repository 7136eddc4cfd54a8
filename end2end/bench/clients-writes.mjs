// Times what is done to many clients at once; prints `name value` lines.
//   node clients-writes.mjs export|assign BASE_URL DIRECTORY

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ask, call, median, signIn } from "./ask.mjs";

const TIMES = 5, MANY = 1000;
const [what, base, dir] = process.argv.slice(2);
const account = JSON.parse(readFileSync(join(dir, "admin.json"), "utf8"));
const cookie = await signIn(base, account); // an export asks for a password entered lately

if (what === "export") {
  const began = performance.now();
  const { status, body } = await ask(`${base}/clients/export.csv`, { cookie, form: {}, headers: { accept: "text/csv" } });
  const seconds = (performance.now() - began) / 1000;
  const lines = body.toString("utf8").split("\r\n").length - 2;
  if (status !== 200 || lines < 1000) throw new Error(`The export answered ${status} with ${lines} lines: ${body.subarray(0, 300)}`);
  console.log(`export.rows ${lines}\nexport.seconds ${seconds.toFixed(2)}\nexport.bytes ${body.length}`);
} else {
  const list = (query) => call(base, cookie, "clients/api/clients", query);
  const ids = [];
  for (let after = ""; ids.length < MANY; ) {
    const page = await list({ "query[after]": after, "query[q]": "" });
    for (const row of page.rows) if (!(row.Client ?? row).restricted) ids.push((row.Client ?? row).id);
    after = page.next;
  }
  const chosen = ids.slice(0, MANY).join(",");
  const times = { look: [], assign: [], undo: [] };
  const timed = async (sort, doing) => {
    const began = performance.now();
    const done = await doing();
    times[sort].push(performance.now() - began);
    return done;
  };
  const first = await call(base, cookie, "assignment/api/assigning", { "query[selection][ids]": chosen, "query[how]": "primary" });
  for (let n = 0; n < TIMES; n++) {
    const to = first.candidates[n].member;
    const looked = await timed("look", () =>
      call(base, cookie, "assignment/api/assigning", { "query[selection][ids]": chosen, "query[how]": "primary", "query[recipients][]": to }));
    const form = { "selection[ids]": chosen, how: "primary", "recipients[]": to, reason: "To measure", hand_off: "", weekly: "", looked: looked.plan.looked, back: "" };
    const done = await timed("assign", () => call(base, cookie, "assignment/api/assign_clients", form));
    if (done.many < MANY * 0.95) throw new Error(`${done.many} were assigned`); // whoever has some already is given the rest
    const back = await timed("undo", () => call(base, cookie, "assignment/api/undo_assignment", { batch: done.batch, back: "" }));
    if (back !== done.many) throw new Error(`${back} were taken back`);
  }
  for (const [sort, all] of Object.entries(times)) console.log(`bulk.${sort} ${Math.round(median(all))}`);
}
