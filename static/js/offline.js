// The service worker: the clock opens from the device, at once and without the network, and presses
// that wait are delivered in the background where the browser can.

import { deliverUnseen } from "./deliver.js";
import { dropKiosk, dropPage, keepPage, keptFace, keptKiosk, keptPage, renewKiosk } from "./kept.js";
import { forgetDevice } from "./told.js";

const ROOT = new URL("../", import.meta.url);
const SHELL = `shell ${ROOT.pathname}`;
const FILES = ["css/site.css", "img/icon.svg", "js/punch.js", "js/queue.js", "js/deliver.js",
  "js/kept.js", "js/effort.js", "js/push.js", "css/kiosk.css", "js/kiosk.js", "js/kiosk_sends.js"].map((file) => new URL(file, ROOT).href);
const PATIENCE = 3000, TABLET = "/kiosk/", PHOTOS = "/kiosk/photo/";

/** Fetches the clock page anew; false where nobody is signed in or the server is away. */
async function renew() {
  const answer = await fetch("/", { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return false;
  await keepPage(answer);
  return true;
}

async function install() {
  const shell = await caches.open(SHELL);
  await shell.addAll(FILES);
  await self.skipWaiting();
}

/** Files of an earlier version stay while the kept page is of that version. */
async function activate() {
  await self.clients.claim();
  if (!await renew() && await keptPage()) return;
  if (!await renewKiosk()) return;
  const old = (await caches.keys()).filter((name) => name.startsWith("shell ") && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The tablet's page from the server, and where it is away the kept one: in this language or any. */
async function tablet(request) {
  const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  if (answer?.type === "opaqueredirect") await dropKiosk();
  if (answer && answer.status < 500) return answer;
  return await keptKiosk(request.url) ?? await keptKiosk(TABLET) ?? answer ?? Response.error();
}

async function fetched(request, patience) {
  const answer = await fetch(request, patience ? { signal: AbortSignal.timeout(patience) } : {});
  if (answer.ok && !answer.redirected) await keepPage(answer.clone());
  return answer;
}

/** The kept page at once (it refreshes itself); who reloads asks the server first. */
async function clock(request) {
  const kept = await keptPage();
  if (!kept) return fetched(request);
  const asked = ["reload", "no-cache"].includes(request.cache);
  return asked ? fetched(request, PATIENCE).catch(() => kept) : kept;
}

/** Delivers without a page, and tells pages that are open. */
async function background() {
  const said = await deliverUnseen();
  await renew();
  for (const page of await self.clients.matchAll()) page.postMessage(said);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("sync", (event) => {
  if (event.tag === "deliver") event.waitUntil(background());
});
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (["/sign-in", "/sign-out"].includes(url.pathname)) {
    if (url.pathname === "/sign-out") event.waitUntil(forgetDevice().catch(() => {}));
    event.respondWith(dropPage().then(() => fetch(request)));
  } else if (request.method === "GET" && url.pathname.startsWith("/assets/")) {
    event.respondWith(caches.match(request).then((file) => file ?? fetch(request)));
  } else if (request.method === "GET" && url.pathname.startsWith(PHOTOS)) {
    event.respondWith(keptFace(request).then((face) => face ?? fetch(request)));
  } else if (request.mode === "navigate" && request.method === "GET" && url.pathname === "/") {
    event.respondWith(clock(request));
  } else if (request.mode === "navigate" && request.method === "GET" && url.pathname === TABLET) {
    event.respondWith(tablet(request));
  }
});
