// Keeps the program itself, so that a tablet starts and goes on without a network. What people read, write and answer
// goes over addresses under /api, which never pass through here and are never kept.
declare const KEPT: { version: string; files: string[] };

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const kept = `trustcenter-${KEPT.version}`;
const files = new Set(KEPT.files);
/** The film in sign language, which a site puts in its place and may change. */
const ownFilm = '/video/sign';

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(kept)
      .then((cache) => cache.addAll(KEPT.files.map((file) => new Request(file, { cache: 'reload' }))))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== kept).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== worker.location.origin) return;
  if (address.pathname.startsWith(ownFilm)) event.respondWith(newest(request, address.pathname));
  else if (files.has(address.pathname)) event.respondWith(answer(request, address.pathname));
});

/** A file's name holds a hash of its content, so what is kept is right; pages are asked for first. */
async function answer(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(kept);
  const copy = await cache.match(path);
  if (copy && request.mode !== 'navigate') return copy;
  try {
    return await fetch(request);
  } catch (offline) {
    if (copy) return copy;
    throw offline;
  }
}

/** As the site has it now, and without a network as it was seen last. */
async function newest(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(kept);
  try {
    const fresh = await fetch(request);
    if (fresh.status === 200) await cache.put(path, fresh.clone());
    return fresh;
  } catch (offline) {
    const copy = await cache.match(path);
    if (copy) return copy;
    throw offline;
  }
}
