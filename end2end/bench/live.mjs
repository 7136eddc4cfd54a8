// A thousand pages of one practice that listen, while a colleague makes changes; prints `name value` lines.
//   node live.mjs BASE_URL DIRECTORY      DIRECTORY/accounts.json is what `demo --json` printed

import { readFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { ask, call, signIn } from "./ask.mjs";

const PAGES = 1000, OF_ONE = 10, REST = 30_000, CHANGES = 20, BETWEEN = 1500;
const [base, dir] = process.argv.slice(2);
const put = (name, value) => console.log(`${name} ${value}`);
const wait = (ms) => new Promise((rest) => setTimeout(rest, ms));
const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
const accounts = JSON.parse(readFileSync(join(dir, "accounts.json"), "utf8")).filter((a) => a.practice === "Maple Grove" && a.role !== "Client");

// Whoever can sign in and sees the team, over and over: each sign-in is a browser of its own.
const cookies = [];
const able = [];
for (const account of accounts) {
  try {
    const cookie = await signIn(base, account);
    await call(base, cookie, "team/api/roster", { "query[q]": "" });
    cookies.push(cookie);
    able.push(account);
  } catch { /* may not see the team: hears nothing of it either */ }
}
while (cookies.length < PAGES / OF_ONE) cookies.push(await signIn(base, able[cookies.length % able.length]));

let open = 0, cut = 0;
let heard = () => {};
const agent = new http.Agent({ keepAlive: false, maxSockets: Infinity });
const listen = (cookie) =>
  new Promise((began, fault) => {
    http.get(`${base}/live?away=0`, { agent, headers: { cookie: `session=${cookie}`, accept: "text/event-stream" } }, (response) => {
      if (response.statusCode !== 200) return fault(new Error(`A page was answered ${response.statusCode}`));
      response.once("data", () => (open++, began()));
      response.on("data", (data) => { if (`${data}`.includes("data: team")) heard(); });
      response.on("close", () => cut++);
    }).on("error", fault);
  });
const began = performance.now();
for (let n = 0; n < PAGES; n += 50) await Promise.all(Array.from({ length: 50 }, (_, k) => listen(cookies[(n + k) % (PAGES / OF_ONE)])));
put("opened", Math.round(performance.now() - began));
await wait(3000);
put("at.rest", 1);
await wait(REST);
put("rest.seconds", REST / 1000);
put("changes.begin", 1);

const una = accounts.find((a) => a.role === "Admin");
const cookie = await signIn(base, una);
await ask(`${base}/api/caseload/settings/api/change_plan`, { cookie, form: { plan: "group", seat_cap: 20000 } });
const role = (await call(base, cookie, "team/api/roles")).find((r) => r.name === "Member").id;
const location = (await call(base, cookie, "team/invites/api/location_choices"))[0].id;
await wait(3000);
const took = [];
let missed = 0;
for (let n = 0; n < CHANGES; n++) {
  let count = 0, done;
  const form = { "invite[first_name]": "Live", "invite[last_name]": `Number${n}`, "invite[email]": `live${n}@live.example`, "invite[role]": role, "invite[location]": location, "invite[note]": "" };
  await call(base, cookie, "team/invites/api/invite_member", form);
  const answered = performance.now();
  const all = new Promise((hears) => { done = hears; });
  heard = () => { took.push(performance.now() - answered); if (++count === PAGES) done(); };
  await Promise.race([all, wait(10_000)]);
  missed += PAGES - count;
  heard = () => {};
  await wait(BETWEEN);
}
put("changes", CHANGES);
put("changes.end", 1);
took.sort((a, b) => a - b);
put("heard.p50", Math.round(at(took, 0.5)));
put("heard.p95", Math.round(at(took, 0.95)));
put("heard.most", Math.round(took.at(-1)));
put("missed", missed);
put("open", open);
put("cut", cut);
process.exit(0);
