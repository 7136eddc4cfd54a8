// "Why?", looking through other eyes, handing over the team, supervision on the card.

import { type Page } from "@playwright/test";
import { awake, undo } from "../expect";
import { PASSWORD, address, expect, invite, mailTo, signUp, test } from "../people";

async function card(page: Page, search: string, name: RegExp | string): Promise<void> {
  await page.goto(`/team?q=${search}`);
  await awake(page);
  await page.locator("#roster .row-link").first().click();
  await expect(page.getByRole("article", { name })).toBeVisible();
}

test("Why? tells what a member may do, filtered by words, also without JavaScript", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await card(page, "mei-ling", /Mei-Ling/);
  await page.getByRole("link", { name: "Why?" }).click();
  await expect(page.getByRole("heading", { name: "Why?", level: 1 })).toBeVisible();
  const invites = page.getByRole("listitem").filter({ hasText: "invite a team member" });
  await expect(invites).toContainText("No");
  await expect(invites).toContainText("can't invite team members");
  await awake(page);
  await page.getByRole("searchbox", { name: "Filter by words" }).fill("archive a location");
  await expect(page.getByText("1 action shown")).toBeVisible();
  const plain = await open({ as: "Una Lindqvist", javaScriptEnabled: false });
  await plain.goto(page.url());
  await plain.getByRole("searchbox", { name: "Filter by words" }).fill("archive a location");
  await plain.getByRole("button", { name: "Ask" }).click();
  await expect(plain.getByText("1 action shown")).toBeVisible();
});

test("a refused screen says what is missing and whom to ask", async ({ open }) => {
  const page = await open({ as: "Mei-Ling Tran" });
  await page.goto("/settings");
  await expect(page.getByText("You can’t see this")).toBeVisible();
  await expect(page.getByText(/^Ask .*Una Lindqvist/)).toBeVisible();
});

/** A practice of one's own with someone who has joined: viewing and handing over concern whoever is signed in. */
async function withColleague(open: () => Promise<Page>, role: string): Promise<{ founder: Page; colleague: Page; email: string }> {
  const founder = await open();
  await signUp(founder);
  const email = address("ben.adler");
  await invite(founder, { first: "Ben", last: "Adler", email, role });
  await expect(founder.getByText(`Invitation sent to ${email}.`)).toBeVisible();
  const colleague = await open();
  await colleague.goto(await mailTo(colleague, email, /invites you/));
  await colleague.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await colleague.getByRole("button", { name: "Accept" }).click();
  await expect(colleague.getByText("Welcome!")).toBeVisible();
  return { founder, colleague, email };
}

test("an administrator views as a member, changes nothing, and stops", async ({ open }) => {
  const { founder } = await withColleague(open, "Member");
  await card(founder, "ben", "Ben Adler");
  await awake(founder);
  await founder.getByRole("button", { name: "View as Ben" }).click();
  await expect(founder.getByText("You see Caseload as Ben Adler does")).toBeVisible();
  await expect(founder.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Settings" })).toHaveCount(0);
  await expect(founder.getByRole("link", { name: "Add Team Member" })).toHaveCount(0);
  await founder.goto("/settings");
  await expect(founder.getByText("You can’t see this")).toBeVisible();
  await awake(founder);
  await founder.getByRole("button", { name: "Stop viewing" }).click();
  await expect(founder.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Settings" })).toBeVisible();
  await expect(founder.getByText("You see Caseload as")).toHaveCount(0);
});

test("a role is viewed from the person menu, and without JavaScript", async ({ open }) => {
  const page = await open({ javaScriptEnabled: true });
  await signUp(page);
  await page.getByRole("button", { name: /Your account/ }).click();
  await page.getByRole("menuitem", { name: "View as…" }).click();
  await expect(page.getByRole("heading", { name: "View as", level: 1 })).toBeVisible();
  const plain = await open({ storageState: await page.context().storageState(), javaScriptEnabled: false });
  await plain.goto("/view-as");
  await plain.getByRole("button", { name: "View as Front Desk" }).click();
  await expect(plain.getByText("You see Caseload as anyone with the role Front Desk does")).toBeVisible();
  await plain.getByRole("button", { name: "Stop viewing" }).click();
  await expect(plain.getByText("You see Caseload as")).toHaveCount(0);
});

test("the team is offered, accepted, and then its former originating administrator may exit", async ({ open }) => {
  const { founder, colleague } = await withColleague(open, "Admin");
  await card(founder, "ben", "Ben Adler");
  await awake(founder);
  await founder.getByRole("button", { name: "Hand over the team" }).click();
  await founder.getByRole("dialog", { name: "Hand the team over to Ben?" }).getByRole("button", { name: "Offer it" }).click();
  await expect(founder.getByText("You offered the team to Ben Adler")).toBeVisible();
  await colleague.goto("/team");
  await awake(colleague);
  await expect(colleague.getByText("Ada Moreau wants to hand the team over to you")).toBeVisible();
  await colleague.getByRole("link", { name: "Answer" }).click();
  await colleague.getByRole("button", { name: "Accept" }).click();
  await colleague.getByRole("dialog", { name: "Take the team over?" }).getByRole("button", { name: "Take it over" }).click();
  await expect(colleague.getByRole("article", { name: "Ben Adler" }).getByText("Originating administrator", { exact: true })).toBeVisible();
  await founder.goto("/account");
  await expect(founder.getByRole("button", { name: "Exit Team" }).first()).not.toHaveAttribute("aria-disabled", "true");
});

test("an intern without a supervisor is flagged until one is added", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await card(page, "priya%20raghunathan", /Raghunathan/);
  await expect(page.getByText("No supervisor yet")).toBeVisible();
  await awake(page);
  await page.getByRole("button", { name: "Add supervisor" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Add supervisor" });
  await dialog.getByLabel("Supervisor").selectOption({ label: "Ruth Abernathy" });
  await dialog.getByLabel("Frequency").selectOption({ label: "Monthly" });
  await dialog.getByRole("button", { name: "Add supervisor" }).click();
  await expect(page.getByRole("list", { name: "Supervisor" })).toContainText("Ruth Abernathy");
  await expect(page.getByText("No supervisor yet")).toHaveCount(0);
  await page.getByRole("button", { name: "End supervision with Ruth Abernathy" }).click();
  await expect(page.getByText("No supervisor yet")).toBeVisible();
  await undo(page, "This supervision has ended.");
  await expect(page.getByText("The supervision goes on.")).toBeVisible();
  await expect(page.getByRole("list", { name: "Supervisor" })).toContainText("Ruth Abernathy");
  await page.getByRole("button", { name: "End supervision with Ruth Abernathy" }).click();
  await expect(page.getByText("No supervisor yet")).toBeVisible();
});
