// The second factor: set up, asked for at sign-in, lost, and reset by an administrator.

import { createHmac } from "node:crypto";
import { type Page } from "@playwright/test";
import { awake } from "../expect";
import { PASSWORD, address, expect, fillInvite, mailTo, signIn, signUp, test } from "../people";

async function go(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await awake(page);
}

const rows = (page: Page) => page.locator("#roster .row-link");

/** What an authenticator app shows for a secret (RFC 6238). */
function code(secret: string, at = Date.now()): string {
  const bits = [...secret.replaceAll(" ", "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const mac = createHmac("sha1", key).update(step).digest();
  const from = mac[19] & 15;
  return ((mac.readUInt32BE(from) & 0x7fffffff) % 1000000).toString().padStart(6, "0");
}

/** Sets one up from the account page; its secret and the recovery codes. */
async function enrol(page: Page): Promise<{ secret: string; codes: string[] }> {
  await go(page, "/account");
  await page.getByRole("link", { name: "Set up a second factor" }).click();
  await page.getByRole("button", { name: "Set it up" }).click();
  await expect(page.getByRole("img", { name: "QR code for your authenticator app" })).toBeVisible();
  const secret = await page.locator(".auth-secret").innerText();
  // The step before: at sign-in the present one is still there to be taken.
  await page.getByLabel("Code", { exact: true }).fill(code(secret, Date.now() - 30000));
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.locator(".auth-recovery li")).toHaveCount(10);
  const codes = await page.locator(".auth-recovery li").allInnerTexts();
  await page.getByRole("button", { name: "I have put them away" }).click();
  await expect(page.getByText("Your second factor is set up.")).toBeVisible();
  return { secret, codes };
}

test("a second factor is set up, asked for, and replaced by a recovery code", async ({ open }) => {
  const page = await open();
  const { email } = await signUp(page);
  const { secret, codes } = await enrol(page);

  const other = await open();
  await go(other, "/signin");
  await signIn(other, email, PASSWORD);
  await expect(other.getByRole("heading", { name: "One more step" })).toBeVisible();
  await other.getByLabel("Code", { exact: true }).fill("000000");
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(other.locator(".field-fault")).toBeVisible();
  await other.getByLabel("Code", { exact: true }).fill(code(secret));
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(other.getByRole("heading", { name: "Your Team", level: 1 })).toBeVisible();

  const third = await open();
  await go(third, "/signin");
  await signIn(third, email, PASSWORD);
  await third.getByRole("link", { name: "Use a recovery code instead" }).click();
  await third.getByLabel("Recovery code").fill(codes[0]);
  await third.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(third.getByRole("heading", { name: "Your Team", level: 1 })).toBeVisible();
  await go(third, "/account");
  await expect(third.getByText("You have 9 recovery codes left.")).toBeVisible();
});

test("without JavaScript the code is asked for too", async ({ open }) => {
  const page = await open();
  const { email } = await signUp(page);
  const { secret } = await enrol(page);
  const plain = await open({ javaScriptEnabled: false });
  await plain.goto("/signin");
  await plain.getByLabel("Email").fill(email);
  await plain.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await plain.getByRole("button", { name: "Sign in", exact: true }).click();
  await plain.getByLabel("Code", { exact: true }).fill(code(secret));
  await plain.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(plain.getByRole("heading", { name: "Your Team", level: 1 })).toBeVisible();
});

test("a practice asks for it at once, and nothing opens before it is set up", async ({ open }) => {
  const founder = await open();
  await signUp(founder);
  await enrol(founder);
  await go(founder, "/team/invite");
  const email = address("ben");
  await fillInvite(founder, { first: "Ben", last: "Adler", email });
  await founder.getByLabel("Require a second factor at first sign-in").check();
  await founder.getByRole("button", { name: "Send invitation" }).click();
  await expect(founder.getByText(`Invitation sent to ${email}.`)).toBeVisible();

  const colleague = await open();
  await go(colleague, await mailTo(colleague, email, /invites you/));
  await colleague.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await colleague.getByRole("button", { name: "Accept" }).click();
  await expect(colleague.getByText(/asks for a second factor/)).toBeVisible();
  await colleague.goto("/clients");
  await expect(colleague).toHaveURL(/\/second-factor/);
  await awake(colleague);
  await colleague.getByRole("button", { name: "Set it up" }).click();
  const secret = await colleague.locator(".auth-secret").innerText();
  await colleague.getByLabel("Code", { exact: true }).fill(code(secret));
  await colleague.getByRole("button", { name: "Confirm" }).click();
  await colleague.getByRole("button", { name: "I have put them away" }).click();
  await colleague.goto("/team");
  await expect(rows(colleague)).toHaveCount(2);

  await founder.goto("/team?q=ben");
  await awake(founder);
  await rows(founder).first().click();
  await founder.getByRole("button", { name: "Force 2FA reset" }).click();
  await founder.getByRole("dialog", { name: "Force 2FA reset: Ben" }).getByRole("button", { name: "Reset it" }).click();
  await expect(founder.getByText("Not set up: a password alone")).toBeVisible();
  await colleague.goto("/team");
  await expect(colleague).toHaveURL(/\/signin/);
});
