// On paper: black on white, without what is pressed, with whose page it is and what it is narrowed by.

import { type Page } from "@playwright/test";
import { awake } from "../expect";
import { expect, test } from "../people";

const PAPER = { width: 703, height: 994 }; // A4 without its margins, at 96 dpi

/** The page as a printer would have it. */
async function printed(page: Page, path: string): Promise<void> {
  await page.emulateMedia({ media: null });
  await page.goto(path);
  await awake(page);
  await page.emulateMedia({ media: "print" });
}

const style = (page: Page, selector: string, name: string) =>
  page.locator(selector).first().evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), name);

/** What a style sheet writes before and after an element. */
const written = (page: Page, selector: string) =>
  page.locator(selector).evaluate((element) => [getComputedStyle(element, "::before").content, getComputedStyle(element, "::after").content].join(" "));

const PAGES = ["/team", "/team?q=lindqvist&status=active", "/clients?view=all", "/audit", "/roles", "/capacity", "/unassigned", "/coverage", "/security"];

for (const path of PAGES)
  test(`${path} on paper`, async ({ open }) => {
    const page = await open({ as: "Una Lindqvist", viewport: PAPER, colorScheme: "dark" });
    await printed(page, path);
    await expect(page.locator("h1")).toBeVisible();
    await expect(page.locator(".printed")).toBeVisible();
    const said = await written(page, ".printed");
    expect(said).toContain("Maple Grove");
    expect(said).toMatch(/Printed by Una Lindqvist, [A-Z][a-z]{2} \d/);
    for (const gone of [".shell-nav", ".shell-brand", ".shell-person", ".skip-link", ".page-actions", ".toasts"])
      for (const element of await page.locator(gone).all()) await expect(element, gone).toBeHidden();
    expect(await page.locator("main .button:visible").count()).toBe(0);
    expect(await style(page, "html", "background-color")).toBe("rgb(255, 255, 255)");
    expect(await style(page, "h1", "color")).toBe("rgb(0, 0, 0)");
    for (const link of await page.locator("main a:visible").all()) {
      expect(await link.evaluate((a) => getComputedStyle(a).textDecorationLine)).toBe("none");
    }
    // Nothing is cut off at the edge of the paper.
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
  });

test("a theme that was chosen dark prints light", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await page.goto("/account");
  await awake(page);
  await page.getByRole("radio", { name: "Dark" }).check();
  await printed(page, "/team");
  expect(await style(page, "html", "background-color")).toBe("rgb(255, 255, 255)");
  expect(await style(page, "h1", "color")).toBe("rgb(0, 0, 0)");
});

test("only the filters that narrow something are printed", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", viewport: PAPER });
  await printed(page, "/team?q=lindqvist&status=active");
  await expect(page.locator(".team-filters").getByText("Status", { exact: true })).toBeVisible();
  await expect(page.getByLabel("Status", { exact: true })).toHaveValue("active");
  await expect(page.getByRole("searchbox", { name: "Search team" })).toBeVisible();
  await expect(page.locator(".team-filters").getByText("Role", { exact: true })).toBeHidden();
  await printed(page, "/team");
  await expect(page.getByLabel("Status", { exact: true })).toBeHidden();
  await expect(page.locator(".team-filters .search")).toBeHidden();
  await printed(page, "/clients?view=all&recent=new");
  await expect(page.getByText("Added in the last 30 days").first()).toBeVisible();
  await printed(page, "/audit?from=2020-01-01&kind=team");
  await expect(page.getByLabel("From", { exact: true })).toBeVisible();
  await expect(page.getByLabel("What", { exact: true })).toBeVisible();
  await expect(page.getByLabel("To", { exact: true })).toBeHidden();
});

test("the list of clients is a table on paper, however narrow, and its head comes again", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", viewport: { width: 390, height: 844 } });
  await printed(page, "/clients?view=all");
  expect(await style(page, ".clients-table", "display")).toBe("table");
  expect(await style(page, ".clients-table thead", "display")).toBe("table-header-group");
  expect(await style(page, ".clients-table tbody tr", "break-inside")).toBe("avoid");
  await expect(page.getByRole("columnheader", { name: "Assigned staff" })).toBeVisible();
  await expect(page.locator(".clients-tick").first()).toBeHidden();
});

test("of the team a card is printed where one is open, and else the roster", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await printed(page, "/team");
  await expect(page.locator("#roster")).toBeVisible();
  await page.emulateMedia({ media: null });
  await page.goto("/team?q=mei-ling");
  await awake(page);
  await page.locator("#roster .row-link").first().click();
  await expect(page.getByRole("article", { name: "Mei-Ling Tran" })).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("heading", { name: "Mei-Ling Tran" })).toBeVisible();
  await expect(page.locator("#roster")).toBeHidden();
  expect(await style(page, ".team-card", "overflow-y")).toBe("visible");
});

test("a client's record is printed without its buttons", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist" });
  await page.goto("/clients?view=all");
  await awake(page);
  await page.locator(".clients-table tbody th a").first().click();
  await expect(page.getByRole("heading", { name: "Contact" })).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText("Birth date", { exact: true })).toBeVisible();
  await expect(page.locator(".record-actions")).toBeHidden();
  expect(await page.locator("main .button:visible").count()).toBe(0);
});
