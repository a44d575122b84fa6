// The shared tablet: a badge or a name with its PIN, then one press. A press is stored here before
// it is sent, under the tablet's number, and nobody's data stays on the screen.

import { forget, keep, nextSeq, uuid4, waiting } from "./queue.js";

const root = document.getElementById("kiosk"), words = root.dataset;
const OWNER = `kiosk ${words.tablet}`, DIGITS = Number(words.digits);
const SHOWN = 8000, IDLE = 30000, MORE = 30000, AGAIN = [2000, 5000, 15000, 60000];
const $ = (id) => document.getElementById(id);
let people = [], chosen = null, pin = "", known = null, timer = 0, until = 0, failures = 0, retry = 0;

const wall = (at) => at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });

/** Offline, the tablet goes by what it saw last of each worker. */
const seen = new Map(Object.entries(JSON.parse(localStorage.getItem("kiosk-seen") || "{}")));

function remember(person, state) {
  seen.set(String(person), state);
  localStorage.setItem("kiosk-seen", JSON.stringify(Object.fromEntries(seen)));
}

function stage(name, ms = 0) {
  for (const part of root.querySelectorAll("[data-stage]")) part.hidden = part.dataset.stage !== name;
  until = ms ? Date.now() + ms : 0;
  root.querySelector(`[data-stage=${name}] [tabindex="-1"]`)?.focus();
}

function clear() {
  chosen = known = null;
  pin = "";
  for (const id of ["pin-name", "press-name", "press-words", "done-name", "done-words", "dots"]) $(id).textContent = "";
  $("choices").replaceChildren();
  $("find").value = "";
  list();
  stage("idle");
}

const initials = (name) => name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();

function list() {
  const wanted = $("find").value.trim().toLocaleLowerCase();
  const found = people.filter((one) => one.name.toLocaleLowerCase().includes(wanted)).slice(0, 60);
  $("names").replaceChildren(...found.map((one) => {
    const item = document.createElement("li"), button = document.createElement("button"), mark = document.createElement("span");
    mark.className = "initials";
    mark.setAttribute("aria-hidden", "true");
    mark.textContent = initials(one.name);
    button.type = "button";
    button.append(mark, one.name);
    button.addEventListener("click", () => { chosen = one; pin = ""; dots(); $("pin-name").textContent = one.name; stage("pin", IDLE); });
    item.append(button);
    return item;
  }));
  $("nobody").hidden = found.length > 0;
}

function dots() {
  $("dots").textContent = "●".repeat(pin.length) + "○".repeat(DIGITS - pin.length);
}

async function call(address, body) {
  const send = () => fetch(address, { method: "POST", signal: AbortSignal.timeout(8000), redirect: "manual",
    headers: { "Content-Type": "application/json", Accept: "application/json",
      "X-CSRFToken": document.querySelector("meta[name=csrf-token]")?.content ?? "" },
    body: JSON.stringify(body) });
  let answer = await send();
  if (answer.status === 400 && await renewToken()) answer = await send();
  return answer;
}

async function renewToken() {
  const answer = await fetch(words.home, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("meta[name=csrf-token]");
  if (fresh) document.querySelector("meta[name=csrf-token]").content = fresh.content;
  return Boolean(fresh);
}

function done(name, said, ms = SHOWN) {
  $("done-name").textContent = name;
  $("done-words").textContent = said;
  stage("done", ms);
}

/** Asks the server who stands here; null where it can't be reached. */
async function who(proof) {
  try {
    const answer = await call(words.who, proof);
    if (answer.status === 401) { done("", words.gone); return {}; }
    if (answer.status >= 500) return null;
    const said = await answer.json();
    if (!answer.ok) { refuse(said); return {}; }
    remember(said.person, said.choices[0].intent === "in" ? "out" : "in");
    return said;
  } catch { return null; }
}

function refuse(said) {
  pin = "";
  if (chosen && said.error !== "badge") { dots(); $("pin-words").textContent = said.message; stage("pin", IDLE); }
  else done("", said.message);
}

function offerChoices(found) {
  known = found;
  $("press-name").textContent = found.name;
  $("press-words").textContent = found.words ?? "";
  $("choices").replaceChildren(...found.choices.map((choice, n) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = n ? "" : `big ${choice.intent}`;
    button.textContent = choice.label;
    button.addEventListener("click", () => press(found, choice.intent), { once: true });
    return button;
  }));
  stage("press", IDLE);
}

/** Without the server: by what this tablet saw last of him, and the press says how it knew him. */
function unreached(person, proof) {
  const state = seen.get(String(person.id)) ?? "out";
  const order = state === "in" ? ["out", "in"] : ["in", "out"];
  const choices = order.map((intent) => ({ intent, label: words[intent] }));
  return { person: person.id, name: person.name, choices, sure: seen.has(String(person.id)), ...proof };
}

async function digest(text) {
  if (!crypto.subtle) return text;
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (n) => n.toString(16).padStart(2, "0")).join("");
}

async function badge(code) {
  const read = await digest(code);
  let found = await who({ badge: read });
  if (found === null) {
    const person = people.find((one) => one.marks.includes(read.slice(0, 8)));
    if (!person) { done("", words.unknown); return; }
    found = unreached(person, { badge: read });
  }
  if (!found.choices) return;
  // One motion: what the badge means is decided by what was seen, and only where that is sure.
  if (found.sure) await press(found, found.choices[0].intent);
  else offerChoices(found);
}

async function typed() {
  const person = chosen;
  const found = await who({ person: person.id, pin });
  pin = "";
  if (found === null) offerChoices(unreached(person, {}));
  else if (found.choices) offerChoices(found);
}

