// Caseload as an app: what a device keeps, what it shows without a connection, and a new version.

import { type Page } from "@playwright/test";
import { accessible, awake } from "../expect";
import { expect, PASSWORD, signIn, signUp, test } from "../people";

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
  expect(paths.filter((path) => !path.startsWith("/pkg/") && !["/offline", "/its-time.js", "/favicon.svg"].includes(path))).toEqual([]);
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

/** Someone with a client of their own, on a device that keeps the day's caseload. */
async function keeping(page: Page): Promise<string> {
  const founder = await signUp(page);
  await page.goto("/clients/new");
  await awake(page);
  await page.getByLabel("First name").fill("Ida");
  await page.getByLabel("Last name").fill("Aaltonen");
  await page.getByLabel("Phone").fill("207 555 0134");
  const therapist = page.getByLabel("Primary therapist");
  const own = therapist.locator("option", { hasText: `${founder.first} ${founder.last}` });
  await therapist.selectOption((await own.getAttribute("value"))!);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("heading", { name: /Ida Aaltonen/, level: 1 })).toBeVisible();
  await worked(page);
  await page.goto("/account");
  await awake(page);
  await page.getByRole("switch", { name: "Keep today’s caseload on this device" }).check();
  await page.goto("/team");
  await expect.poll(async () => await sealed(page), { timeout: 20_000 }).not.toBeNull();
  return founder.email;
}

/** What lies on the device: as text, and whether its key can be taken out. */
const sealed = (page: Page) =>
  page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((done, failed) => {
      const opening = indexedDB.open("caseload", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => failed(opening.error);
    });
    const record = await new Promise<{ sealed: ArrayBuffer; key: CryptoKey; until: number } | undefined>((done) => {
      const asked = database.transaction("kept").objectStore("kept").get("today");
      asked.onsuccess = () => done(asked.result);
    });
    database.close();
    return record ? { text: new TextDecoder("latin1").decode(record.sealed), extractable: record.key.extractable, until: record.until } : null;
  });

/** Opens a page without a connection. */
async function offline(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await page.goto("/clients");
  await expect(page.getByRole("heading", { name: "No connection" })).toBeVisible();
}

test("today’s caseload is read without a connection, sealed, and no longer than the logoff would wait", async ({ open }) => {
  const page = await open({ serviceWorkers: "allow" });
  await keeping(page);
  const lies = (await sealed(page))!;
  expect(lies.text).not.toMatch(/Ida|Aaltonen|Birch|207/);
  expect(lies.extractable).toBe(false);
  expect(lies.until - Date.now()).toBeLessThanOrEqual(15 * 60_000);
  await offline(page);
  const kept = page.getByRole("region", { name: "Kept on this device" });
  await expect(kept).toContainText("Ida Aaltonen");
  await expect(kept).toContainText("for Ada Moreau at Birch Lane Therapy");
  await expect(kept.getByRole("link", { name: "207 555 0134" })).toHaveAttribute("href", "tel:2075550134");
  await accessible(page, "No connection, with a caseload");
  // The time is over: it is gone, and so is its key.
  await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((done) => {
      const opening = indexedDB.open("caseload", 1);
      opening.onsuccess = () => done(opening.result);
    });
    const store = database.transaction("kept", "readwrite").objectStore("kept");
    await new Promise<void>((done) => {
      const asked = store.get("today");
      asked.onsuccess = () => (store.put({ ...asked.result, until: Date.now() - 1 }, "today").onsuccess = () => done());
    });
    database.close();
  });
  // An open page takes it away by itself.
  await kept.evaluate((section: HTMLElement) => (section.dataset.until = String(Date.now() - 1)));
  await page.evaluate(() => void document.dispatchEvent(new Event("visibilitychange")));
  await expect(kept).toContainText("Its time on this device is over.");
  await expect(kept).not.toContainText("Aaltonen");
  await page.reload();
  await expect(page.getByRole("heading", { name: "No connection" })).toBeVisible();
  await expect(kept).toHaveCount(0);
  expect(await sealed(page)).toBeNull();
});

test("a sign-in that was ended elsewhere takes the caseload with it, and so does signing out", async ({ open }) => {
  const page = await open({ serviceWorkers: "allow" });
  const email = await keeping(page);
  await page.context().setOffline(true);
  const elsewhere = await open();
  await elsewhere.goto("/signin");
  await awake(elsewhere);
  await signIn(elsewhere, email, PASSWORD);
  await expect(elsewhere.getByRole("heading", { name: "Your Team", level: 1 })).toBeVisible();
  await elsewhere.goto("/account");
  await awake(elsewhere);
  await elsewhere.getByRole("button", { name: "End all others" }).click();
  await expect(elsewhere.getByRole("button", { name: "End all others" })).toHaveCount(0);
  // Once it hears of it, nothing can be read any more; not even by going offline again.
  await page.context().setOffline(false);
  await page.goto("/clients");
  await expect(page).toHaveURL(/\/signin/);
  await expect.poll(async () => await sealed(page)).toBeNull();
  await offline(page);
  await expect(page.getByRole("region", { name: "Kept on this device" })).toHaveCount(0);

  await page.context().setOffline(false);
  await page.goto("/signin");
  await awake(page);
  await signIn(page, email, PASSWORD);
  await expect(page.getByRole("heading", { name: "Your Team", level: 1 })).toBeVisible();
  await expect.poll(async () => await sealed(page), { timeout: 20_000 }).not.toBeNull();
  await page.getByRole("button", { name: /Your account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/signin/);
  await expect.poll(async () => await sealed(page)).toBeNull();
});
