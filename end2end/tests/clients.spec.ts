// View Clients: orders, figures, what is done to one and to many, and the views one keeps.

import { awake } from "../expect";
import { expect, test } from "../people";

test("the list is sorted by its heads, and a figure opens those it counts", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await page.goto("/clients?view=all");
  await awake(page);
  await page.getByRole("link", { name: "Date created" }).click();
  await expect(page).toHaveURL(/sort=-created/);
  await expect(page.getByRole("columnheader", { name: "Date created" })).toHaveAttribute("aria-sort", "descending");
  await page.getByRole("link", { name: "Date created" }).click();
  await expect(page.getByRole("columnheader", { name: "Date created" })).toHaveAttribute("aria-sort", "ascending");
  await page.getByRole("link", { name: /^Engagement/ }).click();
  await expect(page).toHaveURL(/recent=seen/);
  await page.getByRole("link", { name: /^Seen in the last 30 days/ }).click();
  await expect(page).not.toHaveURL(/recent=/);
});

test("everyone connected to the practice stands in one list", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await page.goto("/clients?view=all");
  await awake(page);
  await page.getByLabel("Role").selectOption("Everyone");
  await expect(page.getByText("Total People Shown")).toBeVisible();
  await page.getByRole("searchbox").fill("lindqvist");
  const row = page.getByRole("row").filter({ hasText: "Una Lindqvist" });
  await expect(row.getByText("Admin", { exact: true })).toBeVisible();
  await row.getByRole("link", { name: "Una Lindqvist" }).click();
  await expect(page).toHaveURL(/\/team\//);
});

test("a client is archived from its row, and taken back at once", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await page.goto("/clients?view=all");
  await awake(page);
  const actions = page.getByRole("link", { name: /^Actions for/ }).last();
  const name = (await actions.getAttribute("aria-label"))!.replace("Actions for ", "");
  await actions.click();
  await expect(page.getByRole("menuitem", { name: "View Activities" })).toBeVisible();
  await page.getByRole("menuitem", { name: "Archive" }).click();
  await expect(page.getByText(`${name} is archived.`)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(`${name} is restored.`)).toBeVisible();
});

test("many are ticked, and a page says what will happen before it does", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await page.goto("/clients?view=all");
  await awake(page);
  await page.getByLabel("Select all on this page").check();
  await page.getByLabel(/^Select all [\d,]+ that match$/).check();
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(page.getByRole("heading", { name: "Archive clients", level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Archive [\d,]+ clients?$/ })).toBeVisible();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page.getByText("Total Clients Shown")).toBeVisible();
});

test("a question is kept as a view, and asked again by one press", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  const name = `Newest ${Date.now().toString(36)}`;
  await page.goto("/clients?sort=-created");
  await awake(page);
  await page.getByText("Save this view").click();
  await page.getByLabel("Name of the view").fill(name);
  await page.getByRole("button", { name: "Save view" }).click();
  await page.getByRole("link", { name: "All", exact: true }).click();
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page).toHaveURL(/sort=-created/);
  await page.getByRole("link", { name: "Manage views" }).click();
  await page.getByRole("button", { name: new RegExp(`^Delete.*${name}`) }).click();
  await expect(page.getByRole("link", { name, exact: true })).toHaveCount(0);
});

test("without JavaScript those who are ticked are archived by two forms", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", javaScriptEnabled: false });
  await page.goto("/clients?view=all&sort=-name");
  const box = page.getByRole("checkbox", { name: /^Select (?!all)/ }).first();
  const name = (await box.getAttribute("aria-label"))!.replace("Select ", "");
  await box.check();
  await page.getByRole("button", { name: "Archive" }).click();
  await page.getByRole("button", { name: "Archive 1 client" }).click();
  await expect(page.getByText("1 client was archived.")).toBeVisible();
  await page.goto("/clients?status=archived&sort=-name");
  await page.getByRole("checkbox", { name: `Select ${name}` }).first().check();
  await page.getByRole("button", { name: "Restore" }).click();
  await page.getByRole("button", { name: "Restore 1 client" }).click();
  await expect(page.getByText("1 client was restored.")).toBeVisible();
});

test("whoever may not archive reads why", async ({ open }) => {
  const page = await open({ as: "Mei-Ling Tran" });
  await page.goto("/clients?view=all&role=everyone");
  await awake(page);
  await expect(page.getByRole("button", { name: "Assign group" })).toHaveAttribute("aria-disabled", "true");
});
