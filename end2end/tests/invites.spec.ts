// Invitations: declined, sent again, revoked, there already, run out, and where no more fit.

import { type Page } from "@playwright/test";
import { awake } from "../expect";
import { PASSWORD, account, address, expect, fillInvite, invite, mailTo, signIn, signUp, sql, test } from "../people";

/** Opens someone's card from the roster, awake. */
async function card(page: Page, name: string): Promise<void> {
  await page.goto("/team");
  await awake(page);
  await page.locator("#roster").getByRole("link", { name: new RegExp(name) }).click();
  await expect(page.getByRole("article", { name })).toBeVisible();
}

const invitation = (page: Page) => page.getByRole("region", { name: "Invitation" });

test("declined with a reason, sent again, asked for again, revoked", async ({ open }) => {
  const founder = await open();
  await signUp(founder);
  const email = address("ben.adler");
  await invite(founder, { first: "Ben", last: "Adler", email });
  await expect(founder.getByText(`Invitation sent to ${email}.`)).toBeVisible();

  const guest = await open();
  const first = await mailTo(guest, email, /invites you/);
  await guest.goto(first);
  await awake(guest);
  await guest.getByText("Add a reason for declining").click();
  await guest.getByLabel("Reason").fill("I have taken a position closer to home.");
  await guest.getByRole("button", { name: "Decline" }).click();
  await expect(guest.getByText("You declined")).toBeVisible();

  await card(founder, "Ben Adler");
  await expect(founder.locator("#roster")).toContainText("Rejected");
  await expect(invitation(founder)).toContainText("I have taken a position closer to home.");
  await invitation(founder).getByRole("button", { name: "Resend" }).click();
  await expect(founder.getByText("Only the newest link works.")).toBeVisible();
  await expect(invitation(founder)).toContainText("Pending member approval");

  await guest.goto(first);
  await awake(guest);
  await expect(guest.getByText("There is a newer link")).toBeVisible();
  await expect(guest.getByText(/was sent on/)).toBeVisible();
  await expect(guest.getByRole("button", { name: "Accept" })).toHaveCount(0);
  await guest.getByRole("button", { name: "Send me a new link" }).click();
  await expect(guest.getByText("A fresh link is on its way")).toBeVisible();

  await founder.reload();
  await awake(founder);
  await founder.getByText("What happened so far").click();
  await expect(founder.locator(".story")).toContainText("asked", { ignoreCase: true });
  await invitation(founder).getByRole("button", { name: "Revoke" }).click();
  await expect(founder.getByText("The invitation is revoked.")).toBeVisible();
  await expect(founder.locator("#roster")).not.toContainText("Ben Adler");
  await guest.goto(first);
  await expect(guest.getByText("No longer valid")).toBeVisible();
});

test("whoever has an open invitation is not invited twice, in whatever case the address is written", async ({ open }) => {
  const founder = await open();
  await signUp(founder);
  const email = address("ben.adler");
  await invite(founder, { first: "Ben", last: "Adler", email });
  await expect(founder.getByText(`Invitation sent to ${email}.`)).toBeVisible();
  await invite(founder, { first: "Ben", last: "Adler", email: email.toUpperCase() });
  await expect(founder.getByText("Invite exists. Ask them to check their spam folder")).toBeVisible();
  await expect(invitation(founder)).toContainText("Invited by Ada Moreau");
  for (const name of ["Resend", "Copy link", "Revoke"]) await expect(invitation(founder).getByRole("button", { name })).toBeVisible();
  await expect(founder.getByLabel("First name")).toHaveValue("Ben");

  await invitation(founder).getByRole("button", { name: "Copy link" }).click();
  const link = await founder.getByLabel("Invitation link").inputValue();
  const guest = await open();
  await guest.goto(link);
  await expect(guest.getByRole("button", { name: "Accept" })).toBeVisible();

  await invitation(founder).getByRole("button", { name: "Resend" }).click();
  await expect(founder.getByText("Only the newest link works.")).toBeVisible();
  await guest.reload();
  await expect(guest.getByText("There is a newer link")).toBeVisible();
});

test("a member is named as such", async ({ open }) => {
  const una = await open({ as: "Una Lindqvist" });
  await una.goto("/team/invite");
  await awake(una);
  await fillInvite(una, { first: "Sam", last: "Okafor", email: account("Sam Okafor").email });
  await una.getByLabel("Primary location").selectOption({ index: 1 });
  await una.getByRole("button", { name: "Send invitation" }).click();
  await expect(una.getByText("Sam Okafor is already a member of this practice (active).")).toBeVisible();
  await expect(una.getByLabel("Email")).toBeFocused();
});

test("an invitation that has run out offers a fresh one", async ({ open }) => {
  const founder = await open();
  await signUp(founder);
  const email = address("ben.adler");
  await invite(founder, { first: "Ben", last: "Adler", email });
  await expect(founder.getByText(`Invitation sent to ${email}.`)).toBeVisible();
  const guest = await open();
  const link = await mailTo(guest, email, /invites you/);
  await sql(`update invitation i set expires_at = now() - interval '1 minute' from member m where m.practice_id = i.practice_id and m.id = i.member_id and m.email = '${email}'`);

  await card(founder, "Ben Adler");
  await expect(invitation(founder)).toContainText("Expired");
  await guest.goto(link);
  await awake(guest);
  await expect(guest.getByText("This invitation has expired")).toBeVisible();
  await expect(guest.getByRole("button", { name: "Accept" })).toHaveCount(0);
  await guest.getByRole("button", { name: "Send me a new link" }).click();
  await expect(guest.getByText("A fresh link is on its way")).toBeVisible();
  const fresh = await mailTo(guest, email, /invites you/, 1);
  expect(fresh).not.toBe(link);
  await guest.goto(fresh);
  await expect(guest.getByText("Invite expires in 72 hours")).toBeVisible();
  await expect(guest.getByRole("button", { name: "Accept" })).toBeVisible();
});

