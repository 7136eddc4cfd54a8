// Groups, access rules on the card, and the clients one sees.

import { awake, undo } from "../expect";
import { address, expect, invite, signUp, test } from "../people";

test("a group is added, filled, renamed and deleted, and says before what that does", async ({ open }) => {
  const page = await open();
  const founder = await signUp(page);
  await page.goto("/groups");
  await awake(page);
  await page.getByLabel("Name of the new group").fill("Tuesday circle");
  await page.getByRole("button", { name: "Add group" }).click();
  await expect(page.getByRole("heading", { name: "Tuesday circle", level: 1 })).toBeVisible();

  await page.getByLabel("Find members to put in").fill(founder.first);
  await page.getByRole("checkbox", { name: new RegExp(founder.first) }).check();
  await page.getByRole("button", { name: "Put 1 in group" }).click();
  await expect(page.getByText("1 member · 0 clients")).toBeVisible();
  await undo(page, "1 person was put in the group.");
  await expect(page.getByText("1 person was taken out of the group again.")).toBeVisible();
  await expect(page.getByText("0 members · 0 clients")).toBeVisible();

  await page.getByLabel("Find members to put in").fill(founder.first);
  await page.getByRole("checkbox", { name: new RegExp(founder.first) }).check();
  await page.getByRole("button", { name: "Put 1 in group" }).click();
  await expect(page.getByText("1 member · 0 clients")).toBeVisible();
  await expect(page.getByRole("link", { name: /^Profile of/ })).toBeVisible();

  await page.getByRole("checkbox", { name: new RegExp(founder.first) }).check();
  await page.getByRole("button", { name: "Take 1 person out of group" }).click();
  await expect(page.getByText("1 person was taken out of the group.")).toBeVisible();
  await undo(page, "1 person was taken out of the group.");
  await expect(page.getByText("1 person was put back in the group.")).toBeVisible();
  await expect(page.getByRole("link", { name: /^Profile of/ })).toBeVisible();

  await page.getByLabel("Name of the group").fill("Wednesday circle");
  await page.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByRole("heading", { name: "Wednesday circle", level: 1 })).toBeVisible();

  await expect(page.getByText("nobody loses access. Who was in it, and when, stays on record.")).toBeVisible();
  await page.getByText("Delete group", { exact: true }).click();
  await page.getByRole("button", { name: "Yes, delete Wednesday circle" }).click();
  await expect(page.getByText("The group is deleted. Nobody lost access.")).toBeVisible();
  await expect(page.getByText("There are no groups yet.")).toBeVisible();
});

test("what is ticked while an answer is under way stays ticked", async ({ open }) => {
  const page = await open();
  const founder = await signUp(page);
  await page.goto("/groups");
  await awake(page);
  await page.getByLabel("Name of the new group").fill("Late answers");
  await page.getByRole("button", { name: "Add group" }).click();
  await expect(page.getByRole("heading", { name: "Late answers", level: 1 })).toBeVisible();
  await page.route("**/groups/api/group", async (route) => {
    await new Promise((answered) => setTimeout(answered, 1200));
    await route.continue();
  });
  // The page asks as soon as it is done, and once more as soon as the server tells it that something was.
  await page.getByLabel("Find members to put in").fill(founder.first);
  await page.getByRole("checkbox", { name: new RegExp(founder.first) }).check();
  await page.getByRole("button", { name: "Put 1 in group" }).click();
  await expect(page.getByText("1 member · 0 clients")).toBeVisible();
  const again = page.waitForResponse("**/groups/api/group");
  await page.getByRole("checkbox", { name: new RegExp(founder.first) }).check();
  await page.getByLabel("Name of the group").fill("Typed meanwhile");
  await again;
  await page.waitForTimeout(500);
  await expect(page.getByRole("checkbox", { name: new RegExp(founder.first) })).toBeChecked();
  await expect(page.getByLabel("Name of the group")).toHaveValue("Typed meanwhile");
  // Nor is it lost to what one does oneself beside it.
  await page.getByRole("button", { name: "Take 1 person out of group" }).click();
  await expect(page.getByText("0 members · 0 clients")).toBeVisible();
  await expect(page.getByLabel("Name of the group")).toHaveValue("Typed meanwhile");
  await page.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByRole("heading", { name: "Typed meanwhile", level: 1 })).toBeVisible();
  await expect(page.getByLabel("Name of the group")).toHaveValue("Typed meanwhile");
});

test("two groups can't have one name, and the field says so", async ({ open }) => {
  const page = await open();
  await signUp(page);
  for (const name of ["Evenings", "evenings"]) {
    await page.goto("/groups");
    await awake(page);
    await page.getByLabel("Name of the new group").fill(name);
    await page.getByRole("button", { name: "Add group" }).click();
    if (name === "Evenings") await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  }
  await expect(page.getByText("There is a group of this name already.")).toBeVisible();
});

test("without JavaScript a group is added and someone put in it", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", javaScriptEnabled: false });
  const name = `Quiet ${Date.now().toString(36)}`;
  await page.goto("/groups");
  await page.getByLabel("Name of the new group").fill(name);
  await page.getByRole("button", { name: "Add group" }).click();
  await page.goto(`${page.url()}?find_members=mei`);
  await page.getByRole("checkbox", { name: /Mei-Ling Tran/ }).check();
  await page.getByRole("button", { name: "Put in group" }).first().click();
  await expect(page.getByRole("link", { name: "Profile of Mei-Ling Tran" })).toBeVisible();
});

test("a member without the right reads the groups and finds nothing to change", async ({ open }) => {
  const page = await open({ as: "Mei-Ling Tran" });
  await page.goto("/groups");
  await awake(page);
  await expect(page.getByRole("heading", { name: "Manage Groups" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Add group" })).toHaveCount(0);
});

test("a location is switched on for a member, and the card says what it does", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await page.goto("/settings");
  await awake(page);
  await page.getByText("Add a location").click();
  await page.getByLabel("Name of the location").fill("Riverside");
  await page.getByRole("button", { name: "Add location" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Riverside" })).toBeVisible();
  await invite(page, { first: "Ben", last: "Adler", email: address("ben.adler"), location: "Main office" });
  await expect(page.getByText("Invitation sent to")).toBeVisible();
  const rules = page.getByRole("region", { name: "Access Rules" });
  await expect(rules.getByText("They see the clients assigned to them, wherever those are.")).toBeVisible();
  await expect(rules.getByRole("switch", { name: "Main office" })).toBeChecked();
  await rules.getByRole("switch", { name: "Riverside" }).check();
  await rules.getByRole("button", { name: "Save access rules" }).click();
  await expect(page.getByText("The access rules are saved.")).toBeVisible();
  await page.reload();
  await awake(page);
  await expect(rules.getByRole("switch", { name: "Riverside" })).toBeChecked();
});

test("clients are found as one types, and the address keeps the question", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await page.goto("/clients");
  await awake(page);
  await expect(page.getByText("Total Clients Shown")).toBeVisible();
  const first = (await page.getByRole("rowheader").first().innerText()).trim();
  const word = first.split(" ")[0]!.toLowerCase();
  await page.getByRole("searchbox").fill(word);
  await expect(page).toHaveURL(/[?&]q=/);
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await page.getByRole("searchbox").fill("zzzz");
  await expect(page.getByText("No one matches “zzzz”.")).toBeVisible();
});

test("the export is a file of what is shown", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await page.goto("/clients");
  await awake(page);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /^Export CSV/ }).click()]);
  expect(file.suggestedFilename()).toBe("clients.csv");
});
