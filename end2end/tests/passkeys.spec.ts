// Passkeys, with Chromium's virtual authenticator: added, used alone and after the password, renamed and removed.

import { type CDPSession, type Page } from "@playwright/test";
import { awake } from "../expect";
import { PASSWORD, expect, signIn, signUp, test } from "../people";

async function go(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await awake(page);
}

/** A device with a fingerprint reader, on which the finger lies. */
async function device(page: Page): Promise<{ cdp: CDPSession; id: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, id: authenticatorId };
}

async function add(page: Page, name: string): Promise<void> {
  await go(page, "/second-factor");
  await page.getByLabel("Name of the passkey").fill(name);
  await page.getByRole("button", { name: "Add a passkey" }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.locator("#sign-out").evaluate((form: HTMLFormElement) => form.submit());
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await awake(page);
}

test("a passkey is added, signs in alone and after the password, and is removed", async ({ open }) => {
  const page = await open();
  const { email } = await signUp(page);
  const { cdp, id } = await device(page);
  await add(page, "My laptop");
  await expect(page.locator(".auth-recovery li")).toHaveCount(10);
  await page.getByRole("button", { name: "I have put them away" }).click();
  await expect(page.locator(".auth-factor")).toContainText("My laptop");
  expect((await cdp.send("WebAuthn.getCredentials", { authenticatorId: id })).credentials).toHaveLength(1);

  await go(page, "/account");
  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("heading", { name: "Your Team", level: 1 })).toBeVisible();

  await go(page, "/account");
  await signOut(page);
  await signIn(page, email, PASSWORD);
  await expect(page.getByRole("heading", { name: "One more step" })).toBeVisible();
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByRole("heading", { name: "Your Team", level: 1 })).toBeVisible();

  await go(page, "/account");
  await page.locator(".auth-factor summary").click();
  await page.locator(".auth-factor").getByLabel("Name").fill("Work laptop");
  await page.locator(".auth-factor").getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The name is saved.")).toBeVisible();
  await page.getByRole("button", { name: "Remove Work laptop" }).click();
  await expect(page.getByText("The second factor is removed.")).toBeVisible();

  // It is gone here, and the device does not know: nobody gets in with it.
  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByText("This passkey was not accepted.")).toBeVisible();
  await signIn(page, email, PASSWORD);
  await expect(page.getByRole("heading", { name: "Your Team", level: 1 })).toBeVisible();
});

test("without the finger nobody gets in, and the page goes on", async ({ open }) => {
  const page = await open();
  const { email } = await signUp(page);
  const { cdp, id } = await device(page);
  await add(page, "My laptop");
  await page.getByRole("button", { name: "I have put them away" }).click();
  await go(page, "/account");
  await signOut(page);
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId: id, isUserVerified: false });
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByText("No passkey was used.")).toBeVisible();
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId: id, isUserVerified: true });
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("heading", { name: "Your Team", level: 1 })).toBeVisible();
  expect(email).toContain("@");
});

test("without JavaScript no button is in the way", async ({ open }) => {
  const plain = await open({ javaScriptEnabled: false });
  await plain.goto("/signin");
  await expect(plain.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await expect(plain.getByRole("button", { name: "Sign in with a passkey" })).toBeHidden();
});
