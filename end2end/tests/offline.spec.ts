// Caseload as an app: what a device keeps, what it shows without a connection, and a new version.

import { type Page } from "@playwright/test";
import { accessible, awake } from "../expect";
import { expect, test } from "../people";

/** The worker has been taken on, and answers for this page. */
async function worked(page: Page): Promise<void> {
  await page.goto("/team");
  await awake(page);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.reload();
  await awake(page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

/** Every address that is kept, with how much it has. */
const kept = (page: Page) =>
  page.evaluate(async () => {
    const all: string[] = [];
    for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) all.push(new URL(request.url).pathname);
    return all;
  });

test("without a connection there is a page that says so, and nothing of the practice is kept", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", serviceWorkers: "allow" });
  await worked(page);
  await page.context().setOffline(true);
  await page.goto("/clients");
  await expect(page.getByRole("heading", { name: "No connection" })).toBeVisible();
  await expect(page).toHaveURL(/\/clients$/);
  await accessible(page, "No connection");
  const paths = await kept(page);
  expect(paths).toContain("/offline");
  expect(paths.filter((path) => !path.startsWith("/pkg/") && !["/offline", "/favicon.svg"].includes(path))).toEqual([]);
  await page.context().setOffline(false);
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "Clients", level: 1 })).toBeVisible();
  // What leads elsewhere still does, and a file is still a file.
  await page.goto("/");
  await expect(page).toHaveURL(/\/team$/);
  await page.goto("/clients/import");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /template/i }).click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
});

test("the files of a build are kept whole, so that an open page goes on after the next one came", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", serviceWorkers: "allow" });
  await worked(page);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active!.postMessage("keep"));
  await expect.poll(async () => (await kept(page)).filter((path) => /split_rooms\.wasm$/.test(path)).length, { timeout: 30_000 }).toBe(1);
});

test("a new version is offered, and what is typed is not lost to it unasked", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", serviceWorkers: "allow" });
  await worked(page);
  await page.goto("/account");
  await awake(page);
  await page.getByLabel("Last name").fill("Lindqvist-Berg");
  // The next build's worker: another script for the same pages.
  await page.evaluate(() => void navigator.serviceWorker.register("/sw.js?next"));
  const notices = page.getByRole("region", { name: "Notices" });
  await expect(notices).toContainText("A new version is ready.");
  // A still newer one is the same news.
  await page.evaluate(async () => void (await navigator.serviceWorker.register("/sw.js?after")));
  await expect.poll(async () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting?.scriptURL)).toMatch(/after$/);
  await expect(notices.getByText("A new version is ready.")).toHaveCount(1);
  await notices.getByRole("button", { name: "Reload", exact: true }).click();
  await expect(notices).toContainText("is not saved yet");
  await expect(page.getByLabel("Last name")).toHaveValue("Lindqvist-Berg");
  const loaded = page.waitForEvent("load");
  await notices.getByRole("button", { name: "Reload anyway" }).click();
  await loaded;
  await awake(page);
  await expect(page.getByLabel("Last name")).toHaveValue("Lindqvist");
});

test("it can be installed: the manifest is there, with its icons", async ({ page, request }) => {
  await page.goto("/signin");
  const href = await page.locator("link[rel=manifest]").getAttribute("href");
  const answer = await request.get(href!);
  expect(answer.headers()["content-type"]).toContain("application/manifest+json");
  const manifest = await answer.json();
  for (const { src } of [...manifest.icons, ...manifest.screenshots]) {
    const picture = await request.get(src);
    expect(picture.status(), src).toBe(200);
    expect(picture.headers()["content-type"], src).toMatch(/^image\//);
  }
});
