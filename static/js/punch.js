// The clock button: a press is stored on the device, then sent, then shown as the server counts it.
// Without this file the form does the same by a plain POST.

import { deliver } from "./deliver.js";
import { keep, nextSeq, uuid4, waiting } from "./queue.js";

const panel = document.getElementById("panel");
const status = document.getElementById("status");
const notice = document.getElementById("waiting");
const person = Number(panel.dataset.person);
const QUIET = 1500, AGAIN = [2000, 5000, 15000, 60000];
let ahead = 0, pressedAt = -QUIET, failures = 0, timer = 0, delivering = null;

const AFTER = { in: "in", out: "out", break_start: "break", break_end: "in", transfer: "in" };

function say(text, kind) {
  const note = document.createElement("div");
  note.className = `note ${kind}`;
  note.textContent = text;
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
  setClock();
  tick();
  if (focused && pressedAt > 0) setTimeout(() => panel.querySelector("button.big")?.focus({ preventScroll: true }), QUIET + 50);
}

async function refresh() {
  await show(await fetch(panel.dataset.refresh, { headers: { Accept: "text/html" } }));
}

/** Shows what a fetched clock page says, and its message if it has one. */
async function show(answer) {
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("panel");
  if (!fresh) { location.reload(); return; }
  const fragment = document.createDocumentFragment();
  fragment.append(...fresh.childNodes);
  swap(fragment);
  const message = page.getElementById("status");
  if (message?.children.length) status.replaceChildren(...message.childNodes);
}

/** Shows what the clock will show once the press is delivered. */
function foresee(intent) {
  const face = document.querySelector(`template[data-face="${AFTER[intent]}"]`);
  panel.querySelector("[data-face]").replaceChildren(face.content.cloneNode(true));
  panel.querySelector("[data-words]").textContent = face.dataset.words;
  panel.querySelector(".now").className = `card now ${AFTER[intent]}`;
  for (const old of panel.querySelectorAll("[data-since], [data-since-words], [data-until], [data-online]")) old.remove();
  for (const note of panel.querySelectorAll("[name=note]")) note.value = "";
  hold();
}

async function count(signIn) {
  const all = (await waiting(person)).filter((press) => !press.refused);
  notice.hidden = all.length === 0;
  if (!all.length) return 0;
  const words = all.length === 1 ? notice.dataset.one : notice.dataset.many.replace("{n}", all.length);
  notice.querySelector("div").textContent = signIn ? `${words} ${notice.dataset.signIn}` : words;
  return all.length;
}

async function tell(press, outcome) {
  if (outcome.done) { failures = 0; say(outcome.said, outcome.outcome === "already" ? "warn" : "good"); }
  else if (outcome.refused) {
    say(`${panel.dataset.failed} ${outcome.refused}`, "bad");
  } else {
    failures += 1;
    await count(outcome.signIn);
    say("", "");
    foresee(press.intent);
  }
}

async function sendAll() {
  clearTimeout(timer);
  let settled = false;
  const told = async (press, outcome) => { settled ||= !outcome.later && !outcome.signIn; await tell(press, outcome); };
  delivering ??= deliver(person, told).finally(() => { delivering = null; });
  await delivering;
  const left = await count(false);
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
  for (const button of panel.querySelectorAll("button")) button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    await show(answer);
  } catch {
    say(panel.dataset.offline, "warn");
    for (const button of panel.querySelectorAll("button")) button.disabled = false;
  }
}

async function press(form, intent) {
  pressedAt = performance.now();
  hold();
  say(panel.dataset.saving, "");
  const made = Date.now();
  const entry = { uuid: uuid4(), person, intent, made, since_load: pressedAt, tries: 0,
    claimed_at: Math.floor(made / 1000), seq: nextSeq(),
    ...said(form) };
  try { await keep(entry); } catch { form.requestSubmit ? submitPlainly(form, intent) : form.submit(); return; }
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

/** The page counts by the server's clock, whatever the device's says. */
function setClock() {
  ahead = Date.now() / 1000 - Number(panel.querySelector("[data-now]").dataset.now);
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
setClock();
tick();
sendAll();
