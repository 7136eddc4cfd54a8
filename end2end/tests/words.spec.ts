// Every word of the screen goes by way of the catalogue: in a build with CASELOAD_LANGUAGE=xa each has accents, so that one
// without came another way. `bin/test words` builds that and runs this.

import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Page } from "@playwright/test";
import { awake } from "../expect";
import { PLATES, ROOMS } from "../pages";
import { account, accounts, expect, test } from "../people";

test.setTimeout(300_000);

/** What the demo makes up, and names that are the same in every language. */
const known = new Set<string>();
const learn = (text: string) => text.match(/\p{L}+/gu)?.forEach((word) => known.add(word));
const demo = resolve(__dirname, "../../src/demo");
for (const file of readdirSync(demo, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".rs")))
  for (const literal of readFileSync(join(demo, file), "utf8").match(/"(?:[^"\\]|\\.)*"/g) ?? []) learn(literal);
learn("Caseload Chromium Chrome Linux Mac Windows Firefox Safari UTC GMT EST EDT America New York Tab NPI CSV PDF NDJSON HN HO HP localhost http https zzzz Lead Puerto Rico");

/** Words of a page that nobody typed and nothing accented, with where they stand. */
async function plain(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const said: string[] = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node instanceof Element) {
        for (const name of ["aria-label", "title", "placeholder", "alt", "data-label"]) {
          const text = node.getAttribute(name);
          if (text && !node.closest("time, option")) said.push(text);
        }
      } else if (node.parentElement && !node.parentElement.closest("script, style, noscript, template, textarea, time, kbd, pre, iframe, svg, .avatar")) {
        said.push(node.textContent ?? "");
      }
    }
    return said.concat(document.title);
  });
  // Addresses, and codes with digits: licences, taxonomies, hashes.
  const bare = (text: string) => text.replace(/\S+@\S+|\S+\/\S+|https?:\S+|\b[A-Z]{2} (?=\S*\d)|\S*\d\S*/g, " ");
  const unknown = (text: string) => (bare(text).match(/\p{L}+/gu) ?? []).filter((word) => /^[A-Za-z]{2,}$/.test(word) && !known.has(word));
  return [...new Set(said.map((text) => text.trim()).filter((text) => unknown(text).length > 0))];
}

async function seen(page: Page, path: string, faults: string[]): Promise<void> {
  await page.goto(path);
  if (new URL(page.url()).pathname !== "/mailbox") await awake(page);
  for (const words of await plain(page)) faults.push(`${path}: ${words}`);
}

async function signIn(page: Page, name: string): Promise<void> {
  const { email, password } = account(name);
  await page.goto("/signin");
  await awake(page);
  await page.locator("[name=email]").fill(email);
  await page.locator("[name=password]").fill(password);
  await page.locator("main form button[type=submit]").first().click();
  await page.waitForURL((url) => url.pathname !== "/signin");
}

test("nobody's language stands on every page", async ({ open }) => {
  const page = await open();
  await page.goto("/signin");
  expect(await page.locator("html").getAttribute("lang")).toBe("en-XA");
  accounts().forEach((one) => learn(`${one.practice} ${one.name} ${one.email}`));
  const faults: string[] = [];
  for (const path of PLATES) await seen(page, path, faults);
  await signIn(page, "Una Lindqvist");
  for (const path of ROOMS) await seen(page, path, faults);
  for (const [list, row] of [["/team", "#roster .row-link"], ["/clients", "table a[href^='/clients/']"], ["/roles", "a[href^='/roles/']:not([href^='/roles/new'])"], ["/groups", "a[href^='/groups/']"]]) {
    await page.goto(list);
    const href = await page.locator(row).first().getAttribute("href");
    await seen(page, href!, faults);
    if (list === "/clients") for (const more of ["who", "edit", "delete", "restriction", "portal"]) await seen(page, `${href}/${more}`, faults);
    if (list === "/team") for (const more of ["why", "leave", "overrides"]) await seen(page, `${href!.split("?")[0]}/${more}`, faults);
    if (list === "/roles") for (const more of ["edit", "delete"]) await seen(page, `${href}/${more}`, faults);
  }
  expect([...new Set(faults)]).toEqual([]);
});
