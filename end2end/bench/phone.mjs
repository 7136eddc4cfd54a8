// What a person waits for with a phone of the middle range on a slow line: four times slower than this machine, 150 ms to the
// server and back, 1.6 Mbit/s. Prints `name value` lines.
//   node phone.mjs BASE_URL DIRECTORY       DIRECTORY is what prepare.mjs has filled

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { median } from "./ask.mjs";
import { awake, launch } from "./browse.mjs";

const LOADS = 5;
const [base, dir] = process.argv.slice(2);
const cookie = readFileSync(join(dir, "cookie"), "utf8");
const words = readFileSync(join(dir, "words"), "utf8").trim().split("\n");
const put = (name, value) => console.log(`${name} ${value}`);

const browser = await launch();

/** A page in a browser that has been here never before. */
async function slowed(signedIn) {
  const context = await browser.newContext({ baseURL: base, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 3, locale: "en-US" });
  if (signedIn) await context.addCookies([{ name: "session", value: cookie, url: base, httpOnly: true, sameSite: "Lax" }]);
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 });
  await line.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.addInitScript(() => {
    window.seen = { largest: 0, longest: 0, shifted: 0, blocked: 0 };
    // What the page does in one go beyond 50 ms, nobody is answered meanwhile ("total blocking time").
    new PerformanceObserver((list) => list.getEntries().forEach((e) => (seen.blocked += e.duration - 50))).observe({ type: "longtask", buffered: true });
    new PerformanceObserver((list) => (seen.largest = list.getEntries().at(-1).startTime)).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((e) => e.hadRecentInput || (seen.shifted += e.value))).observe({ type: "layout-shift", buffered: true });
    // From a key or a finger to the next picture.
    new PerformanceObserver((list) => list.getEntries().forEach((e) => e.interactionId > 0 && (seen.longest = Math.max(seen.longest, e.duration)))).observe({
      type: "event",
      durationThreshold: 16,
      buffered: true,
    });
  });
  return page;
}
const rest = (page) => page.waitForTimeout(700);

/** What one does there, each ending in another picture. */
const PAGES = {
  signin: { at: "/signin", signedIn: false, does: async (page) => page.getByLabel("Email", { exact: true }).pressSequentially("una") },
  team: {
    at: "/team",
    signedIn: true,
    does: async (page, n) => {
      await page.locator('.team-filters input[type="search"]').pressSequentially(words[n].slice(0, 3), { delay: 250 });
      await rest(page);
      await page.locator("#roster .row-link").first().tap();
    },
  },
  clients: {
    at: "/clients",
    signedIn: true,
    does: async (page) => {
      const menu = page.locator(".clients-actions button").first();
      if ((await menu.count()) > 0) {
        await menu.tap();
        await rest(page);
        await page.keyboard.press("Escape");
      }
      await page.locator('.clients-filters input[type="search"]').pressSequentially("mar", { delay: 250 });
    },
  },
};

for (const [name, { at, signedIn, does }] of Object.entries(PAGES)) {
  const painted = [], pressed = [], shifted = [], heard = [], blocked = [];
  for (let n = 0; n < LOADS; n++) {
    const page = await slowed(signedIn);
    await page.goto(at);
    await awake(page);
    heard.push(await page.evaluate(() => performance.now()));
    await rest(page);
    blocked.push(await page.evaluate(() => window.seen.blocked));
    await does(page, n);
    await rest(page);
    const seen = await page.evaluate(() => window.seen);
    if (!(seen.largest > 0)) throw new Error(`The browser does not say when the largest part of ${at} was painted`);
    if (!(seen.longest > 0)) throw new Error(`The browser saw nobody press anything on ${at}`);
    painted.push(seen.largest), pressed.push(seen.longest), shifted.push(seen.shifted);
    await page.context().close();
  }
  put(`phone.${name}.lcp`, (median(painted) / 1000).toFixed(3));
  put(`phone.${name}.awake`, (median(heard) / 1000).toFixed(3));
  put(`phone.${name}.inp`, median(pressed).toFixed(0));
  put(`phone.${name}.tbt`, median(blocked).toFixed(0));
  put(`phone.${name}.cls`, median(shifted).toFixed(4));
}
await browser.close();
