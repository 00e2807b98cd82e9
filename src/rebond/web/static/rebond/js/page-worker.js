// Keeps a page and what it is made of: the network first, what was kept when there is none.
const CACHE = "road";
const LATE_MS = 8_000; // one bar of network answers nothing for minutes

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(freshOrKept(event.request));
});

async function freshOrKept(request) {
  const cache = await caches.open(CACHE);
  const fresh = fetch(request);
  const late = new Promise((_, refuse) => setTimeout(() => refuse(new Error("late")), LATE_MS));
  try {
    return await Promise.race([fresh, late]);
  } catch {
    return (await cache.match(request, { ignoreVary: true })) ?? fresh;
  }
}
