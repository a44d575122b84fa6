// The clock page as it was seen last, kept on this device so that it opens without the network.
// It goes when somebody signs in or out.

const PAGE = "clock-page";

/** Keeps a clock page with its headers; ``text`` where its body has been read already. */
export async function keepPage(answer, text) {
  if (!self.caches) return;
  const body = text ?? await answer.text();
  const cache = await caches.open(PAGE);
  await cache.put("/", new Response(body, { headers: answer.headers }));
}

export const keptPage = () => caches.match("/", { cacheName: PAGE, ignoreVary: true });
export const dropPage = () => self.caches?.delete(PAGE);

// The shared tablet's page, in each of its languages; it holds nobody's name.
const KIOSK = "kiosk-page";

/** Keeps the tablet's page as the server answers now; false where one could not be fetched. */
export async function keepKiosk(addresses) {
  if (!self.caches) return false;
  const cache = await caches.open(KIOSK);
  let all = true;
  for (const address of addresses) {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store" }).catch(() => null);
    // What can't be reached stays as it was: there is no moment at which the tablet can't open.
    if (!answer?.ok || answer.redirected) all = false;
    else await cache.put(address, answer);
  }
  return all;
}

/** Keeps anew whatever is kept; false where the server is away. */
export async function renewKiosk() {
  const kept = await (await caches.open(KIOSK)).keys();
  return keepKiosk(kept.map((request) => request.url));
}

export const keptKiosk = (address) => caches.match(address, { cacheName: KIOSK, ignoreVary: true });
export const dropKiosk = () => Promise.all([self.caches?.delete(KIOSK), self.caches?.delete(FACES)]);

// The pictures on the tablet's tiles: those that the server names, and no other.
const FACES = "kiosk-faces";

/** Keeps the pictures at some addresses and drops all others, as deleted ones are named no more. */
export async function keepFaces(addresses) {
  if (!self.caches) return;
  const cache = await caches.open(FACES), wanted = new Set(addresses.map((one) => new URL(one, location.href).href));
  for (const held of await cache.keys()) {
    if (!wanted.delete(held.url)) await cache.delete(held);
  }
  for (const address of wanted) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok && !answer.redirected) await cache.put(address, answer);
  }
}

export const keptFace = (request) => caches.match(request, { cacheName: FACES, ignoreVary: true });
