// Pictures of every page and state, for people to judge: `SCREENS=1 bin/test browser screens` saves them under
// target/screens, at 390 and 1440 px, light and dark.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Page } from "@playwright/test";
import { awake, scheme } from "../expect";
import { PASSWORD, address, expect, fillInvite, invite, mailTo, signUp, test } from "../people";

const screens = resolve(__dirname, "../../target/screens");
mkdirSync(screens, { recursive: true });

test.setTimeout(240_000);

async function picture(page: Page, name: string): Promise<void> {
  // What lies over the page belongs to the window, not to the page.
  const fullPage = (await page.locator("dialog:modal, :popover-open").count()) === 0;
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    for (const colorScheme of ["light", "dark"] as const) {
      await scheme(page, colorScheme);
      await page.screenshot({ path: join(screens, `${name}-${width}-${colorScheme}.png`), fullPage });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function visit(page: Page, path: string, name: string): Promise<void> {
  await page.goto(path);
  await awake(page);
  await picture(page, name);
}

test("the plates", async ({ open }) => {
  const page = await open();
  await visit(page, "/signin", "signin");
  await page.getByLabel("Email").fill("nobody@example.org");
  await page.getByLabel("Password", { exact: true }).fill("not the right password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.locator(".field-fault")).toBeVisible();
  await picture(page, "signin-wrong");
  await visit(page, "/signin?why=ended", "signin-ended");
  await visit(page, "/signup", "signup");
  await page.getByLabel("Practice name").fill("Birch Lane");
  await page.getByLabel("First name").fill("Ada");
  await page.getByLabel("Last name").fill("Moreau");
  await page.getByLabel("Email").fill(address("ada.moreau"));
  await page.getByLabel("Password", { exact: true }).fill("password");
  await page.getByRole("button", { name: "Create practice" }).click();
  await expect(page.locator(".field-fault").first()).toBeVisible();
  await picture(page, "signup-faults");
  await visit(page, "/reset", "reset");
  await page.getByLabel("Email").fill("nobody@example.org");
  await page.getByRole("button", { name: "Send me a link" }).click();
  await expect(page.getByText("Look into your mail")).toBeVisible();
  await picture(page, "reset-sent");
  await visit(page, "/reset/none", "reset-dead-end");
  await visit(page, "/invitations/none", "invitation-none");
  await visit(page, "/nowhere", "not-found");
});

test("the team", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await visit(page, "/today", "today");
  await visit(page, "/team", "team");
  await visit(page, "/team?q=zzzz", "team-nobody");
  await visit(page, "/team?status=pending", "team-pending");
  const card = async (search: string, name: string) => {
    await page.goto(`/team?q=${search}`);
    await awake(page);
    await page.locator("#roster .row-link").first().click();
    await expect(page.getByRole("article")).toBeVisible();
    await picture(page, name);
  };
  await card("mei-ling", "card");
  await page.getByRole("button", { name: "Change role" }).click();
  await picture(page, "card-change-role");
  await card("mei-ling", "card");
  await page.getByRole("button", { name: "Change status" }).click();
  await picture(page, "card-status-menu");
  await page.getByRole("menuitem", { name: "Suspend" }).click();
  await expect(page.getByRole("dialog", { name: /^Suspend/ })).toBeVisible();
  await picture(page, "card-suspend");
  const day = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);
  await visit(page, `/team?as_of=${day}`, "team-past");
  await page.locator("#roster .row-link").first().click();
  await expect(page.getByRole("article")).toBeVisible();
  await picture(page, "card-past");
  await visit(page, "/team?status=unused", "team-unused");
  await card("mei-ling", "card");
  await visit(page, (await page.getByRole("link", { name: "Why?" }).getAttribute("href"))!, "why");
  await visit(page, "/view-as?q=zoe", "view-as");
  await card("priya%20raghunathan", "card-no-supervisor");
  await page.getByRole("button", { name: "Add supervisor" }).first().click();
  await picture(page, "card-add-supervisor");
  await card("maximiliane", "card-long-name");
  await card("dmitri", "card-suspended");
  await page.getByText("History", { exact: true }).click();
  await picture(page, "card-history");
  await card("jordan", "card-pending");
  await page.getByText("What happened so far").click();
  await picture(page, "card-pending-story");
  await page.getByRole("button", { name: "Copy link" }).first().click();
  await expect(page.getByLabel("Invitation link")).toBeVisible();
  await picture(page, "card-pending-link");
  await card("wisniewska", "card-expired");
  await card("marchand", "card-rejected");
  await visit(page, "/team/00000000-0000-7000-8000-000000000000", "card-none");
  await visit(page, "/team/invite", "invite");
  await page.getByRole("button", { name: "Send invitation" }).click();
  await fillInvite(page, { first: "Jo", last: "Beaulieu", email: "jordan.beaulieu@" });
  await page.getByRole("button", { name: "Send invitation" }).click();
  await picture(page, "invite-faults");
});

test("clients and groups", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await visit(page, "/clients", "clients");
  await visit(page, "/clients?q=zzzz", "clients-nobody");
  await visit(page, "/groups", "groups-none");
  await page.getByLabel("Name of the new group").fill("Tuesday circle");
  await page.getByRole("button", { name: "Add group" }).click();
  await expect(page.getByRole("heading", { name: "Tuesday circle" })).toBeVisible();
  await picture(page, "group");
  await visit(page, "/groups", "groups");
});

