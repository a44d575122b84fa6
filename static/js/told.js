// What the service worker does with a reminder that was pushed: shows it, opens the clock, stops it.

const HEADERS = { "Content-Type": "application/json", Accept: "application/json" };

async function show({ title, body, tag, lang, action, stop }) {
  await self.registration.showNotification(title, { body, tag, lang, icon: new URL("../img/icon-192.png", import.meta.url).href,
    data: { stop }, actions: [{ action: "stop", title: action }] });
}

/** Stops it at once where somebody is signed in here; else the page with the button opens. */
async function stop(address) {
  const me = await fetch("/punch/token", { redirect: "manual", headers: HEADERS }).then((answer) => answer.ok ? answer.json() : null);
  const answer = me && await fetch(address, { method: "POST", body: "{}", headers: { ...HEADERS, "X-CSRFToken": me.token } });
  if (!answer?.ok) throw new Error("not stopped");
}

async function open(address) {
  const pages = await self.clients.matchAll({ type: "window" });
  const there = pages.find((page) => new URL(page.url).pathname === address);
  await (there ? there.focus() : self.clients.openWindow(address));
}

/** The browser changed its subscription by itself: the server hears of the new one. */
async function renew(old) {
  const fresh = await self.registration.pushManager.subscribe(old.options);
  const me = await fetch("/punch/token", { headers: HEADERS }).then((answer) => answer.json());
  await fetch("/reminders/devices/", { method: "POST", body: JSON.stringify(fresh), headers: { ...HEADERS, "X-CSRFToken": me.token } });
}

/** Who signs out is reminded here no more; the service then tells the server that nobody listens. */
export async function forgetDevice() {
  const held = await self.registration.pushManager?.getSubscription();
  await held?.unsubscribe();
}

self.addEventListener("push", (event) => {
  if (event.data) event.waitUntil(show(event.data.json()));
});
self.addEventListener("notificationclick", (event) => {
  const address = event.notification.data.stop;
  event.notification.close();
  event.waitUntil(event.action === "stop" ? stop(address).catch(() => open(address)) : open("/"));
});
self.addEventListener("pushsubscriptionchange", (event) => {
  if (event.oldSubscription) event.waitUntil(renew(event.oldSubscription));
});
