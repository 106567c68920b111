// Opens the studio without a network: its pages and their files lie in this browser, and nothing else does. What the server
// answers to calls, pictures and uploads passes by untouched. The build writes names and version in.
const VERSION = "__VERSION__"
const FILES = new Set(["__FILES__"])
const PREFIX = "justesse-studio-"
const CACHE = PREFIX + VERSION
/** The page that was open when the studio was upgraded goes on with the files that it began with. */
const KEPT_VERSIONS = 2
/** A network that gives no page for so long is as good as none. */
const PAGE_WITHIN_MS = 5_000

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()))
})

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOld().then(() => self.clients.claim()))
})

self.addEventListener("fetch", (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== "GET" || origin !== self.location.origin) return
  if (request.mode === "navigate") {
    if (!/^\/(api|trpc|media|download|upload|healthz|readyz|metrics)(\/|$)/.test(pathname))
      event.respondWith(page(request))
  } else if (FILES.has(pathname) || pathname.startsWith("/assets/")) event.respondWith(file(request))
})

async function fill() {
  const cache = await caches.open(CACHE)
  await cache.addAll([new Request("/", { cache: "reload" }), ...FILES])
}

async function forgetOld() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  await Promise.all(names.slice(0, Math.max(0, names.length - KEPT_VERSIONS + 1)).map((name) => caches.delete(name)))
}

/** Every address of the studio is the same page: from the network, and without one as it was last. */
async function page(request) {
  const late = new Promise((_, reject) => setTimeout(reject, PAGE_WITHIN_MS))
  try {
    return await Promise.race([fetch(request), late])
  } catch {
    return (await caches.match("/", { cacheName: CACHE })) ?? fetch(request)
  }
}

/** Files are named by what is in them: what is here is right. */
async function file(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}
