// Credentials and capacity on the card.

import { awake, undo } from "../expect";
import { address, expect, invite, signUp, test } from "../people";

const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);

test("someone enters their NPI, and a mistyped one is told at the field", async ({ open }) => {
  const page = await open();
  const founder = await signUp(page);
  await page.getByRole("link", { name: new RegExp(founder.first) }).first().click();
  await awake(page);
  const credentials = page.getByRole("region", { name: "Credentials" });
  await expect(credentials.getByText("No NPI, taxonomy code or licence has been entered yet.")).toBeVisible();
  await credentials.getByText("Edit NPI and bio").click();
  await credentials.getByLabel("NPI").fill("1234567890");
  await credentials.getByLabel("Taxonomy code").fill("103TC0700X");
  await credentials.getByRole("button", { name: "Save credentials" }).click();
  await expect(credentials.getByText("its last digit does not fit the others")).toBeVisible();
  await credentials.getByLabel("NPI").fill("1234567893");
  await credentials.getByRole("button", { name: "Save credentials" }).click();
  await expect(page.getByText("The credentials are saved.")).toBeVisible();
  await expect(credentials.getByText("103TC0700X, clinical psychologist")).toBeVisible();
});

test("a licence is added, warns of its end, says what an expired one takes away, and is removed", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await invite(page, { first: "Ben", last: "Adler", email: address("ben.adler"), location: "Main office" });
  await expect(page.getByText("Invitation sent to")).toBeVisible();
  await awake(page);
  const credentials = page.getByRole("region", { name: "Credentials" });
  await credentials.getByText("Add a licence").click();
  await credentials.getByLabel("State").selectOption("ME");
  await credentials.getByLabel("Licence number").fill("LC-20417");
  await credentials.getByLabel("Expires on").fill(day(20));
  await credentials.getByRole("button", { name: "Add licence" }).click();
  await expect(page.getByText("The licence is added.")).toBeVisible();
  const licence = credentials.getByRole("listitem").filter({ hasText: "ME LC-20417" });
  await expect(licence.getByText(/Expires in (19|20|21) days/)).toBeVisible();

  await licence.getByText("Edit").click();
  await licence.getByLabel("Expires on").fill(day(-5));
  await licence.getByRole("button", { name: "Save licence" }).click();
  await expect(licence.getByText(/Expired on/)).toBeVisible();
  await expect(credentials.getByText("Licence expired: no signing, billing or new clients until it is renewed.")).toBeVisible();

  // An answer asked for before it was folded open may come after, and fold it again.
  const remove = licence.getByRole("button", { name: "Remove licence" });
  await expect(async () => {
    if (!(await remove.isVisible())) await licence.getByText("Edit").click();
    await remove.click({ timeout: 2_000 });
  }).toPass();
  await expect(licence).toHaveCount(0);
  await expect(credentials.getByText("Licence expired")).toHaveCount(0);
  await undo(page, "ME LC-20417 is off the list.");
  await expect(page.getByText("ME LC-20417 is on the list again.")).toBeVisible();
  await expect(licence.getByText(/Expired on/)).toBeVisible();
});

test("what is typed is not lost to what someone else does, though the page asked before", async ({ open }) => {
  const page = await open();
  const line = page.waitForResponse((answer) => new URL(answer.url()).pathname === "/live" && answer.status() === 200);
  const founder = await signUp(page);
  await page.getByRole("link", { name: new RegExp(founder.first) }).first().click();
  await awake(page);
  await line;
  const credentials = page.getByRole("region", { name: "Credentials" });
  const other = await page.context().newPage();
  await other.goto(page.url());
  await awake(other);
  await other.getByRole("region", { name: "Credentials" }).getByText("Add a licence").click();
  await other.getByLabel("State").selectOption("ME");
  await other.getByLabel("Licence number").fill("LC-20418");
  await other.getByLabel("Expires on").fill(day(400));
  // The page is at rest when it hears of it and asks; the answer comes when one has begun.
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  const asked = page.waitForRequest("**/api/member_profile");
  await page.route("**/api/member_profile", async (route) => {
    await held;
    await route.continue();
  });
  await other.getByRole("button", { name: "Add licence" }).click();
  await asked;
  await credentials.getByText("Edit NPI and bio").click();
  await credentials.getByLabel("Bio").fill("Listens");
  const answered = page.waitForResponse("**/api/member_profile");
  answer();
  await answered;
  await page.waitForTimeout(500);
  await expect(credentials.getByLabel("Bio")).toHaveValue("Listens");
  await expect(credentials.getByText("ME LC-20418")).toHaveCount(0);
  // Nothing typed, nothing open: now it is shown.
  await credentials.getByLabel("Bio").fill("");
  await credentials.getByText("Edit NPI and bio").click();
  await credentials.getByText("Edit NPI and bio").blur();
  await expect(credentials.getByText("ME LC-20418", { exact: true })).toBeVisible();
});

test("a capacity is set, and the card says what of it is in use", async ({ open }) => {
  const page = await open();
  const founder = await signUp(page);
  await page.getByRole("link", { name: new RegExp(founder.first) }).first().click();
  await awake(page);
  const capacity = page.getByRole("region", { name: "Capacity in use" });
  await expect(capacity.getByText("No limit set")).toBeVisible();
  await capacity.getByText("Set capacity").click();
  await capacity.getByLabel("Target").fill("25");
  await capacity.getByLabel("Limit").fill("20");
  await capacity.getByRole("button", { name: "Save capacity" }).click();
  await expect(capacity.getByText("The target can’t be above the limit.")).toBeVisible();
  await capacity.getByLabel("Target").fill("15");
  await capacity.getByRole("button", { name: "Save capacity" }).click();
  await expect(capacity.getByText("0 of 20, 20 free")).toBeVisible();
  await undo(page, "The capacity is saved.");
  await expect(page.getByText("The capacity is as it was before.")).toBeVisible();
  await expect(capacity.getByText("No limit set")).toBeVisible();
});

test("a member reads the credentials of others and edits none of them", async ({ open }) => {
  const page = await open({ as: "Mei-Ling Tran" });
  await page.goto("/team?q=hannah");
  await page.getByRole("link", { name: /Hannah Weissman/ }).click();
  const credentials = page.getByRole("region", { name: "Credentials" });
  await expect(credentials.getByText("Licences")).toBeVisible();
  await expect(credentials.getByText("Add a licence")).toHaveCount(0);
});
