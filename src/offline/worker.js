// The service worker of one build. The server fills in which: /pkg/<version> and what is under it.
const PKG = "{{pkg}}";
const FILES = {{files}};
const CACHE = "caseload " + PKG;
const NOTHING_REACHED = "/offline";

// Without cookies: the page for no connection is the same for everyone.
const fresh = (path) => new Request(path, { credentials: "omit", cache: "no-cache" });

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([NOTHING_REACHED, "/its-time.js", PKG + "/caseload.css", "/favicon.svg"].map(fresh))));
});

// Only now is no page of the version before left.
self.addEventListener("activate", (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    // The network need not wait until the worker is awake.
    if (self.registration.navigationPreload) await self.registration.navigationPreload.enable();
  };
  event.waitUntil(clean());
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  if (event.data === "keep" && !(navigator.connection && navigator.connection.saveData)) event.waitUntil(keepAll());
  const { caseload, until } = event.data;
  if (caseload) event.waitUntil(seal(caseload, until));
  else if (until) event.waitUntil(stays(until));
  if (event.data === "forget") event.waitUntil(forget());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  // Whoever signs out, or is led to sign in, leaves nothing here.
  if (pathname.endsWith("/sign_out") || (request.mode === "navigate" && pathname === "/signin")) event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (pathname.startsWith("/pkg/") || pathname === "/favicon.svg" || pathname === "/its-time.js") event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(event));
});

// A file under /pkg/<version> never changes: what is kept is right.
async function file(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200 && new URL(request.url).pathname.startsWith(PKG + "/")) {
    const copy = answer.clone();
    caches.open(CACHE).then((cache) => cache.put(request, copy)).catch(() => {});
  }
  return answer;
}

// Pages are never kept: they hold the practice's data.
async function page(event) {
  try {
    return (await event.preloadResponse) || (await fetch(event.request));
  } catch {
    const plain = await caches.match(NOTHING_REACHED);
    if (!plain) return Response.error();
    const kept = await unsealed().catch(() => null);
    if (!kept) return plain;
    const whole = (await plain.text()).replace("<!--kept-->", () => shown(kept));
    return new Response(whole, { headers: plain.headers });
  }
}

// ── today's caseload ──
// One record: what is sealed, its key, and from when until when it may be read. The key can't be taken out of this browser, is
// made anew each time, and goes with the record: then nothing is left that opens what was sealed.

function records(mode, ask) {
  return new Promise((done, failed) => {
    const opening = indexedDB.open("caseload", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction("kept", mode);
      const asked = ask(transaction.objectStore("kept"));
      transaction.oncomplete = () => (database.close(), done(asked.result));
      transaction.onabort = transaction.onerror = () => (database.close(), failed(transaction.error));
    };
  });
}

// Whatever is being sealed when it is forgotten is forgotten too.
let forgotten = 0;
const forget = () => (forgotten++, records("readwrite", (kept) => kept.delete("today")));

async function seal(text, until) {
  const before = forgotten;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(text));
  if (forgotten === before) await records("readwrite", (kept) => kept.put({ key, iv, sealed, at: Date.now(), until }, "today"));
}

// What may be read now. A clock that was put back does not make it younger.
const inTime = ({ at, until }) => at <= Date.now() && Date.now() < until;

// Someone works with it: it may be read as much longer. In one transaction, so that what is forgotten meanwhile does not come back.
const stays = (until) =>
  records("readwrite", (kept) => {
    const asked = kept.get("today");
    asked.onsuccess = () => {
      const record = asked.result;
      if (record && !inTime(record)) kept.delete("today");
      else if (record && until > record.until) kept.put({ ...record, at: Date.now(), until }, "today");
    };
    return asked;
  });

async function unsealed() {
  const record = await records("readonly", (kept) => kept.get("today"));
  if (!record) return null;
  if (!inTime(record)) return forget().then(() => null);
  const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: record.iv }, record.key, record.sealed);
  return { ...JSON.parse(new TextDecoder().decode(bytes)), at: record.at, until: record.until };
}

const plain = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const clock = (moment) => plain(new Date(moment).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" }));

function shown({ whose, practice, date, visits, clients, more, read, until }) {
  const visit = (v) =>
    `<li><strong>${plain(v.starts)}–${plain(v.ends)}</strong> <bdi>${plain(v.client)}</bdi><span class="kept-detail">${plain(v.what)}</span></li>`;
  const phone = (c) => (c.phone ? `<a href="tel:${plain(c.phone.replace(/[^+\d]/g, ""))}">${plain(c.phone)}</a>` : "");
  const client = (c) => `<li><bdi>${plain(c.name)}</bdi> ${phone(c)}</li>`;
  return `<section class="kept" aria-label="Kept on this device" data-until="${Number(until)}">
<h2>${plain(date)}</h2>
<p>As it was at ${clock(read)}, for ${plain(whose)} at ${plain(practice)}. It can be read here until ${clock(until)}.</p>
<ul class="kept-visits">${visits.map(visit).join("") || "<li>No visits today.</li>"}</ul>
<h2>Caseload</h2>
<ul class="kept-clients">${clients.map(client).join("")}</ul>
${more ? `<p>And ${Number(more)} more, who are not kept here.</p>` : ""}
</section>
<script src="/its-time.js"></script>`;
}

// One after the other, so that nobody's work waits for it.
async function keepAll() {
  const cache = await caches.open(CACHE);
  for (const path of FILES) {
    if (await cache.match(path, { ignoreVary: true })) continue;
    try {
      const answer = await fetch(fresh(path));
      if (answer.status === 200) await cache.put(path, answer);
    } catch {
      return;
    }
  }
}