test("the audit trail", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await visit(page, "/audit", "audit");
  await visit(page, "/audit?kind=auth&from=2020-01-01", "audit-filtered");
  await visit(page, "/audit?to=1999-12-31", "audit-nothing");
  await visit(page, "/audit?export=password", "audit-export-password");
  await visit(page, "/audit/1", "audit-entry");
  await page.goto("/audit");
  await awake(page);
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page.getByText(/unbroken since/)).toBeVisible();
  await picture(page, "audit-verified");
});

test("roles", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await visit(page, "/roles", "roles");
  await visit(page, "/roles/new", "role-new");
  await visit(page, "/roles/new?from=supervisor", "role-copy");
  await page.goto("/roles");
  await awake(page);
  await page.getByRole("link", { name: "Staff", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Staff", level: 1 })).toBeVisible();
  await picture(page, "role");
  const role = page.url();
  await visit(page, `${role}/edit`, "role-edit");
  await page.getByLabel("View clients").selectOption("Whole practice");
  await page.getByLabel("Requires supervision").check();
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByRole("heading", { name: "Review: Staff" })).toBeVisible();
  await picture(page, "role-review");
  await visit(page, `${role}/delete`, "role-delete");
  await page.goto("/team?q=mei-ling");
  await awake(page);
  await page.locator("#roster .row-link").first().click();
  await page.getByRole("link", { name: "More or less" }).click();
  await expect(page.getByRole("heading", { name: /more or less than the role/ })).toBeVisible();
  await picture(page, "card-overrides");
});

test("settings, account, mailbox", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await visit(page, "/settings", "settings");
  await page.getByText("Add a location").click();
  await picture(page, "settings-add-location");
  await page.getByRole("button", { name: "Close the practice" }).click();
  await picture(page, "settings-close");
  await visit(page, "/account", "account");
  await page.getByRole("button", { name: "Your account" }).click();
  await picture(page, "account-menu");
  await visit(page, "/mailbox", "mailbox");
  const member = await open({ as: "Mei-Ling Tran" });
  await visit(member, "/today", "today-as-member");
  await visit(member, "/team", "team-as-member");
  await visit(member, "/settings", "settings-as-member");
  await visit(member, "/account", "account-as-member");
});

test("a new practice and its invitations", async ({ open }) => {
  const founder = await open();
  await signUp(founder);
  await visit(founder, "/team", "team-new");
  const email = address("ben.adler");
  await invite(founder, { first: "Ben", last: "Adler", email, note: "We spoke on the phone last week.\nYour office will be the one with the window." });
  await expect(founder.getByText("Invitation sent to")).toBeVisible();
  await picture(founder, "invite-sent");
  await invite(founder, { first: "Ben", last: "Adler", email });
  await expect(founder.getByText("Invite exists")).toBeVisible();
  await expect(founder.getByRole("region", { name: "Invitation" })).toBeVisible();
  await picture(founder, "invite-exists");

  const colleague = await open();
  const link = await mailTo(colleague, email, /invites you/);
  await picture(colleague, "mailbox-open");
  await visit(colleague, link, "invitation");
  await colleague.getByText("Add a reason for declining").click();
  await picture(colleague, "invitation-decline");
  await visit(founder, link, "invitation-someone-else");
  await founder.goto("/team?q=ben");
  await awake(founder);
  await founder.locator("#roster .row-link").first().click();
  await founder.getByRole("button", { name: "Resend" }).click();
  await expect(founder.getByText("Invitation sent again")).toBeVisible();
  await picture(founder, "card-resent");
  await visit(colleague, link, "invitation-replaced");
  const newest = await mailTo(colleague, email, /invites you/);
  await colleague.goto(newest);
  await colleague.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await colleague.getByRole("button", { name: "Accept" }).click();
  await expect(colleague.getByText("Welcome!")).toBeVisible();
  await picture(colleague, "welcome");
  await visit(founder, newest, "invitation-accepted");
  await founder.goto("/settings");
  await founder.getByText("Solo", { exact: true }).click();
  await picture(founder, "settings-solo-chosen");
  await founder.goto("/team?q=ben");
  await awake(founder);
  await founder.locator("#roster .row-link").first().click();
  await founder.getByRole("button", { name: "View as Ben" }).click();
  await expect(founder.getByRole("button", { name: "Stop viewing" })).toBeVisible();
  await picture(founder, "viewing");
  await founder.goto("/settings");
  await awake(founder);
  await picture(founder, "viewing-refused");
});
