// The command palette, the list of keys, and what a page looks like on paper.

import { type Page } from "@playwright/test";
import { accessible, awake } from "../expect";
import { expect, signUp, test } from "../people";

const SIZES = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];

const dialog = (page: Page) => page.getByRole("dialog", { name: "Find anything" });
const field = (page: Page) => dialog(page).getByRole("combobox");
const options = (page: Page) => dialog(page).getByRole("option");
const chosen = (page: Page) => dialog(page).getByRole("option", { selected: true });

async function open(page: Page, path = "/team"): Promise<void> {
  await page.goto(path);
  await awake(page);
}

for (const viewport of SIZES)
  test(`by keyboard alone, ${viewport.width} px wide`, async ({ open: as }) => {
    const page = await as({ as: "Una Lindqvist", viewport });
    await open(page);
    const search = page.getByRole("searchbox", { name: "Search team" });
    await search.focus();
    await page.keyboard.press("Control+k");
    await expect(field(page)).toBeFocused();
    await expect(field(page)).toHaveAttribute("aria-expanded", "true");
    await expect(chosen(page)).toHaveText("Today");
    await expect(field(page)).toHaveAttribute("aria-activedescendant", (await chosen(page).getAttribute("id"))!);
    await accessible(page, "the palette");

    // All that is known without asking, and round at both ends.
    await page.keyboard.press("End");
    await expect(chosen(page)).toHaveText("Sign out");
    await page.keyboard.press("ArrowDown");
    await expect(chosen(page)).toHaveText("Today");
    await page.keyboard.press("ArrowUp");
    await expect(chosen(page)).toHaveText("Sign out");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    await expect(chosen(page)).toHaveText("Team");

    // Escape leads back to where one was.
    await page.keyboard.press("Escape");
    await expect(dialog(page)).toBeHidden();
    await expect(search).toBeFocused();
    await expect(page).toHaveURL(/\/team$/);

    await page.keyboard.press("Control+k");
    await expect(field(page)).toBeFocused();
    await page.keyboard.type("mei tran");
    await expect(chosen(page)).toContainText("Mei-Ling Tran");
    await expect(dialog(page).getByRole("status")).toContainText("found.");
    await accessible(page, "what was found");
    await page.keyboard.press("Enter");
    await expect(dialog(page)).toBeHidden();
    await expect(page.getByRole("article", { name: "Mei-Ling Tran" })).toBeVisible();
    // What was typed is in no address.
    await expect(page).not.toHaveURL(/mei/);

    await page.keyboard.press("Control+k");
    await expect(field(page)).toHaveValue("");
    await page.keyboard.type("inv mem");
    await expect(chosen(page)).toHaveText("Invite a team member");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/team\/invite$/);

    await page.keyboard.press("Control+k");
    await expect(field(page)).toBeFocused();
    await page.keyboard.type("zzqqzz");
    await expect(dialog(page).getByText("Nothing found for “zzqqzz”.").first()).toBeVisible();
    await expect(field(page)).toHaveAttribute("aria-expanded", "false");
    await accessible(page, "nothing found");
    await page.keyboard.press("Control+k");
    await expect(dialog(page)).toBeHidden();
  });