test("whoever is signed in as someone else is told so, and a member elsewhere exits first", async ({ open }) => {
  const founder = await open();
  const { practice } = await signUp(founder, { practice: "Cedar House" });
  const other = await open();
  const stranger = await signUp(other, { practice: "Elm Row", first: "Eve", last: "Stone", email: address("eve.stone") });
  const member = address("ben.adler");
  const guest = await open();
  // Ben joins Elm Row, then is invited to Cedar House.
  await invite(other, { first: "Ben", last: "Adler", email: member });
  await expect(other.getByText(`Invitation sent to ${member}.`)).toBeVisible();
  await guest.goto(await mailTo(guest, member, /Elm Row/));
  await awake(guest);
  await guest.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await guest.getByRole("button", { name: "Accept" }).click();
  await expect(guest.getByText("Welcome!")).toBeVisible();
  await invite(founder, { first: "Ben", last: "Adler", email: member });
  await expect(founder.getByText(`Invitation sent to ${member}.`)).toBeVisible();
  const link = await mailTo(guest, member, /Cedar House/);

  await other.goto(link);
  await expect(other.getByText("You are signed in as someone else")).toBeVisible();
  await expect(other.getByText(stranger.email)).toBeVisible();

  await guest.goto(link);
  await awake(guest);
  await expect(guest.getByText("You are a member of Elm Row")).toBeVisible();
  await guest.getByRole("link", { name: "Exit Elm Row first" }).click();
  await guest.getByRole("button", { name: "Exit Team" }).click();
  await guest.getByRole("dialog").getByRole("button", { name: "Exit Team" }).click();
  const confirm = guest.getByRole("dialog", { name: "Confirm it’s you" });
  const accept = guest.getByRole("button", { name: "Accept" });
  await expect(confirm.or(accept)).toBeVisible();
  if (await confirm.isVisible()) {
    await confirm.getByLabel("Your password").fill(PASSWORD);
    await confirm.getByRole("button", { name: "Continue" }).click();
  }
  await accept.click();
  await expect(guest.getByText("Welcome!")).toBeVisible();
  await expect(guest.getByText(practice)).toBeVisible();
});

test("on Solo an invitation asks for a greater plan, at the cap for more seats", async ({ open }) => {
  const founder = await open();
  await signUp(founder);
  const choose = async (plan: string, seats?: string) => {
    await founder.goto("/settings");
    await awake(founder);
    await founder.getByRole("radio", { name: plan }).check();
    if (seats) await founder.getByLabel("Seats", { exact: true }).fill(seats);
    await founder.getByRole("button", { name: "Change plan" }).click();
    await expect(founder.getByText("Your plan is changed.")).toBeVisible();
  };
  await choose("Solo");
  await founder.goto("/team/invite");
  await expect(founder.getByText(/^Please upgrade your plan/)).toBeVisible();
  await founder.getByRole("link", { name: "Change plan" }).click();
  await expect(founder.getByRole("heading", { name: "Plan and seats" })).toBeVisible();

  await choose("Group", "2");
  await invite(founder, { first: "Ben", last: "Adler", email: address("ben.adler") });
  await expect(founder.getByText(/^Invitation sent to/)).toBeVisible();
  await invite(founder, { first: "Cy", last: "Adler", email: address("cy.adler") });
  await expect(founder.getByRole("alert").getByText(/^Member cap reached.*1 open invitation/)).toBeVisible();
  await expect(founder.getByRole("link", { name: "Change plan" }).first()).toBeVisible();
});

test("without JavaScript an invitation with a fault keeps what was typed, and one without goes out", async ({ open }) => {
  const founder = await open();
  const { email } = await signUp(founder);
  const page = await open({ javaScriptEnabled: false });
  await page.goto("/team/invite");
  await signIn(page, email, PASSWORD);
  await expect(page).toHaveURL(/\/team\/invite$/);
  const guest = address("ben.adler");
  await fillInvite(page, { first: "Ben", last: "Adler", email, note: "See you soon" });
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByText(/already a member of this practice/)).toBeVisible();
  await expect(page.getByLabel("First name")).toHaveValue("Ben");
  await expect(page.getByLabel("Email")).toHaveValue(email);
  await expect(page.getByLabel("Personal note")).toHaveValue("See you soon");
  await expect(page.getByLabel("Role", { exact: true }).last().locator("option:checked")).toHaveText("Member");
  await page.getByLabel("Email").fill(guest);
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByText(`Invitation sent to ${guest}.`)).toBeVisible();

  const invited = await open({ javaScriptEnabled: false });
  await invited.goto(await mailTo(invited, guest, /invites you/));
  await invited.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await invited.getByRole("button", { name: "Accept" }).click();
  await expect(invited.getByText("Welcome! You are on the team now.")).toBeVisible();
});
