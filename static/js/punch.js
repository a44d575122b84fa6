// The clock button: a press is stored on the device, then sent, then shown as the server counts it.
// Without this file the form does the same by a plain POST.

import { deliver, useToken } from "./deliver.js";
import { spent } from "./effort.js";
import { dropPage, keepPage } from "./kept.js";
import { keep, nextSeq, others, ready, uuid4, waiting } from "./queue.js";

const panel = document.getElementById("panel");
const status = document.getElementById("status");
const notice = document.getElementById("waiting");
const person = Number(panel.dataset.person);
const QUIET = 1500, AGAIN = [2000, 5000, 15000, 60000];
// Made beforehand: the first use of a language's habits takes longer than all else in a press.
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
let away = false, ahead = 0, pressedAt = -QUIET, failures = 0, timer = 0, delivering = null;

const AFTER = { in: "in", out: "out", break_start: "break", break_end: "in", transfer: "in" };

function say(text, kind) {
  const note = document.createElement("div");
  note.className = `note ${kind}`;
  note.textContent = text;
  // Screen readers hear what comes of it, a moment later.
  if (kind === "saving") note.ariaHidden = "true";
  status.replaceChildren(...(text ? [note] : []));
}

/** A second click of a double click must not land on the button that the first one brought. */
function hold() {
  const left = QUIET - (performance.now() - pressedAt);
  for (const button of panel.querySelectorAll("button")) button.disabled = left > 0;
  if (left > 0) setTimeout(hold, left);
}

function swap(content) {
  const focused = panel.contains(document.activeElement) || document.activeElement === document.body;
  panel.replaceChildren(content);
  hold();
  tick();
  if (focused && pressedAt > 0) setTimeout(() => panel.querySelector("button.big")?.focus({ preventScroll: true }), QUIET + 50);
}

async function refresh() {
  await show(await fetch(panel.dataset.refresh, { headers: { Accept: "text/html" } }));
}

/** Shows what a fetched clock page says, and its message if it has one; keeps it for later. */
async function show(answer) {
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const text = await answer.text();
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.getElementById("panel");
  if (!fresh) { away = true; await dropPage(); await count(true); return; }
  if (fresh.dataset.person !== panel.dataset.person) { location.reload(); return; }
  useToken(page.querySelector("meta[name=csrf-token]").content);
  await released();
  // Asked for before the last press, answered after it: the page that follows knows better.
  if (lastHere() > version(fresh)) return;
  const left = await unsent();
  const fragment = document.createDocumentFragment();
  fragment.append(...fresh.childNodes);
  swap(fragment);
  if (left.length) foresee(left.at(-1).intent);
  setClock();
  const message = page.getElementById("status");
  if (message?.children.length) status.replaceChildren(...message.childNodes);
  await keepPage(answer, text);
}

/** A panel that comes under a finger would take the press away that the finger is making. */
async function released() {
  while (panel.querySelector("button:active")) await new Promise((next) => setTimeout(next, 50));
}

const version = (part) => Number(part.querySelector("[name=seen_state_version]")?.value ?? 0);

/** The state that the server told of the last press from here; 0 where it was somebody else's. */
function lastHere() {
  const last = JSON.parse(localStorage.getItem("clock") || "null");
  return last?.person === person ? last.version : 0;
}

const unsent = async () => (await waiting(person)).filter((press) => !press.refused);

/** Shows what the clock will show once the press is delivered. */
function foresee(intent) {
  const face = document.querySelector(`template[data-face="${AFTER[intent]}"]`);
  panel.querySelector("[data-face]").replaceChildren(face.content.cloneNode(true));
  panel.querySelector("[data-words]").textContent = face.dataset.words;
  panel.querySelector(".now").className = `card now ${AFTER[intent]}`;
  for (const old of panel.querySelectorAll("[data-since], [data-since-words], [data-until], [data-online]")) old.remove();
  for (const running of panel.querySelectorAll("[data-running]")) running.hidden = AFTER[intent] === "out";
  for (const note of panel.querySelectorAll("[name=note]")) note.value = "";
  hold();
}

/** Says how many presses wait, those of others on this device too, and who must sign in. */
async function count(signIn) {
  const all = await unsent();
  const strangers = await others(person);
  const { one, many, signIn: asked, others: theirs } = notice.dataset;
  const words = [all.length === 1 ? one : all.length ? many.replace("{n}", all.length) : "",
    signIn ? asked : "", strangers ? theirs.replace("{n}", strangers) : ""].filter(Boolean);
  notice.hidden = words.length === 0;
  notice.querySelector("span").textContent = words.join(" ");
  notice.querySelector("a").hidden = !signIn;
  return all.length;
}

/** The browser delivers by itself once the network is back, where it can. */
async function askForSync() {
  const worker = await navigator.serviceWorker?.getRegistration();
  await worker?.sync?.register("deliver").catch(() => {});
}

