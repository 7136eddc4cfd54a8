// Signing in and out, the password, inactivity, and what everyone may set about themselves.

import { type Page } from "@playwright/test";
import { awake } from "../expect";
import { PASSWORD, account, address, expect, invite, mailTo, signIn, signUp, test } from "../people";

const OTHER = "nine otters beneath the old bridge";

async function go(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await awake(page);
}

test("a wrong password and an unknown address are told the same", async ({ open }) => {
  const page = await open();
  const said: string[] = [];
  for (const email of [account("Sam Okafor").email, address("nobody")]) {
    await go(page, "/signin");
    await signIn(page, email, "not the right password");
    await expect(page.locator(".field-fault")).toBeVisible();
    said.push((await page.locator(".field-fault").textContent())!);
    await expect(page.getByLabel("Email")).toHaveValue(email);
  }
  expect(said[0]).toBe(said[1]);
});

test("whoever comes by a deep link signs in and is led there, and signs out again", async ({ open }) => {
  const first = await open();
  const { email } = await signUp(first);
  const page = await open();
  await page.goto("/settings");
  await expect(page).toHaveURL(/\/signin\?next=/);
  await awake(page);
  await signIn(page, email, PASSWORD);
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: /Your account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.goto("/team");
  await expect(page).toHaveURL(/\/signin/);
});

test("without JavaScript a wrong password keeps the address", async ({ open }) => {
  const page = await open({ javaScriptEnabled: false });
  await page.goto("/signin");
  await signIn(page, "somebody@example.org", "not the right password");
  await expect(page.locator(".field-fault")).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue("somebody@example.org");
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
});

test("a forgotten password is replaced by mail, once", async ({ open }) => {
  const first = await open();
  const { email } = await signUp(first);
  const page = await open();
  await go(page, "/signin");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Send me a link" }).click();
  await expect(page.getByText("Look into your mail")).toBeVisible();
  const link = await mailTo(page, email, /password/i);
  await go(page, link);
  await page.getByLabel("New password", { exact: true }).fill("password");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.locator(".field-fault")).toBeVisible();
  await page.getByLabel("New password", { exact: true }).fill(OTHER);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Sign in with the new one.")).toBeVisible();
  await awake(page);
  await signIn(page, email, OTHER);
  await expect(page.getByRole("heading", { name: "Your Team", level: 1 })).toBeVisible();
  await page.goto(link);
  await expect(page.getByText("This link was used already.")).toBeVisible();
  // Every other sign-in has ended.
  await first.goto("/team");
  await expect(first).toHaveURL(/\/signin/);
});

test("after a while without activity a warning comes, and then the page is covered until one signs in again", async ({ open }) => {
  const page = await open();
  await page.clock.install();
  await signUp(page);
  await page.clock.runFor("14:05");
  const warning = page.getByRole("dialog", { name: "Still there?" });
  await expect(warning).toBeVisible();
  await expect(warning.getByRole("timer")).toContainText("seconds");
  await warning.getByRole("button", { name: "Stay signed in" }).click();
  await expect(warning).toBeHidden();
  await page.clock.runFor("14:05");
  await expect(warning).toBeVisible();
  await page.clock.runFor("01:05");
  const over = page.getByRole("dialog", { name: "Sign in to go on" });
  await expect(over).toBeVisible();
  await expect(over).toContainText("Nothing happened for 15 minutes");
  await page.keyboard.press("Escape");
  await expect(over).toBeVisible();
  // The server has ended it too, not only the page.
  await expect(async () => expect((await page.request.get("/team", { maxRedirects: 0 })).status()).toBe(302)).toPass();
  await over.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await over.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(over).toBeHidden();
  await expect(page.getByRole("heading", { name: "Your Team", level: 1 })).toBeVisible();
});

test("one's own password and name are changed under Account", async ({ open }) => {
  const page = await open();
  const { email } = await signUp(page);
  await go(page, "/account");
  await page.getByLabel("Current password").fill("not my password at all");
  await page.getByLabel("New password", { exact: true }).fill(OTHER);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.locator(".field-fault")).toBeVisible();
  await page.getByLabel("Current password").fill(PASSWORD);
  await page.getByLabel("New password", { exact: true }).fill(OTHER);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password is changed.")).toBeVisible();
  await page.getByLabel("Last name").fill("Moreau-Lind");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByText("Your name is saved.")).toBeVisible();
  const again = await open();
  await go(again, "/signin");
  await signIn(again, email, OTHER);
  await expect(again.getByRole("button", { name: /Ada Moreau-Lind/ })).toBeVisible();
});

test("a new address counts when both mailboxes have agreed", async ({ open }) => {
  const page = await open();
  const { email: old } = await signUp(page);
  await go(page, "/account");
  const email = address("ada.new");
  await page.getByLabel("New email").fill(email);
  await page.getByRole("button", { name: "Change email" }).click();
  const confirm = page.getByRole("dialog", { name: "Confirm it’s you" });
  const sent = page.getByText("Two links are on their way");
  await expect(confirm.or(sent)).toBeVisible();
  if (await confirm.isVisible()) {
    await confirm.getByLabel("Your password").fill(PASSWORD);
    await confirm.getByRole("button", { name: "Continue" }).click();
  }
  await expect(sent).toBeVisible();
  const other = await open();
  const link = await mailTo(other, email, /address/i);
  await go(page, link);
  await page.getByRole("button", { name: "Confirm this address" }).click();
  await expect(page.getByText("One of two mailboxes has agreed.")).toBeVisible();
  await go(page, await mailTo(other, old, /new address/i));
  await expect(page.getByRole("button", { name: "It wasn’t me: refuse" })).toBeVisible();
  await page.getByRole("button", { name: "Agree", exact: true }).click();
  await expect(page.getByText(/address is confirmed/)).toBeVisible();
});

test("a member exits the team; who created it can't, and is told why", async ({ open }) => {
  const founder = await open();
  const { practice } = await signUp(founder);
  await go(founder, "/account");
  const exit = founder.getByRole("button", { name: /Exit Team/ });
  await expect(exit).toHaveAttribute("aria-disabled", "true");
  await expect(founder.getByText("You created this team.", { exact: false }).first()).toBeVisible();
  const email = address("ben.adler");
  await invite(founder, { first: "Ben", last: "Adler", email });
  await expect(founder.getByText(/^Invitation sent to/)).toBeVisible();
  const page = await open();
  await go(page, await mailTo(page, email, /invites you/));
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByText("Welcome!")).toBeVisible();
  await go(page, "/account");
  await page.getByRole("button", { name: "Exit Team" }).click();
  const dialog = page.getByRole("dialog", { name: `Exit ${practice}?` });
  await expect(dialog.getByRole("button", { name: "Stay" })).toBeFocused();
  await dialog.getByRole("button", { name: "Exit Team" }).click();
  const confirm = page.getByRole("dialog", { name: "Confirm it’s you" });
  const alone = page.getByText("You are a member of no practice");
  await expect(confirm.or(alone)).toBeVisible();
  if (await confirm.isVisible()) {
    await confirm.getByLabel("Your password").fill(PASSWORD);
    await confirm.getByRole("button", { name: "Continue" }).click();
  }
  await expect(alone).toBeVisible();
});
