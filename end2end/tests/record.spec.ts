// The record of one client: added, told apart from its likely twin, edited, restricted, seen, deleted.

import { type Page } from "@playwright/test";
import { awake } from "../expect";
import { expect, signUp, test } from "../people";

/** Fills the form for a new client; the practice has one location, which is chosen already. */
async function fill(page: Page, first: string, last: string, born = ""): Promise<void> {
  await page.goto("/clients/new");
  await awake(page);
  await page.getByLabel("First name").fill(first);
  await page.getByLabel("Last name").fill(last);
  if (born) await page.getByLabel("Birth date").fill(born);
}

async function add(page: Page, first: string, last: string, born = ""): Promise<void> {
  await fill(page, first, last, born);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("heading", { name: new RegExp(`${first} ${last}`), level: 1 })).toBeVisible();
}

/** A day before today, as a date field takes it. */
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

test("a client is added, and someone likely the same only after that was said", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await add(page, "Zoë", "Adams", "1990-02-03");
  await expect(page.getByText("On the Unassigned board")).toBeVisible();

  await fill(page, "zoe", "adams", "1990-02-03");
  await page.getByLabel("Pronouns").fill("they/them");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("Likely here already")).toBeVisible();
  await expect(page.getByRole("link", { name: "Zoë Adams" })).toBeVisible();
  await expect(page.getByLabel("Pronouns")).toHaveValue("they/them");
  await page.getByRole("button", { name: "Add anyway" }).click();
  await expect(page.getByRole("heading", { name: "zoe adams", level: 1 })).toBeVisible();
  await expect(page.getByText("they/them")).toBeVisible();
});

test("a client is edited, restricted and deleted, and says before what that does", async ({ open }) => {
  const page = await open();
  const founder = await signUp(page);
  await add(page, "Riley", "Park");
  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByLabel("Preferred name").fill("Ray");
  await page.getByLabel("Risk").selectOption({ label: "High risk" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("goes by Ray")).toBeVisible();
  await expect(page.getByText("High risk")).toBeVisible();

  await page.getByRole("link", { name: "Restrict" }).click();
  await expect(page.getByText("Sees to it on the Unassigned board")).toBeVisible();
  await page.getByRole("button", { name: "Restrict this client" }).click();
  await expect(page.getByRole("button", { name: "Lift the restriction" })).toBeVisible();
  await page.getByLabel("Find someone to put on the list").fill(founder.first);
  await page.getByRole("button", { name: `Put on the list ${founder.first} ${founder.last}` }).click();
  await expect(page.getByRole("list", { name: "On the list" }).getByRole("link", { name: `${founder.first} ${founder.last}` })).toBeVisible();

  await page.getByRole("link", { name: "Riley Park" }).click();
  await expect(page.getByText("Restricted", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Delete" }).click();
  await expect(page.getByText("This can’t be taken back")).toBeVisible();
  await page.getByLabel("Type Riley Park to delete this record").fill("Riley");
  await page.getByRole("button", { name: "Delete this record" }).click();
  await expect(page.getByText("Type Riley Park to go on.")).toBeVisible();
  const address = page.url().replace("/delete", "");
  await page.getByLabel("Type Riley Park to delete this record").fill("Riley Park");
  await page.getByRole("button", { name: "Delete this record" }).click();
  await expect(page).toHaveURL(/\/clients\?deleted=1$/);
  await page.goto(address);
  await expect(page.getByText("There is nothing here, or it is not yours to see.").first()).toBeVisible();
});

test("a visit is recorded as held, and its note marked as written", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await add(page, "Bo", "Berg");
  await page.getByRole("link", { name: "Record a visit" }).click();
  await awake(page);
  await page.getByLabel("Day").fill(daysAgo(2));
  await page.getByLabel("State").selectOption({ label: "Held" });
  await page.getByRole("button", { name: "Record visit" }).click();
  const visits = page.getByRole("list", { name: "Visits" });
  await expect(visits.getByText("Note pending")).toBeVisible();
  await page.getByRole("button", { name: "Note written" }).click();
  await expect(visits.getByText("Note pending")).toHaveCount(0);

  await page.getByRole("link", { name: "Change this visit" }).click();
  await page.getByLabel("State").selectOption({ label: "Missed" });
  await page.getByRole("button", { name: "Save visit" }).click();
  await expect(visits.getByText("Missed")).toBeVisible();
});

test("without JavaScript a client is added, and an empty form says what is missing", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", javaScriptEnabled: false });
  const last = `Quiet${Date.now().toString(36)}`;
  await page.goto("/clients/new");
  await page.getByLabel("First name").fill("Noor");
  await page.getByLabel("Last name").fill(last);
  await page.getByLabel("Location").selectOption({ index: 1 });
  await page.getByLabel("Phone").fill("call");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("Enter a whole phone number, or none.")).toBeVisible();
  await expect(page.getByLabel("Last name")).toHaveValue(last);
  await page.getByLabel("Phone").fill("");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("heading", { name: `Noor ${last}`, level: 1 })).toBeVisible();
});

test("the name has the focus on arriving, and takes it from nobody when the record changes", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await add(page, "Noa", "Winter");
  const record = new URL(page.url()).pathname;
  const elsewhere = await page.context().newPage();
  await elsewhere.goto(`${record}/edit`);
  await awake(elsewhere);

  await page.goto("/clients?by=all");
  await awake(page);
  await page.getByRole("link", { name: "Noa Winter", exact: true }).click();
  const name = page.getByRole("heading", { name: "Noa Winter", level: 1 });
  await expect(name).toBeFocused();
  await expect(page).toHaveTitle("Client · Caseload");
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Clients" })).toHaveAttribute("aria-current", "true");
  const edit = page.getByRole("link", { name: "Edit", exact: true });
  await edit.focus();

  await elsewhere.getByLabel("Phone").fill("207 555 0134");
  await elsewhere.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("207 555 0134")).toBeVisible();
  await expect(edit).toBeFocused();
});
