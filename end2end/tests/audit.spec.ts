// The audit trail: read, filtered, verified, exported.

import { readFileSync } from "node:fs";
import { awake } from "../expect";
import { accounts, address, expect, invite, signUp, test } from "../people";

test("an administrator reads what happened, narrows it down, and opens one entry", async ({ open }) => {
  const page = await open();
  await signUp(page);
  const email = address("ben.adler");
  await invite(page, { first: "Ben", last: "Adler", email });
  await expect(page.getByText(`Invitation sent to ${email}.`)).toBeVisible();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Audit" }).click();
  await expect(page.getByRole("heading", { name: "Audit", level: 1 })).toBeVisible();
  const entries = page.getByRole("list", { name: "Entries, the newest first" }).getByRole("article");
  const sentence = `Ada Moreau invited ${email} as Member, at Main office.`;
  await expect(entries.filter({ hasText: sentence })).toBeVisible();

  await page.getByLabel("What", { exact: true }).selectOption({ label: "Practice created" });
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(/kind=practice\.created/);
  await expect(entries).toHaveCount(1);
  await expect(entries).toContainText("Ada Moreau created the practice Birch Lane Therapy.");

  await entries.getByRole("link").click();
  await expect(page).toHaveURL(/\/audit\/1$/);
  await expect(page.getByRole("heading", { name: "Entry 1", level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "Everything Ada Moreau did" }).click();
  await expect(page.getByLabel("Person")).toHaveValue("Ada Moreau");
  await expect(entries.filter({ hasText: sentence })).toBeVisible();
});

test("the filters work without JavaScript", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", javaScriptEnabled: false });
  await page.goto("/audit");
  await page.getByLabel("To", { exact: true }).fill("1999-12-31");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByText("Nothing in the trail fits these filters.")).toBeVisible();
  await page.getByRole("link", { name: "Clear filters" }).first().click();
  await expect(page.getByRole("list", { name: "Entries, the newest first" })).toBeVisible();
});

test("the chain is verified by a button", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await page.goto("/audit");
  await awake(page);
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page.getByText(/\d+ entries, unbroken since/)).toBeVisible();
  await page.reload();
  await expect(page.getByText(/Ada Moreau verified \d+ entries of the audit trail: unbroken\./)).toBeVisible();
});

test("an export is a file, and on record", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await page.goto("/audit?kind=practice.created");
  await awake(page);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export as CSV" }).click()]);
  expect(file.suggestedFilename()).toMatch(/^birch-lane-therapy-audit-\d{4}-\d\d-\d\d\.csv$/);
  const text = readFileSync((await file.path())!, "utf8");
  expect(text).toContain("Ada Moreau created the practice Birch Lane Therapy.");
  expect(text.split("\r\n")).toHaveLength(3);
  await page.goto("/audit?kind=audit.exported");
  await expect(page.getByText("Ada Moreau exported the audit trail as CSV.")).toBeVisible();
});

test("how long it is kept is said in years", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await page.goto("/audit");
  await awake(page);
  const years = page.getByLabel("Keep entries for (years)");
  const save = page.getByRole("region", { name: "Retention" }).getByRole("button", { name: "Save" });
  await expect(years).toHaveValue("7");
  await years.fill("5");
  await save.click();
  await expect(page.getByText("Choose between 6 and 30 years.")).toBeVisible();
  await years.fill("10");
  await save.click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(page.getByText("Ada Moreau changed how long the audit trail is kept from 7 years to 10 years.")).toBeVisible();
});

test("whoever may not read it is told so, and sees their own part under Account", async ({ open }) => {
  const member = accounts().find((a) => a.role === "Member")!;
  const page = await open({ as: member.name });
  await page.goto("/audit");
  await expect(page.getByRole("main").getByRole("alert")).toContainText("An administrator can change that.");
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Audit" })).toHaveCount(0);
  await page.goto("/account");
  await expect(page.getByRole("region", { name: "Changes to your access" })).toBeVisible();
});
