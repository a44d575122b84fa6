// "Remind me on this phone": asks the browser, subscribes with its push service, tells the server.

const box = document.getElementById("push"), status = document.getElementById("status");

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

function say(text, kind) {
  const note = document.createElement("div");
  note.className = `note ${kind}`;
  note.textContent = text;
  status.replaceChildren(note);
}

/** The browser's subscription with our key; one with an older key is given up. */
async function subscription(worker) {
  const held = await worker.pushManager.getSubscription();
  const key = bytes(box.dataset.key);
  const same = held && String(new Uint8Array(held.options.applicationServerKey)) === String(key);
  if (held && !same) await held.unsubscribe();
  return same ? held : worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function subscribe() {
  if (await Notification.requestPermission() !== "granted") { say(box.dataset.refused, "warn"); return; }
  const worker = await navigator.serviceWorker.ready;
  const body = JSON.stringify(await subscription(worker));
  const token = document.querySelector("meta[name=csrf-token]").content;
  const answer = await fetch(box.dataset.devices, { method: "POST", body,
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token } });
  const said = await answer.json();
  if (!answer.ok) { say(said.message, "bad"); return; }
  box.hidden = true;
  say(said.said, "good");
}

/** Offers it where the browser can and this phone doesn't yet. */
async function offer() {
  if (!box || !("PushManager" in self) || !("Notification" in self)) return;
  const worker = await navigator.serviceWorker?.register("/sw.js", { type: "module" });
  const held = await worker?.pushManager.getSubscription();
  box.hidden = !worker || Boolean(held && Notification.permission === "granted");
}

box?.querySelector("button").addEventListener("click", () => {
  subscribe().catch(() => say(box.dataset.failed, "bad"));
});
offer().catch(() => {});
