// What others change appears by itself, and never under one's hands.

import { type Page } from "@playwright/test";
import { awake } from "../expect";
import { PASSWORD, address, expect, invite, mailTo, signUp, test } from "../people";

/** The page's line to the server stands. */
async function listens(page: Page, path: string): Promise<void> {
  const line = page.waitForResponse((answer) => new URL(answer.url()).pathname === "/live" && answer.status() === 200);
  await page.goto(path);
  await awake(page);
  await line;
}

test("someone invited elsewhere appears on an open roster, and what is typed there stays", async ({ open }) => {
  const watching = await open();
  await signUp(watching);
  await listens(watching, "/team");
  const search = watching.getByRole("searchbox", { name: "Search team" });
  await search.fill("Livia Vandersteen");
  await expect(watching.getByText("No one matches “Livia Vandersteen”.")).toBeVisible();
  const other = await watching.context().newPage();
  await invite(other, { first: "Livia", last: "Vandersteen", email: address("livia") });
  await expect(other.getByText("Invitation sent to")).toBeVisible();
  await expect(watching.locator("#roster .row-link")).toContainText("Livia Vandersteen");
  await expect(search).toHaveValue("Livia Vandersteen");
  await expect(search).toBeFocused();
});

test("a card with an open dialog waits until it is closed", async ({ open }) => {
  const watching = await open();
  await signUp(watching);
  const email = address("ben.adler");
  await invite(watching, { first: "Ben", last: "Adler", email });
  await expect(watching.getByText(`Invitation sent to ${email}.`)).toBeVisible();
  const ben = await open();
  await ben.goto(await mailTo(ben, email, /invites you/));
  await awake(ben);
  await ben.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await ben.getByRole("button", { name: "Accept" }).click();
  await expect(ben.getByText("Welcome! You are on the team now.")).toBeVisible();
  await listens(watching, "/team?q=ben");
  await watching.locator("#roster .row-link").click();
  await expect(watching.getByRole("article", { name: "Ben Adler" })).toBeVisible();
  await watching.getByRole("button", { name: "Change status" }).click();
  await watching.getByRole("menuitem", { name: "Suspend" }).click();
  const dialog = watching.getByRole("dialog", { name: "Suspend: Ben" });
  await dialog.getByLabel("Reason").fill("A complaint");
  await ben.goto("/account");
  await awake(ben);
  await ben.getByLabel("Last name").fill("Adler-Quist");
  await ben.getByRole("button", { name: "Save name" }).click();
  // The roster beside it has heard, the card has not changed under the dialog.
  await expect(watching.locator("#roster .row-link")).toContainText("Ben Adler-Quist");
  await expect(dialog.getByLabel("Reason")).toHaveValue("A complaint");
  await expect(watching.getByRole("article", { name: "Ben Adler", exact: true })).toBeAttached();
  await dialog.getByLabel("Reason").fill("");
  await watching.keyboard.press("Escape");
  await expect(watching.getByRole("article", { name: "Ben Adler-Quist" })).toBeVisible();
});

test("a page in the background lets its line go, and asks again when it is looked at", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await listens(page, "/team");
  const hides = (hidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  const asked: string[] = [];
  page.on("request", (request) => {
    const path = new URL(request.url()).pathname;
    if (path === "/live") asked.push(path);
  });
  const gone = page.waitForEvent("requestfailed", (request) => new URL(request.url()).pathname === "/live");
  await hides(true);
  await gone;
  const other = await page.context().newPage();
  await invite(other, { first: "Ottilie", last: "Brand", email: address("ottilie") });
  await expect(other.getByText("Invitation sent to")).toBeVisible();
  expect(asked).toEqual([]);
  await page.getByRole("searchbox", { name: "Search team" }).fill("Ottilie Brand");
  await expect(page.locator("#roster .row-link")).toContainText("Pending");
  await other.getByRole("article").getByRole("button", { name: "Revoke" }).click();
  await expect(other.getByText(/Revoked|revoked/).first()).toBeVisible();
  await expect(page.locator("#roster .row-link")).toContainText("Pending");
  await hides(false);
  await expect(page.locator("#roster .row-link").filter({ hasText: "Pending" })).toHaveCount(0);
});
