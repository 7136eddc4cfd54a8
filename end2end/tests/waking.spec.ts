// A page wakes up in pieces: what it was sent with is not asked for again, and whoever is quicker than it is not lost.

import { awake } from "../expect";
import { expect, test } from "../people";

for (const path of ["/team", "/team/{id}", "/clients", "/today", "/roles", "/account", "/settings", "/audit"]) {
  test(`${path} asks for nothing that it was sent with`, async ({ open }) => {
    const page = await open({ as: "Una Lindqvist" });
    let at = path;
    if (path.includes("{id}")) {
      await page.goto("/team");
      at = (await page.locator("#roster-found a[href^='/team/']").first().getAttribute("href"))!;
    }
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.method() === "POST") asked.push(new URL(request.url()).pathname.replace(/.*\//, ""));
    });
    await page.addInitScript(() => document.addEventListener("DOMContentLoaded", () => document.getElementById("main")?.setAttribute("data-sent", "")));
    await page.goto(at);
    await awake(page);
    await page.waitForTimeout(500);
    // What was sent is what is awake now; nothing was made anew.
    await expect(page.locator("main[data-sent]")).toHaveCount(1);
    // How many notices wait is not sent with the page.
    expect(asked.filter((name) => !["unread_notices"].includes(name))).toEqual([]);
  });
}

for (const [moment, pauses] of [["its frame", 1], ["the page in its frame", 2]] as const) {
  test(`whoever goes elsewhere before ${moment} is awake gets there`, async ({ open }) => {
    const page = await open({ as: "Una Lindqvist" });
    // A page begins to wake up after one pause, its frame after another; all after that are held.
    await page.addInitScript((pauses) => {
      const pause = window.setTimeout.bind(window);
      const held: (() => void)[] = [];
      const here = Object.assign(window, { held, passed: 0, holding: true, go: () => held.splice(0).forEach((run) => pause(run, 0)) });
      window.setTimeout = ((run: () => void, after?: number) => {
        if (after || !here.holding || ++here.passed <= pauses) return pause(run, after);
        return held.push(run);
      }) as typeof window.setTimeout;
    }, pauses);
    await page.goto("/team");
    await page.waitForFunction(() => (window as unknown as { held: unknown[] }).held.length > 0);
    expect(await page.evaluate(() => document.documentElement.dataset.awake)).toBeUndefined();
    await page.locator(".shell-nav a[href='/clients']").click();
    await page.waitForTimeout(300);
    await page.evaluate(() => {
      const here = window as unknown as { holding: boolean; go: () => void };
      here.holding = false;
      here.go();
    });
    await expect(page).toHaveURL(/\/clients/);
    await expect(page.getByRole("heading", { level: 1, name: "Clients" })).toBeVisible();
    await awake(page);
    await page.goBack();
    await expect(page.getByRole("heading", { level: 1, name: "Your Team" })).toBeVisible();
  });
}
