import { chromium } from "playwright-core";
import { readFileSync } from "node:fs";
const B = "http://localhost:3992";
const all = JSON.parse(readFileSync("/tmp/look.json", "utf8"));
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--headless"] });
const one = async (name, width, scheme, steps) => {
  const a = all.find((x) => x.name === name);
  const c = await browser.newContext({ viewport: { width, height: width < 800 ? 844 : 900 }, colorScheme: scheme, locale: "en-US", timezoneId: "America/New_York" });
  const p = await c.newPage();
  p.on("pageerror", (e) => console.log("ERR", e.message));
  p.on("console", (m) => m.type() === "error" && console.log("CON", m.text().slice(0, 200)));
  await p.goto(B + "/signin");
  await p.getByLabel("Email").fill(a.email); await p.getByLabel("Password", { exact: true }).fill(a.password);
  await p.getByRole("button", { name: "Sign in", exact: true }).click();
  await p.waitForURL(/today|team/);
  await p.waitForFunction(() => document.documentElement.dataset.awake === "true");
  const shot = (n, o = {}) => p.screenshot({ path: `/tmp/pics/${n}-${width}-${scheme}.png`, ...o });
  const go = async (path) => { await p.goto(B + path); await p.waitForFunction(() => document.documentElement.dataset.awake === "true"); await p.waitForTimeout(400); };
  try { await steps(p, shot, go); } catch (e) { console.log("FAIL", name, width, e.message.slice(0, 300)); }
  await c.close();
};
const what = process.argv[2] || "1";
if (what === "1") {
  for (const [w, s] of [[1440, "light"], [390, "dark"]]) {
    await one("Mei-Ling Tran", w, s, async (p, shot, go) => { await go("/today"); await shot("today-therapist", { fullPage: true }); await go("/clients"); await shot("clients-therapist"); await go("/account"); await shot("account", { fullPage: true }); });
    await one("Una Lindqvist", w, s, async (p, shot, go) => {
      await go("/today"); await shot("today-admin", { fullPage: true });
      await go("/clients"); await shot("clients-admin");
      await go("/team"); await shot("team");
      await p.keyboard.press("Control+k"); await p.waitForTimeout(800); await shot("palette"); await p.keyboard.type("mei"); await p.waitForTimeout(900); await shot("palette-mei");
      await p.keyboard.press("Escape"); await p.waitForTimeout(300); await p.keyboard.press("?"); await p.waitForTimeout(800); await shot("keys");
      await p.keyboard.press("Escape"); await p.waitForTimeout(300);
    });
  }
} else {
  await one("Una Lindqvist", 1440, "dark", async (p, shot, go) => {
    for (const [n, path] of [["team", "/team"], ["audit", "/audit"], ["clients", "/clients"]]) { await go(path); await p.pdf({ path: `/tmp/pics/${n}.pdf`, format: "A4" }).catch((e) => console.log(e.message)); await p.emulateMedia({ media: "print" }); await shot("print-" + n, { fullPage: false }); await p.emulateMedia({ media: null }); }
  });
}
await browser.close();
