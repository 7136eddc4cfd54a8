// The service worker of one build. The server fills in which: /pkg/<version> and what is under it.
const PKG = "{{pkg}}";
const FILES = {{files}};
const CACHE = "caseload " + PKG;
const NOTHING_REACHED = "/offline";

// Without cookies: the page for no connection is the same for everyone.
const fresh = (path) => new Request(path, { credentials: "omit", cache: "no-cache" });

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([NOTHING_REACHED, PKG + "/caseload.css", "/favicon.svg"].map(fresh))));
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
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/pkg/") || pathname === "/favicon.svg") event.respondWith(file(request));
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
    return (await caches.match(NOTHING_REACHED)) || Response.error();
  }
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
