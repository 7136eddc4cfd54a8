// WCAG 2.2 AA on every page, in light and dark.

import { type Page } from "@playwright/test";
import { accessible, awake } from "../expect";
import { PLATES, ROOMS } from "../pages";
import { expect, test } from "../people";

// Each page stands alone, so they share out among the workers.
test.describe.configure({ mode: "parallel" });

async function go(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await awake(page);
}

async function card(page: Page, query: string): Promise<void> {
  await go(page, `/team?q=${query}`);
  await page.locator("#roster .row-link").first().click();
  await expect(page.getByRole("article")).toBeVisible();
}

for (const path of PLATES)
  test(`the plate ${path}`, async ({ open }) => {
    const page = await open();
    await go(page, path);
    await expect(page.locator("h1")).toHaveCount(1);
    await accessible(page, path);
  });

for (const path of ROOMS)
  test(`the page ${path}`, async ({ open }) => {
    const page = await open({ as: "Una Lindqvist" });
    await go(page, path);
    await expect(page.locator("h1")).toHaveCount(1);
    await accessible(page, path);
  });

for (const who of ["jordan", "wisniewska", "marchand", "voronov", "hannah"])
  test(`the card of ${who}`, async ({ open }) => {
    const page = await open({ as: "Una Lindqvist" });
    await card(page, who);
    await accessible(page, `the card of ${who}`);
  });

test("Why? of a member", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await card(page, "mei-ling");
  await go(page, (await page.getByRole("link", { name: "Why?" }).getAttribute("href"))!);
  await accessible(page, "why");
});

test("the dialogs of a card", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await card(page, "mei-ling");
  await page.getByRole("button", { name: "Change role" }).click();
  await expect(page.getByRole("dialog", { name: "Change role" })).toBeVisible();
  await accessible(page, "the dialog");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Change status" }).click();
  await page.getByRole("menuitem", { name: "Suspend" }).click();
  await expect(page.getByRole("dialog", { name: /^Suspend/ })).toBeVisible();
  await accessible(page, "the dialog of a status");
});

test("the card of a past day", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  const day = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);
  await card(page, `mei-ling&as_of=${day}`);
  await accessible(page, "the card of a past day");
});
