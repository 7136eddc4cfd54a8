// The client portal: invited by the practice, set up from the mail, seen by the client, ended by the practice.

import { randomUUID } from "node:crypto";
import { accessible, awake } from "../expect";
import { PASSWORD, account, address, expect, mailTo, signIn, signUp, sql, test } from "../people";

/** A client of the practice just signed up for, with a visit to come; the page about their account. */
async function clientOf(practice: string, email: string): Promise<string> {
  const id = randomUUID();
  await sql(`
    insert into client (practice_id, id, first_name, last_name, email, location_id, created_at)
      select p.id, '${id}', 'Bea', 'Fox', '${email}', l.id, now() from practice p join location l on l.practice_id = p.id where p.name = '${practice}';
    insert into assignment (practice_id, id, client_id, member_id, "primary", since)
      select p.id, gen_random_uuid(), '${id}', p.originating_member_id, true, now() from practice p where p.name = '${practice}';
    insert into visit (practice_id, id, client_id, member_id, location_id, starts_at, minutes, kind, state, created_at, changed_at)
      select p.id, gen_random_uuid(), '${id}', p.originating_member_id, l.id, '2099-03-02 15:00Z', 50, 'individual', 'scheduled', now(), now()
      from practice p join location l on l.practice_id = p.id where p.name = '${practice}'`);
  return `/clients/${id}/portal`;
}

const practiceName = () => `Fern Hill ${randomUUID().slice(0, 8)}`;

test("a client is invited, sets up an account from the mail, sees what is their own, and is out when access ends", async ({ open }) => {
  const founder = await open();
  const { practice, first, last } = await signUp(founder, { practice: practiceName() });
  const email = address("bea.fox");
  const section = await clientOf(practice, email);
  await founder.goto(section);
  await awake(founder);
  await expect(founder.getByText("Not invited")).toBeVisible();
  await founder.getByRole("button", { name: "Invite" }).click();
  await expect(founder.getByText(`Sent to ${email}`)).toBeVisible();
  await accessible(founder, "the account of a client");

  const client = await open({ viewport: { width: 390, height: 844 } });
  const link = await mailTo(client, email, /set up your account/);
  await client.goto(link);
  await awake(client);
  await expect(client.getByText(`${practice} invites you`)).toBeVisible();
  await accessible(client, "an invitation to the portal");
  await client.getByLabel("Choose a password").fill("too short");
  await client.getByRole("button", { name: "Set up my account" }).click();
  await expect(client.getByLabel("Choose a password")).toHaveAttribute("aria-invalid", "true");
  await client.getByLabel("Choose a password").fill(PASSWORD);
  await client.getByRole("button", { name: "Set up my account" }).click();
  await expect(client.getByText("Your account is set up.")).toBeVisible();
  await founder.reload();
  await expect(founder.getByText("Provisioned")).toBeVisible();

  await signIn(client, email, PASSWORD);
  await expect(client.getByRole("heading", { name: "Hello, Bea", level: 1 })).toBeVisible();
  await awake(client);
  await expect(client.getByText("Monday, March 2, 2099")).toBeVisible();
  await expect(client.getByRole("region", { name: "Who looks after you" })).toContainText(`${first} ${last}`);
  await accessible(client, "the portal");
  await client.getByLabel("Preferred name").fill("Fern");
  await client.getByRole("button", { name: "Save details" }).click();
  await expect(client.getByText("Your details are saved.")).toBeVisible();
  await expect(client.getByRole("heading", { name: "Hello, Fern", level: 1 })).toBeVisible();
  await client.goto("/team");
  await expect(client).toHaveURL(/\/portal$/);

  await founder.reload();
  await awake(founder);
  await expect(founder.getByText("Activated")).toBeVisible();
  await founder.getByText("End portal access", { exact: true }).click();
  await founder.getByRole("button", { name: "End it now" }).click();
  await expect(founder.getByText("Not invited")).toBeVisible();
  await client.goto("/portal");
  await expect(client).toHaveURL(/\/signin/);
});

test("an address of the team is refused, and an invitation taken back leads nowhere", async ({ open }) => {
  const founder = await open();
  const { practice, email: own } = await signUp(founder, { practice: practiceName() });
  const section = await clientOf(practice, own);
  await founder.goto(section);
  await awake(founder);
  await founder.getByRole("button", { name: "Invite" }).click();
  await expect(founder.getByText("Someone of your team has this email.")).toBeVisible();

  const email = address("bea.fox");
  const other = await clientOf(practice, email);
  await founder.goto(other);
  await awake(founder);
  await founder.getByRole("button", { name: "Invite" }).click();
  await expect(founder.getByText(`Sent to ${email}`)).toBeVisible();
  const client = await open();
  const link = await mailTo(client, email, /set up your account/);
  await founder.getByRole("button", { name: "Revoke" }).click();
  await expect(founder.getByText("Not invited")).toBeVisible();
  await client.goto(link);
  await expect(client.getByText("No longer valid")).toBeVisible();
});

test("without JavaScript a client signs in, changes their phone, and signs out", async ({ open }) => {
  const page = await open({ javaScriptEnabled: false, viewport: { width: 320, height: 720 } });
  const { email, password } = account("Nora Whitaker");
  await page.goto("/signin");
  await signIn(page, email, password);
  await expect(page.getByRole("heading", { name: "Hello, Nori", level: 1 })).toBeVisible();
  await page.getByLabel("Phone").fill("not a number");
  await page.getByRole("button", { name: "Save details" }).click();
  await expect(page.getByText("Enter a phone number")).toBeVisible();
  await page.getByLabel("Phone").fill("+1 207 555 0199");
  await page.getByRole("button", { name: "Save details" }).click();
  await expect(page.getByText("Your details are saved.")).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/signin/);
});
