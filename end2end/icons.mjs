// Draws the app's icons anew from the one there is, public/favicon.svg. Run it after changing that; what it draws is committed.
//   node end2end/icons.mjs       (with CHROMIUM_PATH, if it is not /usr/bin/chromium)

import { readFileSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";

const at = (name) => new URL(`../public/${name}`, import.meta.url);
const mark = readFileSync(at("favicon.svg"), "utf8");
// A device cuts a maskable icon to its own shape: the ground reaches the edges, and the mark stays within the middle 80 %
// (W3C, Web Application Manifest, "purpose").
const whole = mark.replace(/rx="\d+"/, "").replace('viewBox="0 0 24 24"', 'viewBox="1.5 1.5 21 21"');
const icons = [
  ["icon-192.png", 192, mark, true],
  ["icon-512.png", 512, mark, true],
  ["icon-maskable-512.png", 512, whole, false],
  ["apple-touch-icon.png", 180, whole, false],
];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH || "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const [name, size, svg, omitBackground] of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  writeFileSync(at(name), await page.screenshot({ omitBackground }));
  await page.close();
}
await browser.close();
