// Where one is signed in, what an administrator sees of it, and an open page whose sign-in is ended.

import { type Page } from "@playwright/test";
import { awake } from "../expect";
import { PASSWORD, address, expect, invite, mailTo, signIn, signUp, test } from "../people";

async function go(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await awake(page);
}

/** Where the password is asked for once more, it is given. */
async function confirmed(page: Page): Promise<void> {
  const confirm = page.getByRole("dialog", { name: "Confirm it’s you" });
  if (await confirm.isVisible()) {
    await confirm.getByLabel("Your password").fill(PASSWORD);
    await confirm.getByRole("button", { name: "Continue" }).click();
  }
}

test("a sign-in elsewhere is seen and ended on the Account page", async ({ open }) => {
  const [here, there] = [await open(), await open()];
  const { email } = await signUp(here);
  await go(there, "/signin");
  await signIn(there, email, PASSWORD);
  await expect(there.getByRole("heading", { name: "Your Team", level: 1 })).toBeVisible();
  await go(here, "/account");
  const list = here.getByRole("list", { name: "Signed in now" });
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await expect(list.getByText("This browser")).toHaveCount(1);
  await list.getByRole("button", { name: /^End/ }).click();
  await expect(here.getByText("You are signed in nowhere else.")).toBeVisible();
  await there.goto("/team");
  await expect(there).toHaveURL(/\/signin/);
});

test("an open page whose sign-in an administrator ends is covered, and goes on with what was typed", async ({ open }) => {
  const founder = await open();
  await signUp(founder);
  const guest = { first: "Ivo", last: "Marsh", email: address("ivo.marsh") };
  await invite(founder, guest);
  const member = await open();
  await go(member, await mailTo(member, guest.email, /invites you/));
  await member.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await member.getByRole("button", { name: "Accept" }).click();
  await expect(member.getByText("Welcome!")).toBeVisible();
  await go(member, "/account");
  await member.getByLabel("Last name").fill("Marsh-Lund");

  await go(founder, "/security");
  const row = founder.getByRole("list", { name: "Who is signed in" }).getByRole("listitem").filter({ hasText: "Ivo Marsh" });
  await row.getByRole("button", { name: /^End all/ }).click();
  await confirmed(founder);
  await expect(row).toHaveCount(0);

  await member.getByRole("button", { name: "Save name" }).click();
  const over = member.getByRole("dialog", { name: "Sign in to go on" });
  await expect(over).toBeVisible();
  await over.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await over.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(over).toBeHidden();
  await expect(member.getByLabel("Last name")).toHaveValue("Marsh-Lund");
  await member.getByRole("button", { name: "Save name" }).click();
  await expect(member.getByText("Your name is saved.")).toBeVisible();
});

test("what slows attempts down is seen on the Security page and lifted", async ({ open }) => {
  const [founder, stranger] = [await open(), await open()];
  const { email } = await signUp(founder);
  for (let n = 0; n < 6; n++) {
    await go(stranger, "/signin");
    await signIn(stranger, email, "not the right password");
    await expect(stranger.locator("main").locator(".field-fault, .banner").first()).toBeVisible();
  }
  await go(founder, "/security");
  const limits = founder.getByRole("list", { name: "Limits that hold now" });
  await expect(limits).toContainText("Ada Moreau");
  await expect(founder.getByRole("region", { name: "By member" })).toContainText("Failed sign-in");
  await limits.getByRole("button", { name: /^Lift/ }).click();
  await confirmed(founder);
  await expect(founder.getByText("Nobody is slowed down just now.")).toBeVisible();
});

test("who has which second factors is listed, and narrowed by a link", async ({ open }) => {
  const founder = await open();
  await signUp(founder);
  await go(founder, "/security");
  const section = founder.getByRole("region", { name: "Second factor" });
  await expect(section.getByRole("list", { name: "Members who lack one" })).toContainText("A password alone");
  await section.getByRole("link", { name: "what each has" }).click();
  await expect(section.getByRole("list", { name: "What each member has" }).getByRole("listitem")).toHaveCount(1);
  await section.getByRole("link", { name: "0 members" }).first().click();
  await expect(section.getByText("Nobody has one yet.")).toBeVisible();
});
