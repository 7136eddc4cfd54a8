// Assigning clients, the board of capacities, and notices.

import type { Page } from "@playwright/test";
import { awake } from "../expect";
import { expect, test } from "../people";

/** From the board of capacities to assigning all clients of the most laden, or of the least. */
async function reassign(page: Page, which: "first" | "last") {
  await page.goto("/capacity?sort=used");
  await page.getByRole("link", { name: /^Reassign/ })[which]().click();
  await expect(page.getByRole("heading", { level: 1, name: /^Assign / })).toBeVisible();
}

test("a caseload is looked at, given to another, and taken back", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await reassign(page, "first");
  await awake(page);
  await page.locator('input[name="to"]:enabled').first().check();
  await page.getByRole("button", { name: "See what it does" }).click();
  await expect(page.getByRole("table", { name: "Capacity before and after" })).toBeVisible();
  await expect(page.getByText(/of these and loses them\.|has this client and loses it\.|have all of these already/).first()).toBeVisible();
  await awake(page);
  await page.getByLabel("Reason").fill("Maternity leave");
  await page.getByRole("button", { name: /^Assign / }).click();
  await expect(page.getByText(/clients? (is|are) assigned\./)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(/^Taken back:/)).toBeVisible();
});

test("the board says who has room, and of nobody nobody is assigned", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await page.goto("/capacity?sort=free");
  await expect(page.getByRole("heading", { name: "Capacity", level: 1 })).toBeVisible();
  await expect(page.getByText(/\d+ of \d+, (\d+ free|none free|\d+ over the limit)/).first()).toBeVisible();
  await page.goto("/assign");
  await expect(page.getByText("There is nobody here whom you can assign.")).toBeVisible();
});

test("without JavaScript clients are assigned in two steps and taken back", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", javaScriptEnabled: false });
  await reassign(page, "last");
  await page.locator('input[name="to"]:enabled').last().check();
  await page.getByRole("button", { name: "See what it does" }).click();
  await page.getByLabel("Reason").fill("On leave until spring");
  await page.getByRole("button", { name: /^Assign / }).click();
  await expect(page.getByText(/clients? (is|are) assigned\./)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(/^Taken back:/)).toBeVisible();
});

test("the bell leads to the notices", async ({ open }) => {
  const page = await open({ as: "Mei-Ling Tran" });
  await page.goto("/team");
  await awake(page);
  await page.getByRole("link", { name: /^Notices/ }).click();
  await expect(page.getByRole("heading", { name: "Notices", level: 1 })).toBeVisible();
});
