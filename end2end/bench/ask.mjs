// Asks the server as a browser would.

import http from "node:http";

/** Resolves to status, headers and body, whatever the status. A form makes it a POST from our own pages. */
export function ask(url, { cookie, form, headers } = {}) {
  const body = form && new URLSearchParams(form).toString();
  const all = { accept: form ? "application/json" : "text/html", ...headers };
  if (cookie) all.cookie = `session=${cookie}`;
  if (form) Object.assign(all, { "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(body) });
  return new Promise((answered, fault) => {
    const request = http.request(url, { method: form ? "POST" : "GET", headers: all }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part)).on("error", fault);
      response.on("end", () => answered({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    });
    request.on("error", fault).end(body);
  });
}

/** What a server function answers. */
export async function call(base, cookie, name, form = {}) {
  const { status, body } = await ask(`${base}/api/caseload/${name}`, { cookie, form });
  if (status !== 200) throw new Error(`${name} answered ${status}: ${body}`);
  return JSON.parse(body);
}

export async function signIn(base, { email, password }) {
  const { status, headers, body } = await ask(`${base}/api/caseload/auth/api/sign_in`, { form: { email, password } });
  const cookie = (headers["set-cookie"] ?? []).map((line) => /^session=([^;]+)/.exec(line)?.[1]).find(Boolean);
  if (status !== 200 || !cookie) throw new Error(`Signing in as ${email} answered ${status}: ${body}`);
  return cookie;
}

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
