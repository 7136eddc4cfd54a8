// What must hold on every page: nothing in the console, nothing against WCAG, nothing wider than the window.

import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, type Page, expect } from "@playwright/test";

/** Collects what a page complains about: a hydration that went wrong and a blocked script show here. */
export function watch(context: BrowserContext): string[] {
  const complaints: string[] = [];
  // Whoever leaves a page before its browser half has come breaks off the download, and what the page says from then until
  // it is gone is said to nobody: no fault of the page. A page that should have woken up is asked for by `awake`.
  const left = /WebAssembly compilation aborted: Network error: Response body loading was aborted|Failed to fetch\s+at [^\n]*__wasm_split/;
  const hear = (page: Page) => {
    let leaving = false;
    const complain = (text: string) => {
      leaving ||= left.test(text);
      if (!leaving) complaints.push(`${page.url()}: ${text}`);
    };
    page.on("framenavigated", (frame) => {
      if (frame === page.mainFrame()) leaving = false;
    });
    page.on("pageerror", (error) => complain(error.message));
    page.on("console", (message) => {
      // A refusal has its own status (4xx), which Chromium notes for every answer.
      const refusal = /^Failed to load resource: .* status of 4\d\d/.test(message.text());
      const grave = message.type() === "error" || /hydrat|Content Security Policy/i.test(message.text());
      if (grave && !refusal) complain(message.text().split("\n\nStack:")[0]);
    });
  };
  context.pages().forEach(hear);
  context.on("page", hear);
  return complaints;
}

/** The page has woken up: what is typed and pressed from now on is heard. */
export async function awake(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.dataset.awake === "true");
}

/** Takes back what a toast with these words says. */
export async function undo(page: Page, said: string | RegExp): Promise<void> {
  await page.locator(".toast").filter({ hasText: said }).getByRole("button", { name: "Undo" }).click();
}

/** Light or dark, and nothing on its way between the two. */
export async function scheme(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.evaluate(async () => {
    await new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)));
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  });
}

/** No violation of WCAG 2.2 AA, light and dark, and no scrolling sideways. */
export async function accessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await scheme(page, colorScheme);
    const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
    const told = found.violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.map((n) => `    ${n.target.join(" ")}: ${n.failureSummary}`).join("\n")}`);
    expect(told, `${name}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  await fits(page, name);
}

/** Nothing is wider than the window. */
export async function fits(page: Page, name: string): Promise<void> {
  const over = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > room + 1);
    return wide.map((e) => `${e.tagName.toLowerCase()}.${e.className}`).slice(0, 8);
  });
  expect(over, `${name} is wider than the window`).toEqual([]);
}
