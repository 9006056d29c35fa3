// @ts-check
// Keeps the static shell and two pages for when there is no network, and takes in a film that the phone shares with
// the app. Never keeps, and never answers, a page of somebody's, a film, an upload or anything that they made.
{% autoescape off %}
const { version, offline, offlineFilm, shell } = {{ told }};
const TAKE_IN = "{{ take_in }}";
{% endautoescape %}
const OURS = "sidebyside.shell/";
const LEFT_ALONE = /^\/(film|upload)\//;
// More than anybody shares in a week; what another site might push here in a row comes to an end.
const MOST_SHARED = 5;
const ROOM_LEFT = 256 * 1024 * 1024;

const worker = /** @type {any} */ (self);

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(leaveTheRest(event).then(keepShell).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(letOldGo()));

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || LEFT_ALONE.test(pathname)) return;
  if (request.mode === "navigate") {
    if (request.method === "GET") event.respondWith(fromServer(event));
    else if (request.method === "POST" && pathname === TAKE_IN) event.respondWith(takeIn(request));
  } else if (request.method === "GET" && shell.includes(pathname)) {
    event.respondWith(fromShell(request));
  }
});

/** Only navigations and static files come to this worker at all; the rest goes the way it went before.
 * @param {any} event */
async function leaveTheRest(event) {
  const ours = { or: [{ requestMode: "navigate" }, { urlPattern: "/static/*" }] };
  try {
    await event.addRoutes?.({ condition: { not: ours }, source: "network" });
  } catch { /* an older browser: the handler of fetch says the same */ }
}

async function keepShell() {
  const kept = await caches.open(OURS + version);
  // Without cookies, so that the server could not put anybody's name into it.
  for (const page of [offline, offlineFilm]) await kept.add(new Request(page, { credentials: "omit", cache: "reload" }));
  await kept.addAll(shell);
}

async function letOldGo() {
  const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== OURS + version);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.registration.navigationPreload?.enable();
}

/** @param {any} event */
async function fromServer(event) {
  try {
    return (await event.preloadResponse) || (await fetch(event.request));
  } catch {
    const page = new URL(event.request.url).pathname === offlineFilm ? offlineFilm : offline;
    return (await (await caches.open(OURS + version)).match(page)) || Response.error();
  }
}

/** @param {Request} request */
async function fromShell(request) {
  const kept = await (await caches.open(OURS + version)).match(request, { ignoreSearch: true });
  return kept || fetch(request);
}

/** A film shared from the phone's gallery: kept on the device; the page asks which lesson it is of.
 * @param {Request} request */
async function takeIn(request) {
  let said = "";
  try {
    const films = (await request.formData()).getAll("film").filter((one) => one instanceof File && one.size > 0);
    said = films.length ? await keepFilms(/** @type {File[]} */ (films)) : "?said=nothing";
  } catch {
    said = "?said=not-kept";
  }
  return Response.redirect(TAKE_IN + said, 303);
}

/** @param {File[]} films @returns {Promise<string>} */
async function keepFilms(films) {
  const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) || {};
  const wanted = films.reduce((sum, film) => sum + film.size, 0);
  if (quota && wanted + ROOM_LEFT > quota - usage) return "?said=no-room";
  const base = await openShared();
  const writing = base.transaction("films", "readwrite");
  const rows = writing.objectStore("films");
  const there = await new Promise((settle) => { const asked = rows.count(); asked.onsuccess = () => settle(asked.result); });
  if (there + films.length > MOST_SHARED) { base.close(); return "?said=too-many"; }
  for (const file of films) rows.put({ code: crypto.randomUUID(), person: "", strand: "", size: file.size, at: Date.now(), file });
  return new Promise((settle) => {
    writing.oncomplete = () => { base.close(); settle(""); };
    writing.onabort = () => { base.close(); settle("?said=not-kept"); };
  });
}

/** The same as in shared-store.js: a worker of this kind imports no module. @returns {Promise<IDBDatabase>} */
function openShared() {
  return new Promise((settle, fail) => {
    const asked = indexedDB.open("sidebyside-shared", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("films", { keyPath: "code" });
    asked.onsuccess = () => settle(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}
