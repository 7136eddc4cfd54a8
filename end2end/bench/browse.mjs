// The browser of the measurements.

import { chromium } from "@playwright/test";

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM_PATH || "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

/** Until the page hears what is typed and pressed. */
export const awake = (page) => page.waitForFunction(() => document.documentElement.dataset.awake === "true");
