// What a person at a desk waits for, and what their browser fetches first; prints `name value` lines.
//   node browser.mjs BASE_URL DIRECTORY       DIRECTORY is what prepare.mjs has filled

import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ask, median } from "./ask.mjs";
import { awake, launch } from "./browse.mjs";

const LOADS = 7, WORDS = 20;
const [base, dir] = process.argv.slice(2);
const cookie = readFileSync(join(dir, "cookie"), "utf8");
const words = readFileSync(join(dir, "words"), "utf8").trim().split("\n");
const put = (name, value) => console.log(`${name} ${value}`);

const browser = await launch();
/** A browser that has been here never before, at a desk. */
async function fresh() {
  const context = await browser.newContext({ baseURL: base, viewport: { width: 1440, height: 900 }, locale: "en-US" });
  await context.addCookies([{ name: "session", value: cookie, url: base, httpOnly: true, sameSite: "Lax" }]);
  context.on("weberror", (error) => console.error(`  in the browser: ${error.error()}`));
  context.on("console", (said) => said.type() === "error" && console.error(`  in the browser: ${said.text()}`));
  return context;
}

// ── the first page ──
const painted = [], ready = [], fetched = new Set();
// What is fetched when all else is done, for the page that probably comes next.
let beforehand = new Set();
// The first load is for the operating system's caches and the server's, and tells what is fetched.
for (let n = 0; n <= LOADS; n++) {
  const context = await fresh();
  const page = await context.newPage();
  if (n === 0) page.on("request", (r) => fetched.add(new URL(r.url()).pathname + new URL(r.url()).search));
  await page.addInitScript(() => {
    new PerformanceObserver((list) => (window.largest = list.getEntries().at(-1).startTime)).observe({ type: "largest-contentful-paint", buffered: true });
  });
  await page.goto("/team");
  await awake(page);
  const now = await page.evaluate(() => performance.now());
  await page.waitForTimeout(300);
  const largest = await page.evaluate(() => window.largest);
  if (!(largest > 0)) throw new Error("The browser does not say when the largest part was painted");
  if (n > 0) painted.push(largest), ready.push(now);
  if (n === 0) beforehand = new Set(await page.evaluate(() => [...document.querySelectorAll("link[rel=prefetch]")].map((link) => new URL(link.href).pathname)));
  if (n === 0) fetched.add("/favicon.svg"); // a browser with a window fetches it
  await context.close();
}
put("lcp", (median(painted) / 1000).toFixed(3));
put("awake", (median(ready) / 1000).toFixed(3));

// What a page does by itself comes once it is there: its code is of that parcel alone, and the line it listens on never ends.
const parcels = JSON.parse(readFileSync(join(process.env.LEPTOS_SITE_ROOT, process.env.LEPTOS_SITE_PKG_DIR, "__wasm_split_manifest.json"), "utf8"));
const others = new Set(Object.entries(parcels).flatMap(([name, files]) => (name === "device" ? [] : files)));
const itself = new Set(parcels.device.filter((file) => !others.has(file)).map((file) => `${file}.wasm`));
let prefetched = 0, afterwards = 0;
const sorts = { html: 0, js: 0, wasm: 0, css: 0, icons: 0, other: 0 };
for (const path of fetched) {
  if (path.startsWith("/live")) continue;
  const { status, headers, body } = await ask(base + path, { cookie, headers: { "accept-encoding": "br" } });
  if (status !== 200) {
    // Something asked of a server function: not a file, and not of the first page.
    console.error(`  ${path} answered ${status} when it was asked for again, and is not counted`);
    continue;
  }
  const kind = headers["content-type"] ?? "";
  const sort = Object.entries({ html: "text/html", js: "javascript", wasm: "wasm", css: "css", icons: "image/" }).find(([, word]) => kind.includes(word))?.[0] ?? "other";
  if (beforehand.has(path)) prefetched += body.length;
  else if (itself.has(basename(path))) afterwards += body.length;
  else sorts[sort] += body.length;
  console.error(`  ${path}  ${body.length} bytes${headers["content-encoding"] ? `, ${headers["content-encoding"]}` : ", not packed"}`);
}
for (const [sort, bytes] of Object.entries(sorts)) put(`bytes.${sort}`, bytes);
put("bytes.prefetched", prefetched);
put("bytes.afterwards", afterwards);
put("bytes.all", Object.values(sorts).reduce((a, b) => a + b));

// ── typing to rows: from the key to the rows of its answer, of which the rest before asking and the server's answer ──
const context = await fresh();
const page = await context.newPage();
await page.goto("/team");
await awake(page);
const field = page.locator('.team-filters input[type="search"]');
const rowsOf = (q) => page.waitForFunction((q) => new URL(document.querySelector("#roster .row-link")?.href ?? "about:blank").searchParams.get("q") === q, q);
const waited = [], rested = [], answered = [];
for (const word of Array.from({ length: WORDS }, (_, k) => words[Math.floor((k * words.length) / WORDS)])) {
  await field.fill(word.slice(0, 2));
  await rowsOf(word.slice(0, 2));
  await page.waitForTimeout(150);
  await page.evaluate((word) => {
    performance.clearResourceTimings();
    window.typed = new Promise((seen, fault) => {
      let pressed;
      addEventListener("keydown", (press) => (pressed = press.timeStamp), { once: true, capture: true });
      const watch = new MutationObserver(() => {
        const first = document.querySelector("#roster .row-link");
        if (!first || new URL(first.href).searchParams.get("q") !== word) return;
        const now = performance.now();
        watch.disconnect();
        // The browser notes a finished request a moment later.
        setTimeout(() => {
          const asked = performance.getEntriesByType("resource").find((r) => r.name.endsWith("/team/api/roster"));
          seen({ waited: now - pressed, rested: asked ? asked.startTime - pressed : 0, answered: asked ? asked.responseEnd - asked.startTime : 0 });
        }, 50);
      });
      watch.observe(document.querySelector(".team-list"), { subtree: true, childList: true, attributes: true, attributeFilter: ["href"] });
      setTimeout(() => fault(new Error(`No rows for “${word}”`)), 10_000);
    });
  }, word);
  await field.press(word[2]);
  const took = await page.evaluate(() => window.typed);
  waited.push(took.waited), rested.push(took.rested), answered.push(took.answered);
}
put("typing", median(waited).toFixed(0));
put("typing.rest", median(rested).toFixed(0));
put("typing.answer", median(answered).toFixed(0));
await browser.close();
