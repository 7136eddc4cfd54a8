// What holds on every page: headers, 320 px, and the keyboard alone.

import { type Page } from "@playwright/test";
import { awake, fits } from "../expect";
import { PLATES, ROOMS } from "../pages";
import { address, expect, signUp, test } from "../people";

async function go(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await awake(page);
}

test("every page carries a policy with a nonce of its own, and the usual headers", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", javaScriptEnabled: false });
  const nonces = new Set<string>();
  for (const path of [...PLATES, ...ROOMS]) {
    const headers = (await page.goto(path))!.headers();
    const policy = headers["content-security-policy"]!;
    const nonce = /script-src [^;]*'nonce-([^']+)'/.exec(policy)?.[1];
    expect(nonce, path).toBeTruthy();
    nonces.add(nonce!);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["cache-control"]).toContain("no-store");
    expect(headers["referrer-policy"]).toBe("same-origin");
  }
  expect(nonces.size).toBe(PLATES.length + ROOMS.length);
});

test("a request from elsewhere changes nothing", async ({ open, request }) => {
  const page = await open();
  await page.goto("/signin");
  const action = (await page.locator("form").first().getAttribute("action"))!;
  const form = { email: "a@example.org", password: "whatever it may be" };
  expect((await request.post(action, { form })).status()).toBe(403);
  expect((await request.post(action, { form, headers: { Origin: "https://evil.example" } })).status()).toBe(403);
  expect((await request.post(action, { form, headers: { "Sec-Fetch-Site": "cross-site" } })).status()).toBe(403);
});

test("nothing scrolls sideways at 320 px", async ({ open }) => {
  test.setTimeout(480_000); // every page, one after the other
  const page = await open({ as: "Una Lindqvist", viewport: { width: 320, height: 640 } });
  for (const path of [...ROOMS, ...PLATES]) {
    await go(page, path);
    await fits(page, path);
  }
  for (const who of ["jordan", "maximiliane", "marchand"]) {
    await go(page, `/team?q=${who}`);
    await page.locator("#roster .row-link").first().click();
    await expect(page.getByRole("article")).toBeVisible();
    await fits(page, `the card of ${who}`);
  }
});

test("on a phone the list leads to the card, and back to the list as it was", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", viewport: { width: 390, height: 844 } });
  await go(page, "/team?q=zoe");
  const row = page.locator("#roster .row-link").first();
  await row.click();
  await expect(page.getByRole("article")).toBeVisible();
  await expect(row).toBeHidden();
  await page.getByRole("main").getByRole("link", { name: "Your Team" }).click();
  await expect(row).toBeVisible();
  await expect(page.getByRole("searchbox")).toHaveValue("zoe");
});

test("the main job is done by keyboard alone", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await go(page, "/team");
  const press = async (key: string) => page.keyboard.press(key);
  await press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await press("Enter");
  await press("Tab");
  await expect(page.getByRole("link", { name: "Add Team Member" })).toBeFocused();
  await press("Enter");
  await expect(page.getByRole("heading", { name: "Add Team Member" })).toBeVisible();
  const email = address("ben.adler");
  await page.getByLabel("First name").focus();
  await page.keyboard.type("Ben");
  await press("Tab");
  await page.keyboard.type("Adler");
  await press("Tab");
  await page.keyboard.type(email);
  await press("Tab");
  await page.keyboard.type("Mem");
  for (let n = 0; n < 5; n++) await press("Tab");
  await expect(page.getByRole("button", { name: "Send invitation" })).toBeFocused();
  await press("Enter");
  await expect(page.getByText(`Invitation sent to ${email}.`)).toBeVisible();
});

test("the theme chosen is there from the first paint", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", colorScheme: "light" });
  await go(page, "/account");
  await page.getByRole("radio", { name: "Dark" }).check();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const html = await (await page.goto("/account"))!.text();
  expect(html).toContain('data-theme="dark"');
});

test("the code of the first page stays within its budget", async ({ open }) => {
  const page = await open();
  const bytes = new Map<string, number>();
  page.on("response", async (response) => {
    const file = new URL(response.url()).pathname.split("/").pop()!;
    if (file.endsWith(".wasm")) bytes.set(file, Number(response.headers()["content-length"] ?? (await response.body()).length));
  });
  await page.goto("/signin");
  await awake(page);
  const main = bytes.get("caseload.wasm")!;
  // Of a build that is not optimised: 12.3 MB when a release's was 344 kB of brotli. What is seldom needed belongs in a parcel.
  expect(main).toBeGreaterThan(1_000_000);
  expect(main, "what every page waits for").toBeLessThan(10_800_000);
  // Nobody's sign-in waits for the rooms behind it.
  expect([...bytes.keys()].filter((file) => /split_(rooms|team|palette)/.test(file))).toEqual([]);
});
