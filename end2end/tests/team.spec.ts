// The main job: inviting a colleague and finding them on the roster.

import { PASSWORD, address, expect, invite, mailTo, signUp, test } from "../people";

test("a founder invites a colleague, who accepts in another browser and is on the roster", async ({ open }) => {
  const founder = await open();
  const { practice } = await signUp(founder);
  const email = address("ben.adler");

  await invite(founder, { first: "Ben", last: "Adler", email, note: "Welcome aboard!" });
  await expect(founder.getByText(`Invitation sent to ${email}.`)).toBeVisible();
  await expect(founder.getByRole("region", { name: "Invitation" })).toContainText("Pending member approval");
  await expect(founder.getByRole("region", { name: "Members" }).getByRole("link", { name: /Ben Adler/ })).toContainText("Pending member approval");

  const colleague = await open();
  const link = await mailTo(colleague, email, /invites you/);
  for (let visit = 0; visit < 2; visit++) {
    await colleague.goto(link);
    await expect(colleague.getByRole("heading", { level: 1 })).toHaveText(`Join ${practice}`);
    await expect(colleague.getByText("Invite expires in 72 hours")).toBeVisible();
  }
  await founder.reload();
  await expect(founder.getByRole("region", { name: "Invitation" })).toContainText("Pending member approval");

  await colleague.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await colleague.getByRole("button", { name: "Accept" }).click();
  await expect(colleague.getByText("Welcome! You are on the team now.")).toBeVisible();

  await founder.goto("/team");
  await founder.getByRole("link", { name: /Ben Adler/ }).click();
  const card = founder.getByRole("article", { name: "Ben Adler" });
  await expect(card).toContainText("Active");
  const fact = (label: string) => card.locator(".fact", { has: founder.getByText(label, { exact: true }) });
  await expect(fact("Role")).toContainText("Member");
  await expect(fact("Invited By")).toContainText("Ada Moreau");
  await expect(fact("Date Accepted")).not.toContainText("Not yet");
  await expect(fact("Clients Assigned")).toContainText("0");
});
