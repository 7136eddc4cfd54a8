// Cover for an absence, supervision in the settings, and who can see a client.

import type { Page } from "@playwright/test";
import { awake } from "../expect";
import { expect, signUp, test } from "../people";

/** So many days from now, as a field for date and time has it. */
const inDays = (days: number) => new Date(Date.now() + days * 24 * 3600 * 1000).toISOString().slice(0, 16);
/** One of the first ten of a list, not always the same: the demo is everyone's. */
const some = () => 1 + Math.floor(Math.random() * 10);

/** "Lend a caseload" up to the form, for someone of the demo. */
async function begin(page: Page): Promise<void> {
  await page.goto("/coverage/new");
  await page.getByLabel("Who will be away").selectOption({ index: some() });
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("This lends the caseload of")).toBeVisible();
}

test("a caseload is lent, and the cover ended before its time", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await begin(page);
  await awake(page);
  await expect(page.getByText("By the clock of").first()).toBeVisible();
  await page.getByLabel("Who covers").selectOption({ index: some() });
  await page.getByLabel("To", { exact: true }).fill(inDays(3));
  await page.getByRole("button", { name: "Lend the caseload" }).click();
  await expect(page.getByText("It is arranged. It begins and ends by itself")).toBeVisible();
  const now = page.getByRole("list", { name: "Now" });
  await expect(now.getByRole("listitem").first()).toBeVisible();
  await now.getByText("Change").first().click();
  await now.getByRole("button", { name: /^End now/ }).first().click();
  await expect(page.getByText("The cover has ended.")).toBeVisible();
});

test("an end before the beginning is told at its field", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await begin(page);
  await awake(page);
  await page.getByLabel("Who covers").selectOption({ index: some() });
  await page.getByLabel("From", { exact: true }).fill(inDays(5));
  await page.getByLabel("To", { exact: true }).fill(inDays(4));
  await page.getByRole("button", { name: "Lend the caseload" }).click();
  await expect(page.getByText("The end must come after the beginning.")).toBeVisible();
});

test("without JavaScript a caseload is lent from a later day on", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", javaScriptEnabled: false });
  await begin(page);
  await page.getByLabel("Who covers").selectOption({ index: some() });
  const start = 30 + Math.floor(Math.random() * 300);
  await page.getByLabel("From", { exact: true }).fill(inDays(start));
  await page.getByLabel("To", { exact: true }).fill(inDays(start + 1));
  await page.getByRole("button", { name: "Lend the caseload" }).click();
  await expect(page.getByText("It is arranged.")).toBeVisible();
});

test("supervision is switched off in the settings, and says what becomes of it", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await page.goto("/settings");
  await awake(page);
  const supervision = page.getByRole("region", { name: "Supervision" });
  await expect(supervision.getByText("There are no relations now.")).toBeVisible();
  await supervision.getByRole("switch", { name: "Supervision", exact: true }).uncheck();
  await supervision.getByRole("button", { name: "Save supervision" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.reload();
  await awake(page);
  await expect(supervision.getByRole("switch", { name: "Supervision", exact: true })).not.toBeChecked();
});

test("a client's page of who can see it names everyone with their reasons", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await page.goto("/clients");
  await awake(page);
  const href = await page.getByRole("rowheader").first().getByRole("link").first().getAttribute("href");
  await page.goto(`${href!.split("?")[0]}/who`);
  await awake(page);
  await expect(page.getByRole("heading", { name: "Who can see this client" })).toBeVisible();
  await expect(page.getByRole("list", { name: "Who sees the client" }).getByText("reaches the whole practice").first()).toBeVisible();
  await page.getByLabel("And why not …?").fill("mei");
  await page.getByRole("button", { name: "Ask" }).click();
  await expect(page.getByRole("list", { name: "Asked about" }).getByText("Mei-Ling Tran")).toBeVisible();
});
