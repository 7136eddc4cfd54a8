// Many invited at once: typed with their verdicts, from a file, and handed over at the desk.

import { readFileSync } from "node:fs";
import { awake } from "../expect";
import { address, expect, mailTo, signUp, test } from "../people";

const FILE = ["E-mail;First name;Last name;Role", "zoe.file@example.org;Zoë;Lind;Member", "nobody;A;B;", "zoe.file@example.org;;;"].join("\r\n");

test("typed addresses become chips with verdicts, a slip is mended with one press, and the mails go out", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await page.goto("/team/invite");
  await awake(page);
  await page.getByRole("link", { name: "Invite several people at once" }).click();
  await awake(page);
  const field = page.getByLabel("Addresses", { exact: true });
  const mei = address("mei.tran");
  await field.pressSequentially(`${mei}, zoe@gmial.com; oops,`);
  const chips = page.getByRole("list", { name: "Addresses so far" }).getByRole("listitem");
  await expect(chips).toHaveCount(3);
  await expect(chips.filter({ hasText: mei })).toContainText("Will be invited");
  await expect(chips.filter({ hasText: "oops" })).toContainText("No whole email address");
  await page.getByRole("button", { name: "Did you mean zoe@gmail.com?" }).click();
  await expect(chips.filter({ hasText: "zoe@gmail.com" })).toContainText("Will be invited");
  await page.getByRole("button", { name: "Remove oops" }).click();
  await expect(page.getByText("2 will be invited.")).toBeVisible();

  const form = page.getByRole("form", { name: "Type or paste" });
  await form.getByLabel("Role").selectOption({ label: "Member" });
  await form.getByRole("button", { name: "Invite 2 people" }).click();
  await expect(page.getByText("Finished: 2 invitations made.")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(/2 of 2 mails handed to the mail server/)).toBeVisible({ timeout: 20_000 });
  expect(await mailTo(page, mei, /invites you/)).toContain("/invitations/");
});

test("a file is looked at, its errors come back, and without mails there are codes to scan", async ({ open }) => {
  const page = await open();
  await signUp(page);
  await page.goto("/team/invite/many");
  await awake(page);
  const form = page.getByRole("form", { name: "From a file" });
  await form.getByLabel(/^Role/).selectOption({ label: "Member" });
  await form.getByRole("switch", { name: "Send invite email" }).uncheck();
  await form.getByLabel("File", { exact: true }).setInputFiles({ name: "staff.csv", mimeType: "text/csv", buffer: Buffer.from(FILE, "utf8") });
  await form.getByRole("button", { name: "Upload and look at it" }).click();
  await awake(page);
  await expect(page.getByRole("rowheader", { name: "zoe.file@example.org" })).toBeVisible();
  const [rejected] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download the 1 row in error" }).click()]);
  expect(readFileSync(await rejected.path(), "utf8")).toContain("nobody,A,B,,,,3,");
  await page.getByRole("button", { name: "Make 1 invitation" }).click();
  await expect(page.getByText("Finished: 1 invitation made.")).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: "Links and codes to hand over" }).click();
  await awake(page);
  await expect(page.getByRole("img", { name: "Code of the link for Zoë Lind" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Link for Zoë Lind" })).toHaveValue(/\/invitations\//);
});

test("without JavaScript the verdicts come before anything is sent", async ({ open }) => {
  const page = await open({ as: "Una Lindqvist", javaScriptEnabled: false });
  const someone = address("quiet.one");
  await page.goto("/team/invite/many");
  await page.getByLabel("Addresses", { exact: true }).fill(`${someone} oops`);
  const form = page.getByRole("form", { name: "Type or paste" });
  await form.getByLabel("Role").selectOption({ label: "Member" });
  const location = form.getByLabel("Primary location");
  if ((await location.inputValue()) === "") await location.selectOption({ index: 1 });
  await form.getByRole("button", { name: "Look at the verdicts" }).click();
  await expect(page.getByText("Nobody has been invited yet.")).toBeVisible();
  await page.getByRole("button", { name: "Send 1 invitation" }).click();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("Finished: 1 invitation made.")).toBeVisible({ timeout: 500 });
  }).toPass();
});
