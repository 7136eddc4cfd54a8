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
    await page.goto(at);
    await awake(page);
    await page.waitForTimeout(500);
    // How many notices wait is not sent with the page.
    expect(asked.filter((name) => !["unread_notices"].includes(name))).toEqual([]);
  });
}

test("whoever goes elsewhere before a page is awake gets there", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  // The first pause is that before the page begins to wake up; all after it are held.
  await page.addInitScript(() => {
    const pause = window.setTimeout.bind(window);
    const held: (() => void)[] = [];
    let first = true;
    Object.assign(window, { held, go: () => held.splice(0).forEach((run) => pause(run, 0)), holding: true });
    window.setTimeout = ((run: () => void, after?: number) => {
      if (after || first || !(window as unknown as { holding: boolean }).holding) {
        first &&= !!after;
        return pause(run, after);
      }
      return held.push(run);
    }) as typeof window.setTimeout;
  });
  await page.goto("/team");
  await page.waitForFunction(() => (window as unknown as { held: unknown[] }).held.length > 0);
  expect(await page.evaluate(() => document.documentElement.dataset.awake)).toBeUndefined();
  await page.locator(".shell-nav a[href='/clients']").click();
  await page.waitForTimeout(300);
  await page.evaluate(() => Object.assign(window, { holding: false }));
  await page.evaluate(() => (window as unknown as { go: () => void }).go());
  await expect(page).toHaveURL(/\/clients/);
  await expect(page.getByRole("heading", { level: 1, name: "Clients" })).toBeVisible();
  await awake(page);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Your Team" })).toBeVisible();
});
