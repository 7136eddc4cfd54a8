// What an administrator decides about a membership, and the team as it was.

import { type Page } from "@playwright/test";
import { awake, undo } from "../expect";
import { PASSWORD, address, expect, invite, mailTo, signIn, signUp, test } from "../people";

const rows = (page: Page) => page.locator("#roster .row-link");

/** A founder and a colleague, each in a browser of their own; the founder has the colleague's card open. */
async function two(open: (options?: object) => Promise<Page>) {
  const founder = await open();
  await signUp(founder);
  const email = address("ben.adler");
  await invite(founder, { first: "Ben", last: "Adler", email });
  await expect(founder.getByText(`Invitation sent to ${email}.`)).toBeVisible();
  const colleague = await open();
  await colleague.goto(await mailTo(colleague, email, /invites you/));
  await awake(colleague);
  await colleague.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await colleague.getByRole("button", { name: "Accept" }).click();
  await expect(colleague.getByText("Welcome! You are on the team now.")).toBeVisible();
  await founder.goto("/team?q=ben");
  await awake(founder);
  await rows(founder).first().click();
  await expect(founder.getByRole("article", { name: "Ben Adler" })).toBeVisible();
  return { founder, colleague, email };
}

async function choose(page: Page, step: string): Promise<void> {
  await page.getByRole("button", { name: "Change status" }).click();
  await page.getByRole("menuitem", { name: step }).click();
}

test("someone is suspended, is out at once, and comes back", async ({ open }) => {
  const { founder, colleague, email } = await two(open);
  await choose(founder, "Suspend");
  const dialog = founder.getByRole("dialog", { name: "Suspend: Ben" });
  await expect(dialog).toContainText("1 open sign-in ends");
  await dialog.getByLabel("Reason").fill("A complaint by a client");
  await dialog.getByRole("button", { name: "Suspend" }).click();
  const card = founder.getByRole("article", { name: "Ben Adler" });
  await expect(card).toContainText("Suspended");
  await expect(card).toContainText("A complaint by a client");

  await colleague.goto("/team");
  await expect(colleague).toHaveURL(/\/signin/);
  await awake(colleague);
  await signIn(colleague, email, PASSWORD);
  await expect(colleague.getByText(/Your access to .* is switched off/)).toBeVisible();

  await choose(founder, "Make active again");
  await founder.getByRole("dialog", { name: "Make active again: Ben" }).getByRole("button", { name: "Make active again" }).click();
  await expect(card.locator(".team-badges")).toContainText("Active");
  await colleague.goto("/signin");
  await awake(colleague);
  await signIn(colleague, email, PASSWORD);
  await expect(colleague).toHaveURL(/\/today$/);

  await card.getByText("History", { exact: true }).click();
  await expect(card.locator(".team-lines")).toContainText("Suspended");
});

test("on hold one reads under a banner that says so", async ({ open }) => {
  const { founder, colleague } = await two(open);
  await choose(founder, "Put on hold");
  await founder.getByRole("dialog", { name: "Put on hold: Ben" }).getByRole("button", { name: "Put on hold" }).click();
  await expect(founder.getByRole("article", { name: "Ben Adler" }).locator(".team-badges")).toContainText("On Hold");
  await colleague.goto("/team");
  await expect(colleague.getByText("Your membership is on hold: you can read, but not change anything.")).toBeVisible();
  await expect(rows(colleague)).toHaveCount(2);
  await undo(founder, "Ben is on hold");
  await expect(founder.getByText("Ben is active again.")).toBeVisible();
  await expect(founder.getByRole("article", { name: "Ben Adler" }).locator(".team-badges")).toContainText("Active");
});

test("another role is given, and taken back at once", async ({ open }) => {
  const { founder } = await two(open);
  const card = founder.getByRole("article", { name: "Ben Adler" });
  await card.getByRole("button", { name: "Change role" }).click();
  const dialog = founder.getByRole("dialog", { name: "Change role" });
  await dialog.getByLabel("Role", { exact: true }).selectOption({ label: "Provider" });
  await dialog.getByRole("button", { name: "Change role" }).click();
  const provider = card.getByRole("definition").filter({ hasText: "Provider" });
  await expect(provider).toBeVisible();
  await undo(founder, "Ben has another role now.");
  await expect(founder.getByText("Ben has the role again that they had before.")).toBeVisible();
  await expect(provider).toHaveCount(0);
});

test("who may not change a status is told why", async ({ open }) => {
  const page = await open({ as: "Mei-Ling Tran" });
  await page.goto("/team?q=okafor");
  await awake(page);
  await rows(page).first().click();
  await page.getByRole("button", { name: "Change status" }).click();
  await expect(page.getByRole("menuitem", { name: /Suspend/ })).toHaveAttribute("aria-disabled", "true");
});

test("a past day is looked at and left again, and nothing can be changed from there", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await page.goto("/team?q=dmitri");
  await awake(page);
  await page.getByText("More filters").click();
  const day = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel("As it was on").fill(day);
  await expect(page).toHaveURL(new RegExp(`as_of=${day}`));
  const list = page.getByRole("region", { name: "Members" });
  await expect(list.getByText(/As it was on \d/)).toBeVisible();
  await rows(page).first().click();
  const card = page.getByRole("article", { name: /Dmitri/ });
  await expect(card.locator(".team-badges")).toContainText("Active");
  await expect(page.getByRole("button", { name: /Change/ })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Add Team Member" })).toBeHidden();
  await card.getByRole("link", { name: "Back to today" }).click();
  await expect(page.getByRole("article", { name: /Dmitri/ }).locator(".team-badges")).toContainText("Suspended");
  await page.goto("/team?as_of=2999-01-01");
  await expect(page.getByText("1 January 2999 has not come yet.")).toBeVisible();
});

test("the filter by location works without JavaScript too", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", javaScriptEnabled: false });
  await page.goto("/team");
  await page.getByText("More filters").click();
  await page.getByLabel("Location").selectOption({ label: "Lakeview" });
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/location=/);
  await expect(rows(page).first()).toBeVisible();
});

test("an administrator saves what is on the screen", async ({ open }) => {
  const founder = await open();
  await signUp(founder);
  await founder.goto("/team");
  await awake(founder);
  const saving = founder.waitForEvent("download");
  await founder.getByRole("button", { name: "Export CSV" }).click();
  expect((await saving).suggestedFilename()).toMatch(/^team-\d{4}-\d\d-\d\d\.csv$/);
});
