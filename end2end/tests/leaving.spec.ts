// Leaving the team: removed and taken back, refused, and the board of clients nobody has.

import { type Page } from "@playwright/test";
import { awake } from "../expect";
import { PASSWORD, address, expect, invite, mailTo, signUp, sql, test } from "../people";

/** A founder, and a colleague who has joined; the founder has the colleague's card open. */
async function two(open: (options?: object) => Promise<Page>) {
  const founder = await open();
  const { email: founderEmail } = await signUp(founder);
  const email = address("ben.adler");
  await invite(founder, { first: "Ben", last: "Adler", email });
  await expect(founder.getByText(`Invitation sent to ${email}.`)).toBeVisible();
  const colleague = await open();
  await colleague.goto(await mailTo(colleague, email, /invites you/));
  await awake(colleague);
  await colleague.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await colleague.getByRole("button", { name: "Accept" }).click();
  await expect(colleague.getByText("Welcome! You are on the team now.")).toBeVisible();
  await founder.goto("/team?q=ben");
  await awake(founder);
  await founder.locator("#roster .row-link").first().click();
  await expect(founder.getByRole("article", { name: "Ben Adler" })).toBeVisible();
  return { founder, founderEmail, colleague, email };
}

/** Someone in care, assigned to whoever has this address. */
const client = (email: string, name: string) =>
  sql(`select set_config('app.practice', (select practice_id::text from member where email = '${email}'), false);
    with m as (select * from member where email = '${email}'),
    c as (insert into client (practice_id, id, first_name, last_name, location_id, created_at)
      select practice_id, gen_random_uuid(), 'Riley', '${name}', primary_location_id, now() from m returning practice_id, id)
    insert into assignment (practice_id, id, client_id, member_id, "primary", since, reason)
      select c.practice_id, gen_random_uuid(), c.id, m.id, true, now(), '' from c, m`);

test("someone is removed, their client goes to the board, and it is taken back", async ({ open }) => {
  const { founder, colleague, email } = await two(open);
  await client(email, "Parker");
  await founder.getByRole("link", { name: "Remove From Team" }).click();
  await expect(founder.getByText("1 client would be left without a provider")).toBeVisible();
  await expect(founder.getByText("Riley Parker.", { exact: true })).toBeVisible();
  await founder.getByRole("button", { name: "Cut access now" }).click();
  await expect(founder.getByText("Access is cut.")).toBeVisible();
  await colleague.goto("/team");
  await expect(colleague).toHaveURL(/\/signin/);

  await founder.getByLabel("Who takes them over").selectOption("board");
  await founder.getByRole("button", { name: "Remove Ben Adler from the team" }).click();
  await expect(founder.getByText("removed by Ada Moreau").first()).toBeVisible();
  await founder.goto("/unassigned");
  await awake(founder);
  await expect(founder.getByRole("rowheader", { name: /Riley Parker/ })).toBeVisible();
  await expect(founder.getByText(/Due in \d days/)).toBeVisible();

  await founder.goto("/team");
  await awake(founder);
  await founder.getByRole("link", { name: "Look, or take back" }).click();
  await founder.getByRole("button", { name: "Take back" }).click();
  await expect(founder.getByRole("link", { name: "Remove From Team" })).toBeVisible();
  await founder.goto("/unassigned");
  await expect(founder.getByText("Everyone has someone.")).toBeVisible();
});

test("nobody exits while a client would be left alone, nor whoever created the team", async ({ open }) => {
  const { founder, colleague, email } = await two(open);
  await client(email, "Quinn");
  await colleague.goto("/account");
  await awake(colleague);
  await expect(colleague.getByText("1 client would be left without a provider.").first()).toBeVisible();
  await expect(colleague.getByRole("button", { name: "Exit Team" })).toHaveAttribute("aria-disabled", "true");
  await founder.goto("/account");
  await awake(founder);
  const exit = founder.getByRole("button", { name: "Exit Team" });
  await expect(exit).toHaveAttribute("aria-disabled", "true");
  await expect(exit).toHaveAttribute("title", "You created this team. Remove other members instead, or hand over the team first.");
});

test("without JavaScript someone is removed by a plain form", async ({ open }) => {
  const { founder, email } = await two(open);
  await client(email, "Reese");
  const card = founder.url().split("?")[0]!;
  const plain = await open({ javaScriptEnabled: false, storageState: await founder.context().storageState() });
  await plain.goto(`${card}/leave`);
  await plain.getByLabel("Who takes them over").selectOption("board");
  await plain.getByRole("button", { name: "Remove Ben Adler from the team" }).click();
  await expect(plain.getByText("Left the team", { exact: true }).first()).toBeVisible();
  await plain.goto("/unassigned");
  await plain.getByText("Change", { exact: false }).first().click();
  await plain.getByRole("button", { name: "Save" }).click();
  await expect(plain.getByRole("link", { name: "Riley Reese", exact: true })).toBeVisible();
});
