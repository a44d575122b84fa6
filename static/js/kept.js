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
