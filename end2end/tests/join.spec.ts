// Links to join by: an administrator makes one, a stranger comes by it, and someone decides over the roster.

import { type Page } from "@playwright/test";
import { awake } from "../expect";
import { PASSWORD, address, expect, mailTo, signUp, test } from "../people";

/** Makes a link under a role; its address. */
async function link(page: Page, role: string, approval: string): Promise<string> {
  await page.goto("/team/join");
  await awake(page);
  await page.getByLabel("Role", { exact: true }).selectOption({ label: role });
  await page.getByLabel("Needs approval").selectOption({ label: approval });
  await page.getByRole("button", { name: "Make the link" }).click();
  const made = page.getByRole("list", { name: "Links", exact: true }).getByLabel(new RegExp(`^Link for ${role} at`)).first();
  await expect(made).toBeVisible();
  await expect(page.getByRole("img", { name: new RegExp(`Code of the link for ${role}`) }).first()).toBeVisible();
  return made.inputValue();
}

/** Asks by a link, and confirms the address by the mail. */
async function come(page: Page, to: string, who: { first: string; last: string; email: string }): Promise<void> {
  await page.goto(to);
  await page.getByLabel("First name").fill(who.first);
  await page.getByLabel("Last name").fill(who.last);
  await page.getByLabel("Email").fill(who.email);
  await page.getByRole("button", { name: "Send me a link" }).click();
  await expect(page.getByText("Look into your mail")).toBeVisible();
  await page.goto(await mailTo(page, who.email, /Confirm your address/));
  await page.getByRole("button", { name: "This is my address" }).click();
}

test("a stranger joins by a link, and it is turned off behind them", async ({ open }) => {
  const founder = await open();
  await signUp(founder);
  const to = await link(founder, "Member", "No");
  const guest = await open();
  await come(guest, to, { first: "Ben", last: "Adler", email: address("ben.adler") });
  await expect(guest.getByText("invites you to join Birch Lane Therapy")).toBeVisible();
  await guest.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await guest.getByRole("button", { name: "Accept" }).click();
  await expect(guest.getByText("You are on the team now.")).toBeVisible();

  await founder.goto("/team/join");
  await awake(founder);
  await founder.getByText("Who came by it: 1 person").click();
  await expect(founder.getByRole("link", { name: "Ben Adler" })).toBeVisible();
  await founder.getByRole("button", { name: "Turn off" }).click();
  await expect(founder.getByText("Turned off: 1 link")).toBeVisible();
  const gone = await guest.goto(to);
  expect(gone?.status()).toBe(410);
  await expect(guest.getByText("This link is turned off.")).toBeVisible();
});

test("without JavaScript one asks, waits, and is approved over the roster", async ({ open }) => {
  const founder = await open();
  await signUp(founder);
  const to = await link(founder, "Member", "Yes");
  const guest = await open({ javaScriptEnabled: false });
  const email = address("zoe.lind");
  await come(guest, to, { first: "Zoë", last: "Lind", email });
  await expect(guest.getByText("Waiting for approval")).toBeVisible();

  await founder.goto("/team");
  await awake(founder);
  const requests = founder.getByRole("region", { name: "1 person asks to join" });
  await expect(requests).toContainText(email);
  await requests.getByRole("button", { name: "Approve Zoë Lind" }).click();
  await expect(requests).toHaveCount(0);
  await expect(founder.locator("#roster")).toContainText("Zoë Lind");
  await guest.goto(await mailTo(guest, email, /invites you/));
  await expect(guest.getByRole("button", { name: "Accept" })).toBeVisible();
});