async function press(found, intent) {
  const made = Date.now();
  const entry = { uuid: uuid4(), person: OWNER, worker: found.person, intent, made, tries: 0, seq: nextSeq(),
    claimed_at: Math.floor(made / 1000), ticket: found.ticket ?? "", badge: found.ticket ? "" : found.badge ?? "" };
  const time = wall(new Date(made));
  try { await keep(entry); } catch { /* A tablet that can store nothing still sends. */ }
  remember(found.person, intent === "out" ? "out" : "in");
  const outcome = found.ticket ? await send(entry) : { later: true };
  if (outcome.said) await forget(entry.uuid).catch(() => {});
  else if (!outcome.later) await keep({ ...entry, refused: outcome.refused }).catch(() => {});
  done(found.name, outcome.said ?? outcome.refused ?? words.saved.replace("{time}", time));
  if (outcome.later) deliver();
  count();
}

async function send(entry) {
  const { uuid, intent, claimed_at, seq, ticket, badge: read, worker } = entry;
  const late = entry.tries > 0 || Date.now() - entry.made > 10000 || !ticket;
  try {
    const answer = await call(words.punch, { uuid, intent, claimed_at, device_seq: seq, ticket, badge: read, person: worker, offline: late });
    if (answer.status === 401 || answer.status === 429 || answer.status >= 500 || answer.type === "opaqueredirect") return { later: true };
    const said = await answer.json();
    return answer.ok ? { said: said.said } : { refused: said.message || `HTTP ${answer.status}` };
  } catch { return { later: true }; }
}

async function oneByOne() {
  for (const entry of await waiting(OWNER)) {
    if (entry.refused) continue;
    const outcome = await send({ ...entry, tries: entry.tries + 1 });
    if (outcome.said) { failures = 0; await forget(entry.uuid); }
    else await keep({ ...entry, tries: entry.tries + 1, refused: outcome.refused });
    if (outcome.later) { failures += 1; return; }
  }
}

async function deliver() {
  clearTimeout(retry);
  await (navigator.locks ? navigator.locks.request("timesheet-kiosk", oneByOne) : oneByOne()).catch(() => {});
  if (await count()) retry = setTimeout(deliver, AGAIN[Math.min(failures, AGAIN.length - 1)]);
}

async function count() {
  const left = (await waiting(OWNER).catch(() => [])).filter((entry) => !entry.refused).length;
  const shown = $("queue");
  shown.hidden = !left;
  shown.textContent = left === 1 ? shown.dataset.one : shown.dataset.many.replace("{n}", left);
  return left;
}

async function names() {
  try {
    const answer = await fetch(words.people, { headers: { Accept: "application/json" } });
    if (answer.status === 401) { done("", words.gone); return; }
    if (!answer.ok) return;
    people = (await answer.json()).people;
    localStorage.setItem("kiosk-people", JSON.stringify(people));
  } catch { people = people.length ? people : JSON.parse(localStorage.getItem("kiosk-people") || "[]"); }
  if (!root.querySelector("[data-stage=idle]").hidden) list();
}

// A scanner is a keyboard that types fast and ends with Enter.
let buffer = "", lastKey = 0;
document.addEventListener("keydown", (event) => {
  const fast = event.timeStamp - lastKey < 60;
  lastKey = event.timeStamp;
  if (event.key === "Enter" && buffer.length >= 6) {
    const code = buffer;
    buffer = "";
    event.preventDefault();
    clear();
    badge(code);
    return;
  }
  buffer = event.key.length === 1 ? (fast ? buffer : "") + event.key : fast ? buffer : "";
  if (!root.querySelector("[data-stage=pin]").hidden && /^(\d|Backspace)$/.test(event.key)) digit(event.key === "Backspace" ? "back" : event.key);
});

function digit(value) {
  if (!chosen || pin.length >= DIGITS) return;
  pin = value === "back" ? pin.slice(0, -1) : pin + value;
  until = Date.now() + IDLE;
  dots();
  if (pin.length === DIGITS) typed();
}

root.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.digit) digit(button.dataset.digit);
  else if (button && "cancel" in button.dataset) clear();
});
$("longer").addEventListener("click", () => { until = Date.now() + MORE; });
$("find").addEventListener("input", list);

async function camera() {
  const reader = new BarcodeDetector({ formats: ["qr_code", "code_128", "ean_13"] }), video = $("video");
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" } });
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const stop = () => { for (const track of stream.getTracks()) track.stop(); video.hidden = true; };
  for (const end = Date.now() + IDLE; Date.now() < end && !video.hidden;) {
    const [found] = await reader.detect(video).catch(() => []);
    if (found) { stop(); await badge(found.rawValue); return; }
    await new Promise((next) => setTimeout(next, 150));
  }
  stop();
}
if ("BarcodeDetector" in window && navigator.mediaDevices) {
  $("camera").hidden = false;
  $("camera").addEventListener("click", () => camera().catch(() => { $("camera").hidden = true; }));
}

function tick() {
  $("time").textContent = wall(new Date());
  if (!until) return;
  const left = Math.ceil((until - Date.now()) / 1000);
  $("left").textContent = words.left.replace("{n}", Math.max(0, left));
  if (left <= 0) clear();
}

// The tablet stays here: Back leads to this page again.
history.pushState(null, "", location.href);
addEventListener("popstate", () => { history.pushState(null, "", location.href); clear(); });
addEventListener("online", deliver);
setInterval(tick, 1000);
setInterval(names, 300000);
tick();
names();
deliver();
