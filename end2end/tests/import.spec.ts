// Clients from a file: looked at, imported, and harmless a second time.

import { readFileSync } from "node:fs";
import { awake } from "../expect";
import { expect, signUp, test } from "../people";

const FILE = [
  "Last name;First name;DOB;Email;Shoe size",
  "Achterberg;Rosalind;3/25/1990;rosalind@example.org;38",
  "Bello;Tunde;1984-07-01;;44",
  "Achterberg;Rosalind;1990-03-25;;38",
  "Cruz;;1970-01-01;;40",
].join("\r\n");
const file = { name: "may.csv", mimeType: "text/csv", buffer: Buffer.from(FILE, "utf8") };

test("a small file is looked at, its errors come back, it is imported, and again it changes nothing", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await page.goto("/clients/import");
  await awake(page);
  await page.getByLabel("File", { exact: true }).setInputFiles(file);
  await page.getByRole("button", { name: "Upload and look at it" }).click();

  await expect(page.getByRole("heading", { name: "may.csv" })).toBeVisible();
  await awake(page);
  await expect(page.getByText("Nothing has been added yet.")).toBeVisible();
  await expect(page.getByText("Left aside, since they mean nothing here: Shoe size.")).toBeVisible();
  await expect(page.getByRole("rowheader", { name: "Tunde Bello" })).toBeVisible();
  await page.getByRole("link", { name: "There already (1)" }).click();
  await expect(page.getByText("The same as line 2.")).toBeVisible();
  await page.getByRole("link", { name: "In error (1)" }).click();
  await expect(page.getByText("The first name is missing.")).toBeVisible();
  const [rejected] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download the 1 row in error" }).click()]);
  expect(readFileSync(await rejected.path(), "utf8")).toContain(",Cruz,,,1970-01-01,");

  await page.getByRole("button", { name: "Import 2 clients" }).click();
  await expect(page.getByText("Finished: 2 clients added.")).toBeVisible({ timeout: 20_000 });
  await page.goto("/clients?q=achter");
  await awake(page);
  await expect(page.getByRole("rowheader").first()).toContainText("Achterberg");

  await page.goto("/clients/import");
  await awake(page);
  await page.getByLabel("File", { exact: true }).setInputFiles(file);
  await page.getByRole("button", { name: "Upload and look at it" }).click();
  await expect(page.getByText("There is nobody to add").first()).toBeAttached();
  await expect(page.getByRole("link", { name: "There already (3)" })).toBeVisible();
});

test("what is no list is refused with the reason", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await page.goto("/clients/import");
  await awake(page);
  await page.getByLabel("File", { exact: true }).setInputFiles({ name: "may.xlsx", mimeType: "application/zip", buffer: Buffer.from("PK\u0003\u0004") });
  await page.getByRole("button", { name: "Upload and look at it" }).click();
  await expect(page.getByText("This is a spreadsheet workbook.")).toBeVisible();
});

test("without JavaScript a pasted table is imported", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", javaScriptEnabled: false });
  const last = `Pasted${Date.now().toString(36)}`;
  await page.goto("/clients/import");
  await page.getByText("Or paste the table").click();
  await page.getByLabel("Table with its headings").fill(`first\tlast\nIva\t${last}\n`);
  await page.getByRole("button", { name: "Upload and look at it" }).click();
  await page.getByRole("button", { name: "Import 1 client" }).click();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("Finished: 1 client added.")).toBeVisible({ timeout: 500 });
  }).toPass();
});
