// Who plays: the people of the demo, signed in once each, and strangers who sign up.

import { execFile } from "node:child_process";
import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Browser, type BrowserContext, type BrowserContextOptions, type Page, test as base, expect } from "@playwright/test";
import { awake, watch } from "./expect";

type Account = { practice: string; name: string; role: string; email: string; password: string };

const temp = () => process.env.CASELOAD_TEMP!;

export const accounts = (): Account[] => JSON.parse(readFileSync(join(temp(), "accounts.json"), "utf8"));

/** Someone of the demo, by name. */
export function account(name: string): Account {
  const found = accounts().find((a) => a.name === name);
  if (!found) throw new Error(`The demo has no account of ${name}`);
  return found;
}

/** A password that is long enough and on no list. */
export const PASSWORD = "seven herons over the slow river";

let count = 0;
/** An address nobody has had. */
export const address = (name: string) => `${name}.${Date.now().toString(36)}${process.pid}${count++}@example.org`;

type Fixtures = {
  /** A browser of its own, not signed in; `as` signs someone of the demo in. Any complaint of any page fails the test. */
  open: (options?: BrowserContextOptions & { as?: string }) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  baseURL: async ({}, use) => use(process.env.CASELOAD_URL),
  context: async ({ context }, use) => {
    const complaints = watch(context);
    await use(context);
    expect(complaints).toEqual([]);
  },
  open: async ({ browser, contextOptions, viewport, locale, timezoneId }, use) => {
    const opened: BrowserContext[] = [];
    const complaints: string[][] = [];
    await use(async ({ as, ...options } = {}) => {
      const storageState = as ? await signedIn(browser, as) : options.storageState;
      const context = await browser.newContext({ ...contextOptions, viewport, locale, timezoneId, baseURL: process.env.CASELOAD_URL, ...options, storageState });
      opened.push(context);
      complaints.push(watch(context));
      return context.newPage();
    });
    for (const context of opened) await context.close();
    expect(complaints.flat()).toEqual([]);
  },
});

export { expect };

/** A saved sign-in of someone of the demo, made when it is first asked for. */
async function signedIn(browser: Browser, name: string): Promise<string> {
  const kept = join(temp(), `${name.replaceAll(/\W/g, "_")}.json`);
  if (existsSync(kept)) return kept;
  const { email, password } = account(name);
  const context = await browser.newContext({ baseURL: process.env.CASELOAD_URL, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/signin");
  await signIn(page, email, password);
  await expect(page).toHaveURL(/\/(team|today)$/);
  // Two workers may do this at once: each writes aside, the last one stays.
  const aside = `${kept}.${process.pid}`;
  await context.storageState({ path: aside });
  await context.close();
  renameSync(aside, kept);
  return kept;
}

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

export type Founder = { practice: string; first: string; last: string; email: string };

/** Signs up, and is on the roster of a practice of their own. */
export async function signUp(page: Page, who: Partial<Founder> = {}): Promise<Founder> {
  const founder = { practice: "Birch Lane Therapy", first: "Ada", last: "Moreau", email: address("ada.moreau"), ...who };
  await page.goto("/signup");
  await awake(page);
  await page.getByLabel("Practice name").fill(founder.practice);
  await page.getByLabel("First name").fill(founder.first);
  await page.getByLabel("Last name").fill(founder.last);
  await page.getByLabel("Email").fill(founder.email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create practice" }).click();
  await expect(page.getByRole("heading", { name: "Your Team", level: 1 })).toBeVisible();
  return founder;
}

export type Guest = { first: string; last: string; email: string; role?: string; note?: string; location?: string };

/** "Add Team Member", filled in and sent. */
export async function invite(page: Page, guest: Guest): Promise<void> {
  await page.goto("/team");
  await awake(page);
  await page.getByRole("link", { name: "Add Team Member" }).click();
  await fillInvite(page, guest);
  await page.getByRole("button", { name: "Send invitation" }).click();
}

export async function fillInvite(page: Page, guest: Guest): Promise<void> {
  await page.getByLabel("First name").fill(guest.first);
  await page.getByLabel("Last name").fill(guest.last);
  await page.getByLabel("Email").fill(guest.email);
  await page.getByLabel("Role", { exact: true }).last().selectOption({ label: guest.role ?? "Member" });
  if (guest.location) await page.getByLabel("Primary location").selectOption({ label: guest.location });
  if (guest.note) await page.getByLabel("Personal note").fill(guest.note);
}

/** The newest mail to someone, as the mailbox shows it, and the link in it. */
export async function mailTo(page: Page, email: string, subject: RegExp, at = 0): Promise<string> {
  const rows = page.getByRole("list", { name: "Mails" }).getByRole("link").filter({ hasText: email }).filter({ hasText: subject });
  await expect(async () => {
    await page.goto("/mailbox");
    await expect(rows.nth(at)).toBeVisible({ timeout: 500 });
  }).toPass();
  await rows.first().click();
  const link = page.locator(".mail-open").getByRole("link", { name: /^http/ }).first();
  await expect(page.locator(".mail-open")).toContainText(email);
  return (await link.getAttribute("href"))!;
}

/** What a clock would do in days: a statement to the private database, as its superuser. */
export async function sql(statement: string): Promise<void> {
  const data = join(temp(), "data");
  const [, , , port, socket] = readFileSync(join(data, "postgres/postmaster.pid"), "utf8").split("\n").map((line) => line.trim());
  const env = { ...process.env, PGPASSWORD: readFileSync(join(data, "postgres-password"), "utf8").trim() };
  const psql = process.env.PG_BIN ? join(process.env.PG_BIN, "psql") : "psql";
  await promisify(execFile)(psql, ["-qX", "-v", "ON_ERROR_STOP=1", "-h", socket!, "-p", port!, "-U", "postgres", "-c", statement, "caseload"], { env });
}
