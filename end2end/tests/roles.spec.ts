// Roles: what each can do, changed with its effect told first, and one member with more or less.

import { type Page } from "@playwright/test";
import { awake } from "../expect";
import { expect, signUp, test } from "../people";

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await awake(page);
}

test("a role is copied, reviewed and saved, and the review says what it does", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await visit(page, "/roles");
  await expect(page.getByRole("heading", { name: "Roles", level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "Add a role" }).click();
  await page.getByRole("region", { name: "Built-in roles" }).getByRole("link", { name: /^Staff/ }).click();
  await page.getByLabel("Name").fill("Case Lead");
  await page.getByLabel("Export clients").selectOption("Own caseload");
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByRole("heading", { name: "Review: Case Lead" })).toBeVisible();
  await expect(page.getByText("Can now export clients (own caseload).")).toBeVisible();
  await page.getByRole("link", { name: "Back to editing" }).click();
  await expect(page.getByLabel("Name")).toHaveValue("Case Lead");
  await expect(page.getByLabel("Export clients")).toHaveValue("own");
  await page.getByRole("button", { name: "Review" }).click();
  await page.getByRole("button", { name: "Add role" }).click();
  await expect(page.getByRole("heading", { name: "Case Lead", level: 1 })).toBeVisible();
  await expect(page.getByText("Saved.")).toBeVisible();
});

test("a role is edited and deleted without JavaScript", async ({ open }) => {
  const founder = await open();
  await signUp(founder);
  const page = await open({ javaScriptEnabled: false, storageState: await founder.context().storageState() });
  await page.goto("/roles");
  await page.getByRole("link", { name: "Staff", exact: true }).click();
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await page.getByLabel("Description").fill("Looks after a caseload.");
  await page.getByLabel("View clients").selectOption("Whole practice");
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByText("Can now view clients (whole practice).")).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Looks after a caseload.")).toBeVisible();
  await page.getByRole("link", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Delete Staff" }).click();
  await expect(page.getByText("The role is deleted.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Staff", exact: true })).toHaveCount(0);
});

test("everything of a module is enabled at once, as far as one holds it oneself", async ({ open }) => {
  const page = await open({ as: "Sam Okafor" });
  await visit(page, "/roles/new?from=nothing");
  await page.getByRole("button", { name: "Enable all in Clients" }).click();
  await expect(page.getByLabel("Delete clients")).toHaveValue("practice");
  await expect(page.getByLabel("Add clients")).toBeChecked();
  await page.getByRole("button", { name: "Disable all in Clients" }).click();
  await expect(page.getByLabel("Delete clients")).toHaveValue("");
  await expect(page.getByLabel("Open charts")).toBeDisabled();
  await expect(page.getByText("You don’t hold this").first()).toBeVisible();
});

test("whoever may see the team reads the roles, and why they can't change them", async ({ open }) => {
  const page = await open({ as: "Mei-Ling Tran" });
  await visit(page, "/roles");
  await expect(page.getByRole("button", { name: /Add a role/ })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("link", { name: "Member", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Member", level: 1 })).toBeVisible();
  await expect(page.getByText("view clients (own caseload)")).toBeVisible();
  const answer = await page.goto(`${page.url()}/edit`);
  expect(answer!.status()).toBe(403);
  await expect(page.getByRole("main").getByRole("alert")).toContainText("can't change roles");
});

test("one member gets more than their role, and their card says so", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await visit(page, "/team?q=mei-ling");
  await page.locator("#roster .row-link").first().click();
  await page.getByRole("link", { name: "More or less" }).click();
  await expect(page.getByRole("heading", { name: /more or less than the role/ })).toBeVisible();
  await page.getByLabel("Export clients").selectOption("Own caseload");
  await page.getByRole("button", { name: "Save" }).click();
  const password = page.getByRole("dialog", { name: "Confirm it’s you" });
  const saved = page.getByText("Saved. It applies from their next click on.");
  await expect(password.or(saved)).toBeVisible();
  if (await password.isVisible()) {
    const { account } = await import("../people");
    await password.getByLabel("Your password").fill(account("Una Lindqvist").password);
    await password.getByRole("button", { name: "Continue" }).click();
  }
  await expect(saved).toBeVisible();
  await expect(page.getByText("export clients (own caseload)")).toBeVisible();
});
