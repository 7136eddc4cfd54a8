// One server for all tests: a fresh database with the demo practices of 400 members, on a free port.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmodSync, createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const root = resolve(__dirname, "..");

export default async function start(): Promise<() => Promise<void>> {
  const binary = process.env.CASELOAD_BINARY || join(root, "target/debug/caseload");
  const dir = mkdtempSync(join(tmpdir(), "caseload-end2end."));
  // As root the server runs PostgreSQL as another user, who must be able to pass through.
  chmodSync(dir, 0o711);
  mkdirSync(join(root, "end2end/test-results"), { recursive: true });
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  // Passkeys belong to a name.
  const named = `localhost:${port}`;
  const env = {
    LEPTOS_OUTPUT_NAME: "caseload",
    LEPTOS_SITE_ROOT: join(root, "target/site"),
    LEPTOS_SITE_PKG_DIR: "pkg",
    ...process.env,
    LEPTOS_SITE_ADDR: address,
    BASE_URL: `http://${named}`,
    DATA_DIR: join(dir, "data"),
    DATABASE_URL: "",
    SMTP_URL: "",
  };
  const demo = await promisify(execFile)(binary, ["demo", "--members", "400", "--json"], { env });
  writeFileSync(join(dir, "accounts.json"), demo.stdout);
  const server = spawn(binary, ["serve"], { env, stdio: ["ignore", "ignore", "pipe"] });
  // However the tests end, the server does too.
  process.once("exit", () => server.kill("SIGTERM"));
  server.stderr!.pipe(createWriteStream(join(root, "end2end/test-results/server.log")));
  process.env.CASELOAD_URL = `http://${named}`;
  process.env.CASELOAD_TEMP = dir;
  await ready(server, `http://${address}/readyz`);
  return async () => {
    const ended = new Promise((done) => server.once("exit", done));
    if (server.exitCode === null && server.kill("SIGTERM")) await ended;
    rmSync(dir, { recursive: true, force: true });
  };
}

function freePort(): Promise<number> {
  return new Promise((found, fault) => {
    const probe = createServer().once("error", fault);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => found(port));
    });
  });
}

async function ready(server: ChildProcess, url: string): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
    if (server.exitCode !== null) throw new Error("The server ended at once: see end2end/test-results/server.log");
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((rest) => setTimeout(rest, 100));
  }
  server.kill("SIGTERM");
  throw new Error("The server was not ready within a minute: see end2end/test-results/server.log");
}
