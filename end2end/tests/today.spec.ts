// The day of someone who practises, what waits for someone who decides, and what of both fits a phone.

import { type Page } from "@playwright/test";
import { accessible, awake, fits } from "../expect";
import { PASSWORD, address, expect, invite, mailTo, signIn, signUp, sql, test } from "../people";

async function go(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await awake(page);
}

/** The day it is in New York, where every practice made here is. */
const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "America/New_York" }).format(new Date());

/** A founder, and a colleague with the role Member. */
async function two(open: (options?: object) => Promise<Page>): Promise<{ founder: Page; colleague: Page; email: string }> {
  const founder = await open();
  await signUp(founder);
  const guest = { first: "Ben", last: "Adler", email: address("ben.adler") };
  await invite(founder, guest);
  const colleague = await open();
  await go(colleague, await mailTo(colleague, guest.email, /invites you/));
  await colleague.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await colleague.getByRole("button", { name: "Accept" }).click();
  await expect(colleague.getByText("Welcome!")).toBeVisible();
  return { founder, colleague, email: guest.email };
}

test("whoever practises begins with their day, and says there what became of a visit", async ({ open }) => {
  const { colleague, email } = await two(open);
  await go(colleague, "/");
  await expect(colleague).toHaveURL(/\/today$/);
  await expect(colleague.getByRole("heading", { name: "Today", level: 1 })).toBeVisible();
  await expect(colleague.getByRole("navigation", { name: "Main" }).getByRole("link").first()).toHaveText("Today");
  await expect(colleague.getByText("No visits today.")).toBeVisible();

  await go(colleague, "/clients/new");
  await colleague.getByLabel("First name").fill("Riley");
  await colleague.getByLabel("Last name").fill("Parker");
  await colleague.getByRole("button", { name: "Add", exact: true }).click();
  await expect(colleague.getByRole("heading", { name: /Riley Parker/, level: 1 })).toBeVisible();
  await colleague.getByRole("link", { name: "Record a visit" }).click();
  await colleague.getByLabel("Day", { exact: true }).fill(today());
  await colleague.getByLabel("Time", { exact: true }).fill("23:50");
  await colleague.getByRole("button", { name: "Record visit" }).click();
  await expect(colleague.getByRole("region", { name: "Activities" }).getByText("Scheduled")).toBeVisible();

  await go(colleague, "/today");
  const row = colleague.getByRole("list", { name: "Your visits" }).getByRole("listitem");
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("11:50 PM");
  await expect(row).toContainText(/Next|Now/);
  await expect(colleague.getByRole("list", { name: "New with you" }).getByRole("link", { name: "Riley Parker" })).toBeVisible();
  await expect(colleague.getByRole("region", { name: "Your clients" }).getByRole("link", { name: "1 client" })).toBeVisible();
  await accessible(colleague, "today, with a visit");
  for (const width of [320, 390, 768]) {
    await colleague.setViewportSize({ width, height: 800 });
    await fits(colleague, `today at ${width}`);
  }
  await colleague.setViewportSize({ width: 1440, height: 900 });
  await row.getByRole("link", { name: /^(Change|Record) the visit of Riley Parker at 11:50 PM/ }).click();
  await colleague.getByLabel("State", { exact: true }).selectOption({ label: "Cancelled" });
  await colleague.getByRole("button", { name: "Save visit" }).click();
  await expect(colleague.getByRole("region", { name: "Activities" }).getByText("Cancelled")).toBeVisible();
  await go(colleague, "/today");
  await expect(row).toContainText("Cancelled");

  const plain = await open({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await plain.goto("/signin");
  await signIn(plain, email, PASSWORD);
  await expect(plain).toHaveURL(/\/today$/);
  await expect(plain.getByRole("list", { name: "Your visits" })).toContainText("Riley Parker");
});

test("whoever decides begins with the team, and finds on Today what waits", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await go(page, "/");
  await expect(page).toHaveURL(/\/team$/);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Today" }).click();
  await expect(page.getByRole("heading", { name: "Today", level: 1 })).toBeVisible();
  await expect(page.getByText("Nothing waits for you.")).toBeVisible();
  const email = address("ivo.marsh");
  await invite(page, { first: "Ivo", last: "Marsh", email });
  await expect(page.getByText(`Invitation sent to ${email}.`)).toBeVisible();
  await sql(`update invitation i set expires_at = now() + interval '20 hours' from member m where m.id = i.member_id and m.email = '${email}'`);
  await go(page, "/today");
  await accessible(page, "today, with something to decide");
  await page.getByRole("list", { name: "Waiting for you" }).getByRole("link", { name: "1 invitation expires within 2 days" }).click();
  await expect(page).toHaveURL(/\/team\?status=pending$/);
  await expect(page.locator("#roster").getByText("Ivo Marsh")).toBeVisible();
});

test("on a phone four rooms and More stand in the bar", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", viewport: { width: 320, height: 640 } });
  await go(page, "/today");
  const bar = page.getByRole("navigation", { name: "Main" });
  await expect(bar.getByRole("listitem")).toHaveCount(5);
  await expect(bar.getByRole("link")).toHaveText(["Today", "Team", "Clients", "Roles"]);
  await bar.getByRole("button", { name: "More" }).click();
  await expect(page.getByRole("menuitem")).toHaveText(["Settings", "Audit", "Account"]);
  await accessible(page, "what stands under More");
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
});

for (const javaScriptEnabled of [true, false])
  test(`on a phone the list of clients begins with clients${javaScriptEnabled ? "" : ", without JavaScript"}`, async ({ open }) => {
    const page = await open({ as: "Una Lindqvist", viewport: { width: 390, height: 844 }, javaScriptEnabled });
    await page.goto("/clients?view=all");
    if (javaScriptEnabled) await awake(page);
    const status = page.getByLabel("Status", { exact: true });
    await expect(status).toBeHidden();
    await expect(page.getByRole("link", { name: "Capacity" })).toBeHidden();
    await page.getByRole("main").getByRole("button", { name: "More", exact: true }).click();
    await expect(page.getByRole("link", { name: "Capacity" })).toBeVisible();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Filters", exact: true }).click();
    await expect(status).toBeVisible();
    if (javaScriptEnabled) await accessible(page, "the filters");
    await status.selectOption("archived");
    if (!javaScriptEnabled) await page.getByRole("button", { name: "Show", exact: true }).press("Enter");
    await expect(page).toHaveURL(/status=archived/);
    if (javaScriptEnabled) await page.getByRole("button", { name: "Done", exact: true }).click();
    await expect(page.getByRole("button", { name: /^Filters.*1 apply/ })).toBeVisible();
  });