async function tell(press, outcome) {
  if (outcome.done) {
    failures = 0;
    localStorage.setItem("clock", JSON.stringify({ person, version: outcome.state_version, intent: press.intent }));
    say(outcome.said, outcome.outcome === "already" ? "warn" : "good");
  }
  else if (outcome.refused) {
    say(`${panel.dataset.failed} ${outcome.refused}`, "bad");
  } else {
    failures += 1;
    away = outcome.signIn;
    await count(away);
    await askForSync();
  }
}

async function sendAll() {
  clearTimeout(timer);
  let settled = false;
  const told = async (press, outcome) => { settled ||= !outcome.later && !outcome.signIn; await tell(press, outcome); };
  delivering ??= deliver(person, told).finally(() => { delivering = null; });
  await delivering;
  if (settled) away = false;
  const left = await count(away);
  if (settled && !left) await refresh().catch(() => {});
  if (left) timer = setTimeout(sendAll, AGAIN[Math.min(failures, AGAIN.length) - 1] ?? 0);
}

/** What a form says besides its intent; an empty field says nothing. */
function said(form) {
  const value = (name) => form.elements[name]?.value || undefined;
  const number = (name) => value(name) && Number(value(name));
  return { seen_state_version: number("seen_state_version") ?? 0, project: number("project"),
    task: number("task"), note: value("note") };
}

/** Sends an answer or a correction, and shows the page that comes back. */
async function sendForm(form, submitter) {
  const body = new FormData(form, submitter);
  body.append("effort", JSON.stringify(spent()));
  for (const button of panel.querySelectorAll("button")) button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    await show(answer);
  } catch {
    say(panel.dataset.offline, "warn");
    for (const button of panel.querySelectorAll("button")) button.disabled = false;
  }
}

/** Answers within the frame of the press, by what is true by then; storing and sending follow. */
async function press(form, intent) {
  pressedAt = performance.now();
  const made = Date.now(), time = clock.format(made);
  say(panel.dataset.pressed.replace("{time}", time), "saving");
  hold();
  const entry = { uuid: uuid4(), person, intent, made, since_load: pressedAt, tries: 0,
    claimed_at: Math.floor(made / 1000), seq: nextSeq(),
    ...said(form), effort: spent() };
  try { await keep(entry); } catch { submitPlainly(form, intent); return; }
  say(panel.dataset.kept.replace("{time}", time), "");
  foresee(intent);
  navigator.storage?.persist?.();
  await sendAll();
}

/** Where the device can't store anything, the plain form still works. */
function submitPlainly(form, intent) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "intent", value: intent });
  form.append(field);
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  form.submit();
}

/** The page counts by the server's clock, whatever the device's says; only a fresh page knows it. */
function setClock() {
  ahead = Date.now() / 1000 - shownAt();
  localStorage.setItem("ahead", String(ahead));
}

const shownAt = () => Number(panel.querySelector("[data-now]").dataset.now);

/** A page kept on the device shows what was; what has been pressed since then is put on top. */
async function catchUp() {
  ahead = Number(localStorage.getItem("ahead") || 0);
  const old = performance.getEntriesByType("navigation")[0]?.workerStart > 0;
  if (old) status.replaceChildren();
  else setClock();
  const left = await unsent();
  if (left.length) { foresee(left.at(-1).intent); await count(false); }
  else if (lastHere() > version(panel)) foresee(JSON.parse(localStorage.getItem("clock")).intent);
  tick();
  if (old) refresh().catch(() => {});
}

function tick() {
  for (const shown of panel.querySelectorAll("[data-since]")) {
    const minutes = Math.max(0, Math.floor((Date.now() / 1000 - ahead - Number(shown.dataset.since)) / 60));
    shown.textContent = shown.dataset.pattern.replace("{h}", Math.floor(minutes / 60))
      .replace("{m}", String(minutes % 60).padStart(2, "0"));
  }
  const now = Date.now() / 1000 - ahead;
  for (const past of panel.querySelectorAll("[data-until]")) past.hidden = now > Number(past.dataset.until);
}

// "submit" follows the release of the pointer, so a press can be taken back by sliding off.
panel.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.matches("[data-send]")) { sendForm(event.target, event.submitter); return; }
  if (performance.now() - pressedAt < QUIET) return;
  press(event.target, event.submitter.value);
});
addEventListener("online", sendAll);
document.addEventListener("visibilitychange", () => { if (!document.hidden) sendAll(); });
setInterval(tick, 20000);
useToken(document.querySelector("meta[name=csrf-token]").content);
navigator.serviceWorker?.register("/sw.js", { type: "module" });
navigator.serviceWorker?.addEventListener("message", ({ data: told }) => refresh().then(() => count(away))
  .then(() => { if (told) say(told, "good"); }).catch(() => {}));
ready().catch(() => {});
catchUp().then(sendAll);