test("a client is found, and chosen for a visit, without leaving the field", async ({ open: as }) => {
  const page = await as();
  await signUp(page);
  await open(page, "/clients/new");
  await page.getByLabel("First name").fill("Riley");
  await page.getByLabel("Last name").fill("Parkinson");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Riley Parkinson", level: 1 })).toBeVisible();
  const record = page.url().split("?")[0]!;
  await open(page);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.method()} ${request.url()}`));
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await page.keyboard.type("parki");
  await expect(chosen(page)).toContainText("Riley Parkinson");
  expect(asked.filter((line) => line.includes("find_anything")).every((line) => line.startsWith("POST"))).toBe(true);
  expect(asked.some((line) => line.includes("parki"))).toBe(false);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(record);

  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await page.keyboard.type("record a");
  await expect(chosen(page)).toHaveText("Record a visit…");
  await page.keyboard.press("Enter");
  await expect(dialog(page).getByText("for whom?")).toBeVisible();
  await expect(field(page)).toBeFocused();
  await expect(options(page)).toHaveCount(0);
  await page.keyboard.press("Backspace");
  await expect(chosen(page)).toHaveText("Today");
  await page.keyboard.type("record a");
  await page.keyboard.press("Enter");
  await page.keyboard.type("riley");
  await expect(chosen(page)).toContainText("Riley Parkinson");
  await accessible(page, "a client is chosen");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Record a visit", level: 1 })).toBeVisible();
});

for (const viewport of SIZES)
  test(`without a keyboard, ${viewport.width} px wide`, async ({ open: as }) => {
    const page = await as({ as: "Una Lindqvist", viewport });
    await open(page);
    const opener = page.getByRole("button", { name: "Find anything", exact: true });
    await opener.click();
    await expect(field(page)).toBeFocused();
    await options(page).filter({ hasText: /^Roles$/ }).click();
    await expect(page.getByRole("heading", { name: "Roles", level: 1 })).toBeVisible();
    await opener.click();
    await dialog(page).getByRole("button", { name: "Close" }).click();
    await expect(opener).toBeFocused();

    const name = page.getByRole("button", { name: /Your account/ });
    await name.click();
    await page.getByRole("menuitem", { name: "Find anything…" }).click();
    await expect(field(page)).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(name).toBeFocused();
  });

test("what comes late is not shown, and what fails can be tried again", async ({ open: as }) => {
  const page = await as({ as: "Una Lindqvist" });
  await open(page);
  let hold: (() => void) | undefined;
  const held = new Promise<void>((resolve) => (hold = resolve));
  await page.route("**/find_anything*", async (route) => {
    if (route.request().postData()?.includes("lindqvist")) await held;
    await route.continue();
  });
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  const first = page.waitForRequest((request) => !!request.postData()?.includes("lindqvist"));
  await page.keyboard.type("lindqvist");
  await first;
  await field(page).fill("okafor");
  await expect(chosen(page)).toContainText("Okafor");
  const late = page.waitForResponse((response) => !!response.request().postData()?.includes("lindqvist"));
  hold!();
  await late;
  await expect(chosen(page)).toContainText("Okafor");
  await expect(options(page).filter({ hasText: "Lindqvist" })).toHaveCount(0);

  await page.unrouteAll({ behavior: "wait" });
  await page.route("**/find_anything*", (route) => route.fulfill({ status: 429, contentType: "application/json", body: JSON.stringify({ Slow: 30 }) }));
  await field(page).fill("weissman");
  await expect(dialog(page).getByRole("alert")).toContainText("could not be looked for");
  await accessible(page, "it failed");
  await page.unrouteAll({ behavior: "wait" });
  await dialog(page).getByRole("button", { name: "Try again" }).click();
  await expect(chosen(page)).toContainText("Weissman");
});

test("whoever may do little is offered little", async ({ open: as }) => {
  // An analyst sees neither the team nor clients.
  const page = await as({ as: "Yuki Shimizu" });
  await open(page, "/account");
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await expect(options(page).filter({ hasText: /^Account$/ })).toHaveCount(1);
  await expect(options(page).filter({ hasText: /^Clients$/ })).toHaveCount(0);
  await expect(options(page).filter({ hasText: "Invite a team member" })).toHaveCount(0);
  await page.keyboard.type("lindqvist");
  await expect(dialog(page).getByText("Only what you may see is found here.")).toBeVisible();
  await expect(options(page)).toHaveCount(0);
});

test("one signs out from the field, too", async ({ open: as }) => {
  const page = await as();
  await signUp(page);
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await page.keyboard.type("sign out");
  await expect(chosen(page)).toHaveText("Sign out");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/signin/);
});

for (const viewport of SIZES)
  test(`"?" shows the keys there are, ${viewport.width} px wide, and single ones can be switched off`, async ({ open: as }) => {
    const page = await as({ as: "Una Lindqvist", viewport });
    await open(page);
    const keys = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    const search = page.getByRole("searchbox", { name: "Search team" });
    await search.focus();
    await page.keyboard.press("?");
    await expect(keys).toBeHidden();
    await expect(search).toHaveValue("?");
    await search.fill("");
    await page.getByRole("heading", { name: "Your Team", level: 1 }).focus();
    await page.keyboard.press("?");
    await expect(keys.getByRole("heading", { name: "Menus" })).toBeVisible();
    await accessible(page, "the keys");
    const single = keys.getByRole("switch", { name: "Keys of a single letter or sign" });
    await expect(single).toBeChecked();
    await single.uncheck();
    await page.keyboard.press("Escape");
    await expect(keys).toBeHidden();
    await page.keyboard.press("?");
    await page.keyboard.press("/");
    await expect(search).not.toBeFocused();
    await expect(keys).toBeHidden();

    // It is kept on this device, and found again by the menu.
    await page.reload();
    await awake(page);
    await page.getByRole("button", { name: /Your account/ }).click();
    await page.getByRole("menuitem", { name: "Keyboard shortcuts" }).click();
    await expect(single).not.toBeChecked();
    await single.check();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: /Your account/ })).toBeFocused();
    await page.keyboard.press("/");
    await expect(search).toBeFocused();
  });

test("without JavaScript nothing is offered that would do nothing", async ({ open: as }) => {
  const page = await as({ as: "Una Lindqvist", javaScriptEnabled: false });
  await page.goto("/team");
  await expect(page.getByRole("button", { name: "Find anything" })).toHaveCount(0);
  await page.getByRole("button", { name: /Your account/ }).click();
  await expect(page.getByRole("menuitem", { name: "Account" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Find anything…" })).toBeHidden();
  await expect(page.getByRole("menuitem", { name: "Keyboard shortcuts" })).toBeHidden();
});

test("the palette's code comes when it is first opened", async ({ open: as }) => {
  const page = await as({ as: "Una Lindqvist" });
  const fetched: string[] = [];
  page.on("response", (response) => response.url().endsWith(".wasm") && fetched.push(response.url()));
  await open(page);
  // What a page fetches by itself comes last of all.
  await expect.poll(() => fetched.some((url) => url.includes("device"))).toBe(true);
  expect(fetched.filter((url) => url.includes("palette"))).toEqual([]);
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  expect(fetched.some((url) => url.includes("palette"))).toBe(true);
});

test("a client archived on its page is taken back there", async ({ open: as }) => {
  const page = await as();
  await signUp(page);
  await open(page, "/clients/new");
  await page.getByLabel("First name").fill("Riley");
  await page.getByLabel("Last name").fill("Parkinson");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Riley Parkinson", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Archive", exact: true }).click();
  await expect(page.getByText("Archived. The list’s filter Status finds them.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Restore", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByText("Restored, with everything they had.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Archive", exact: true })).toBeVisible();
});

test("what a toast takes back can be pressed on another page", async ({ open: as }) => {
  const page = await as();
  await signUp(page);
  await open(page, "/clients/new");
  await page.getByLabel("First name").fill("Riley");
  await page.getByLabel("Last name").fill("Parkinson");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Riley Parkinson", level: 1 })).toBeVisible();
  await open(page, "/clients?view=all");
  await page.getByRole("link", { name: "Actions for Riley Parkinson" }).click();
  await page.getByRole("menuitem", { name: "Archive" }).click();
  await expect(page.getByText("Riley Parkinson is archived.")).toBeVisible();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Roles" }).click();
  await expect(page.getByRole("heading", { name: "Roles", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Riley Parkinson is restored.")).toBeVisible();
});
