// The practice's settings and its locations.

import { awake } from "../expect";
import { expect, signUp, test } from "../people";

test("the practice's name and the hours of invitations are saved", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await page.goto("/settings");
  await awake(page);
  await page.getByLabel("Practice name").fill("Birch Lane & Sons");
  await page.getByLabel("Invitations expire after").selectOption("7 days");
  await page.getByLabel("Automatic logoff after (minutes)").fill("4");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByLabel("Automatic logoff after (minutes)")).toBeFocused();
  await page.getByLabel("Automatic logoff after (minutes)").fill("30");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.goto("/team/invite");
  await expect(page.getByText("Invite expires in 7 days.")).toBeVisible();
  await expect(page.locator(".shell-practice")).toHaveText("Birch Lane & Sons");
});

test("a location is added, renamed, archived, and offered where one is chosen", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await page.goto("/settings");
  await awake(page);
  await page.getByText("Add a location").click();
  await page.getByLabel("Name of the location").fill("Riverside");
  await page.getByRole("button", { name: "Add location" }).click();
  const place = page.getByRole("listitem").filter({ hasText: "Riverside" });
  await expect(place).toBeVisible();
  await place.getByText("Edit").click();
  await place.getByLabel("Name").fill("Riverside West");
  await place.getByRole("button", { name: "Save location" }).click();
  await expect(place.locator(".row-title").getByText("Riverside West")).toBeVisible();
  await page.goto("/team/invite");
  await expect(page.getByLabel("Primary location").locator("option", { hasText: "Riverside West" })).toHaveCount(1);
  await page.goto("/settings");
  await awake(page);
  await place.getByText("Edit").click();
  await place.getByRole("button", { name: "Archive" }).click();
  await expect(place.getByText("Archived")).toBeVisible();
});

test("a member without the right reads why there are no settings for them", async ({ open }) => {
  const page = await open({ as: "Mei-Ling Tran" });
  await page.goto("/team");
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Settings" })).toHaveCount(0);
  const answer = await page.goto("/settings");
  expect(answer!.status()).toBe(403);
  await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
});
