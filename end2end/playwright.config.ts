import { defineConfig } from "@playwright/test";

// `bin/test browser` runs it; server.ts starts the server. `SCREENS=1` also takes pictures (screens.spec.ts).
export default defineConfig({
  testDir: "tests",
  // In nobody's language the stories find no button by its name; only words.spec.ts is made for it.
  testMatch: process.env.CASELOAD_LANGUAGE ? ["words.spec.ts"] : ["*.spec.ts"],
  testIgnore: process.env.CASELOAD_LANGUAGE ? [] : process.env.SCREENS ? ["words.spec.ts"] : ["screens.spec.ts", "words.spec.ts"],
  globalSetup: "./server.ts",
  outputDir: "test-results",
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    locale: "en-US",
    timezoneId: "America/New_York",
    viewport: { width: 1440, height: 900 },
    // What a page asks for is watched; only its own stories let the worker in between (offline.spec.ts).
    serviceWorkers: "block",
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH || "/usr/bin/chromium",
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
