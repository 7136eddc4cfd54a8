// Signs in, ends sessions and invites many; prints `name value` lines.
//   node accounts.mjs sign-in BASE_URL DIRECTORY SECONDS      64 at once; writes the requests of the session look-up too
//   node accounts.mjs end|many BASE_URL DIRECTORY             DIRECTORY/accounts.json is what `demo --json` printed

import { readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { ask, call, median, signIn } from "./ask.mjs";

const AT_ONCE = 64, ROWS = 5000, TIMES = 20;
const [what, base, dir, seconds] = process.argv.slice(2);
const accounts = JSON.parse(readFileSync(join(dir, "accounts.json"), "utf8"));
const una = accounts.find((a) => a.practice === "Maple Grove" && a.role === "Admin");
const put = (name, value) => console.log(`${name} ${value}`);
const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
const wait = (ms) => new Promise((rest) => setTimeout(rest, ms));

if (what === "sign-in") {
  const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const times = [];
  let ends = Infinity, all = 0;
  // Each with an account, a network address and a browser of their own: the limits are for something else.
  const worker = async (account, k) => {
    let device;
    for (let first = true; performance.now() < ends; first = false) {
      const began = performance.now();
      const body = new URLSearchParams({ email: account.email, password: account.password }).toString();
      const { status, cookies, text } = await new Promise((answered, fault) => {
        const headers = {
          accept: "application/json", "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded",
          "content-length": Buffer.byteLength(body), "x-forwarded-for": `10.1.${k >> 8}.${k & 255}`, ...(device && { cookie: device }),
        };
        http.request(`${base}/api/caseload/auth/api/sign_in`, { method: "POST", agent, headers }, (response) => {
          const parts = [];
          response.on("data", (part) => parts.push(part)).on("error", fault);
          response.on("end", () => answered({ status: response.statusCode, cookies: response.headers["set-cookie"] ?? [], text: Buffer.concat(parts) }));
        }).on("error", fault).end(body);
      });
      if (status !== 200) throw new Error(`Signing in as ${account.email} answered ${status}: ${text}`);
      device ??= cookies.map((line) => line.split(";")[0]).find((cookie) => cookie.startsWith("device="));
      all += 1;
      // What is under way at the end counts as done, and the first of each as warming up.
      if (!first) times.push(performance.now() - began);
    }
  };
  const chosen = accounts.filter((a, k) => accounts.findIndex((b) => b.email === a.email) === k).slice(0, AT_ONCE);
  if (chosen.length < AT_ONCE) throw new Error(`There are ${chosen.length} accounts`);
  const began = performance.now();
  ends = began + Number(seconds) * 1000;
  await Promise.all(chosen.map(worker));
  const took = (performance.now() - began) / 1000;
  const sorted = times.toSorted((a, b) => a - b);
  put("sign_in.all", all);
  put("sign_in.rate", (all / took).toFixed(1));
  for (const part of [50, 95, 99]) put(`sign_in.p${part}`, at(sorted, part / 100).toFixed(0));
  const cookie = await signIn(base, una);
  const line = (cookie) => ["POST", "/api/caseload/auth/api/whoami", cookie, "x=y"].join("\t") + "\n";
  writeFileSync(join(dir, "signedin.requests"), line(cookie));
  writeFileSync(join(dir, "stranger.requests"), line(""));
} else if (what === "end") {
  const cookie = await signIn(base, una);
  const sam = accounts.find((a) => a.practice === "Maple Grove" && a.role === "Member");
  const took = [];
  let late = 0;
  for (let n = 0; n < TIMES; n++) {
    const theirs = await signIn(base, sam);
    const me = (await call(base, theirs, "auth/api/whoami")).member[0].member;
    let answered = Infinity, refusedAt = 0;
    const asking = (async () => {
      while (!refusedAt) {
        const began = performance.now();
        const { status } = await ask(`${base}/api/caseload/team/api/roster`, { cookie: theirs, form: { "query[q]": "" } });
        if (status === 401) refusedAt = performance.now();
        else if (began > answered) late += 1;
      }
    })();
    await wait(30);
    const began = performance.now();
    await call(base, cookie, "team/sign_ins/api/end_sign_ins", { member: me });
    answered = performance.now();
    await asking;
    took.push(Math.max(refusedAt, answered) - began);
  }
  put("end.median", median(took).toFixed(1));
  put("end.most", Math.max(...took).toFixed(1));
  put("end.late", late);
} else {
  const cookie = await signIn(base, una);
  const raised = await ask(`${base}/api/caseload/settings/api/change_plan`, { cookie, form: { plan: "group", seat_cap: 20000 } });
  if (raised.status !== 200) throw new Error(`The plan can't be changed: ${raised.body}`);
  const roles = await call(base, cookie, "team/api/roles");
  const places = await call(base, cookie, "team/invites/api/location_choices");
  // One address in the middle that the mail server refuses.
  const rows = Array.from({ length: ROWS }, (_, k) => `${k === ROWS / 2 ? "refused" : "person"}${k}@many.example,Person,Number${k},Member`);
  const field = (name, value) => `--edge\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const body = Buffer.from(
    field("role", roles.find((r) => r.name === "Member").id) + field("location", places[0].id) + field("send", "yes") +
      '--edge\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\nContent-Type: text/csv\r\n\r\n' +
      ["email,first_name,last_name,role", ...rows].join("\r\n") + "\r\n--edge--\r\n",
  );
  const letters = () =>
    new Promise((told, fault) => {
      let text = "";
      const socket = connect(Number(readFileSync(join(dir, "smtp.port"), "utf8")), "127.0.0.1");
      socket.on("data", (part) => {
        text += part;
        const said = text.split("\r\n").slice(0, -1).find((line) => line.startsWith("{"));
        if (said) (socket.end("QUIT\r\n"), told(JSON.parse(said)));
      }).on("error", fault).write("XCNT\r\n");
    });
  const before = await letters();
  let began = performance.now();
  const to = await new Promise((answered, fault) => {
    const headers = { cookie: `session=${cookie}`, "sec-fetch-site": "same-origin", "content-type": "multipart/form-data; boundary=edge", "content-length": body.length };
    http.request(`${base}/team/invite/many/upload`, { method: "POST", headers }, (response) => {
      response.resume().on("end", () => answered(response.headers.location ?? `status ${response.statusCode}`));
    }).on("error", fault).end(body);
  });
  const id = /many\/([0-9a-f-]{36})$/.exec(to)?.[1];
  if (!id) throw new Error(`The file led to ${to}`);
  put("many.uploaded", Math.round(performance.now() - began));
  began = performance.now();
  const seen = () => call(base, cookie, "team/invites/many/api/several_invitations", { id, show: "", after_line: 0 });
  const ready = await seen();
  put("many.preview", Math.round(performance.now() - began));
  if (ready.batch.invites !== ROWS) throw new Error(`${ready.batch.invites} would be invited`);
  began = performance.now();
  await call(base, cookie, "team/invites/many/api/begin_several", { id });
  let made = 0;
  for (;;) {
    const { batch } = await seen();
    if (!made && batch.made === ROWS) put("many.made", (made = ((performance.now() - began) / 1000).toFixed(1)));
    const { letters: sent } = await letters();
    if (sent - before.letters >= ROWS - 1) break; // all but the refused one
    if (performance.now() - began > 900_000) throw new Error(`${sent} letters went in 15 minutes`);
    await wait(2000); // as the page does
  }
  put("many.sent", ((performance.now() - began) / 1000).toFixed(1));
  const after = await letters();
  const ours = after.last.filter((to) => to.endsWith("@many.example")).map((to) => Number(/\d+/.exec(to)[0]));
  // How far a letter came from its place in the list.
  const astray = Math.max(...ours.map((n, k) => Math.abs(n - (n > ROWS / 2 ? 1 : 0) - k)));
  put("many.astray", astray);
  put("many.twice", ours.length - new Set(ours).size);
  put("many.connections", after.connections - before.connections);
  put("many.at_once", after.most);
  put("many.refused", after.refused);
}
