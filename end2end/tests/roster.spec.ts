// The roster of a practice of 400: finding people, by typing, by keyboard, by address, and without JavaScript.

import { type Page } from "@playwright/test";
import { awake } from "../expect";
import { expect, test } from "../people";

const rows = (page: Page) => page.locator("#roster .row-link");
const search = (page: Page) => page.getByRole("searchbox", { name: "Search team" });

async function roster(page: Page, query = ""): Promise<void> {
  await page.goto(`/team${query}`);
  await awake(page);
}

test("typing finds people by the beginning of any part of a name, whatever the accents", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await roster(page);
  await search(page).fill("ZOE");
  await expect(rows(page).first()).toContainText("Zoë");
  await expect(page).toHaveURL(/\/team\?q=ZOE$/);
  await search(page).fill("brandt zo");
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText("Zoë Łukasiewicz-Brandt");
  await search(page).fill("zzzz");
  await expect(page.getByText("No one matches “zzzz”.")).toBeVisible();
  await page.getByRole("link", { name: "Clear search and filters" }).click();
  await expect(search(page)).toHaveValue("");
  await expect(rows(page)).toHaveCount(30);
});

test("search and filters stand in the address, and Back restores them", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await roster(page);
  await page.getByLabel("Status").selectOption({ label: "Pending member approval" });
  await expect(page).toHaveURL(/status=pending/);
  // How many they are depends on which other stories have invited someone there.
  await expect(rows(page).filter({ hasNotText: "Pending" })).toHaveCount(0);
  expect(await rows(page).count()).toBeGreaterThanOrEqual(3);
  await search(page).fill("aroha");
  await expect(rows(page)).toHaveCount(1);
  await rows(page).click();
  await expect(page.getByRole("article", { name: "Aroha Ngata-Hughes" })).toBeVisible();
  await expect(page).toHaveURL(/q=aroha/);
  await page.goBack();
  await expect(page.getByText("Choose someone on the left")).toBeVisible();
  await expect(search(page)).toHaveValue("aroha");
  await expect(page.getByLabel("Status")).toHaveValue("pending");

  const link = await open({ as: "Una Lindqvist" });
  await link.goto(page.url());
  await expect(search(link)).toHaveValue("aroha");
  await expect(rows(link)).toHaveCount(1);
});

test("by keyboard: slash, arrows, Enter, Escape", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await roster(page);
  await page.keyboard.press("/");
  await expect(search(page)).toBeFocused();
  await page.keyboard.type("adeyemi");
  await expect(page).toHaveURL(/q=adeyemi/);
  await expect(rows(page).first()).toContainText("Adeyemi");
  await page.keyboard.press("ArrowDown");
  await expect(rows(page).first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(rows(page).nth(1)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("article")).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.press("Escape");
  await expect(search(page)).toHaveValue("");
  await expect(page).not.toHaveURL(/q=/);
  await page.keyboard.type("zoe");
  await expect(rows(page).first()).toContainText("Zoë");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("article", { name: /Zoë/ })).toBeVisible();
});

test("what is typed while an answer is under way is asked too", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await roster(page);
  await page.route("**/team/api/roster", async (route) => {
    await new Promise((answered) => setTimeout(answered, 400));
    await route.continue();
  });
  for (const word of ["adeyemi", "nakamura", "kaplan", "zoe"]) {
    await search(page).fill("");
    await search(page).pressSequentially(word, { delay: 70 });
    await expect(rows(page).first()).toContainText(word === "zoe" ? "Zoë" : new RegExp(word, "i"));
  }
});

test("four hundred come thirty at a time", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await roster(page);
  await expect(rows(page)).toHaveCount(30);
  const thirtieth = await rows(page).nth(29).textContent();
  await page.getByRole("link", { name: "Show more" }).click();
  await expect(rows(page)).toHaveCount(60);
  expect(await rows(page).nth(29).textContent()).toBe(thirtieth);
  const names = await rows(page).allTextContents();
  expect(new Set(names).size).toBe(60);
});

test("without JavaScript the search is a form and the rows are links", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", javaScriptEnabled: false });
  await page.goto("/team");
  await expect(rows(page)).toHaveCount(30);
  await search(page).fill("zoe");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/q=zoe/);
  await rows(page).first().click();
  await expect(page.getByRole("article", { name: /Zoë/ })).toBeVisible();
  await page.goto("/team");
  await page.getByRole("link", { name: "Show more" }).click();
  await expect(page).toHaveURL(/after=/);
  await expect(rows(page)).toHaveCount(30);
});

test("what may not be done says why, and what may not be seen is not there", async ({ open }) => {
  const page = await open({ as: "Mei-Ling Tran" });
  await roster(page);
  await expect(page.getByRole("link", { name: "Add Team Member" })).toHaveCount(0);
  await roster(page, "?q=okafor");
  await rows(page).first().click();
  await expect(page.getByRole("button", { name: /Change role/ })).toHaveAttribute("aria-disabled", "true");
  await page.goto("/team/00000000-0000-7000-8000-000000000000");
  await expect(page.getByText("There is no such member on this team.")).toBeVisible();
});
