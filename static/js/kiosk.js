// The shared tablet: a badge or a name with its PIN, then one press. A press is stored here before
// it is sent, under the tablet's number, and nobody's data stays on the screen.

import { backOf, call, deliver, onCount, pressOf, sendAll } from "./kiosk_sends.js";
import { dropKiosk, keepFaces, keepKiosk } from "./kept.js";

const root = document.getElementById("kiosk"), words = root.dataset;
const DIGITS = Number(words.digits);
const SHOWN = 8000, IDLE = 30000, MORE = 30000, SPOKEN = 30000;
const $ = (id) => document.getElementById(id);
let people = [], chosen = null, pin = "", known = null, until = 0, touched = Date.now(), undoable = [], deducted = null;

const wall = (at) => at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });

/** Offline, the tablet goes by what it saw last of each worker. */
const seen = new Map(Object.entries(JSON.parse(localStorage.getItem("kiosk-seen") || "{}")));

function remember(person, state) {
  if (state) seen.set(String(person), state);
  else seen.delete(String(person));
  localStorage.setItem("kiosk-seen", JSON.stringify(Object.fromEntries(seen)));
}

/** A lead whose badge is read without network still sees the crew that was his last. */
const crews = JSON.parse(localStorage.getItem("kiosk-crews") || "{}");

function rememberCrew(lead, crew) {
  if (crew.length) crews[lead] = crew;
  else delete crews[lead];
  localStorage.setItem("kiosk-crews", JSON.stringify(crews));
}

function stage(name, ms = 0) {
  for (const part of root.querySelectorAll("[data-stage]")) part.hidden = part.dataset.stage !== name;
  until = ms ? Date.now() + ms : 0;
  root.querySelector(`[data-stage=${name}] [tabindex="-1"]`)?.focus();
}

function clear() {
  chosen = known = null;
  undoable = [];
  deducted = null;
  pin = "";
  for (const id of ["pin-name", "press-name", "press-words", "done-name", "done-words", "meal-words", "meal-through", "dots"]) $(id).textContent = "";
  $("choices").replaceChildren();
  $("crew").replaceChildren();
  $("find").value = "";
  list();
  stage("idle");
}

const initials = (name) => name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();

const faceOf = (one) => `${words.photos.replace(/0$/, one.id)}?v=${one.photo}`;

/** Somebody's picture over his initials; without the network, as it is kept here or not at all. */
function face(one) {
  const shown = Object.assign(document.createElement("img"), { src: faceOf(one), alt: "", loading: "lazy" });
  shown.addEventListener("error", () => shown.remove());
  return shown;
}

function list() {
  const wanted = $("find").value.trim().toLocaleLowerCase();
  const found = people.filter((one) => one.name.toLocaleLowerCase().includes(wanted)).slice(0, 60);
  $("names").replaceChildren(...found.map((one) => {
    const item = document.createElement("li"), button = document.createElement("button"), mark = document.createElement("span");
    mark.className = "initials";
    mark.setAttribute("aria-hidden", "true");
    mark.textContent = initials(one.name);
    if (one.photo) mark.append(face(one));
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

/** Says what became of a press; ``entries`` can be taken back from this very screen. */
function done(name, said, entries = [], meal = null) {
  $("meal").hidden = !meal;
  $("meal-words").textContent = meal?.words ?? "";
  $("meal-through").textContent = meal?.label ?? "";
  $("done-name").textContent = name;
  $("done-words").textContent = said;
  undoable = entries;
  deducted = meal;
  $("undo").hidden = !entries.length;
  stage("done", SHOWN);
}

/** The tablet is registered no more: what was pressed stays, what it knew of people goes. */
function gone() {
  for (const name of ["kiosk-people", "kiosk-seen", "kiosk-crews"]) localStorage.removeItem(name);
  people = [];
  seen.clear();
  dropKiosk();
  clear();
  done("", words.gone);
}

/** Asks the server who stands here; null where it can't be reached. */
async function who(proof) {
  try {
    const answer = await call(words.who, proof);
    if (answer.status === 401) { gone(); return {}; }
    if (answer.status >= 500) return null;
    const said = await answer.json();
    if (!answer.ok) { refuse(said); return {}; }
    remember(said.person, said.choices[0].intent === "in" ? "out" : "in");
    rememberCrew(said.person, said.crew);
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
    button.addEventListener("click", () => once(() => press(found, choice.intent)));
    return button;
  }));
  $("with-crew").hidden = !found.crew?.length;
  if (found.crew?.length) $("crew").replaceChildren(...found.crew.map(mateRow));
  stage("press", IDLE);
}

/** Two taps on a slow tablet are one press. */
let busy = false;
async function once(work) {
  if (busy) return;
  busy = true;
  try { await work(); } finally { busy = false; }
}

function mateRow(mate) {
  const item = document.createElement("li"), label = document.createElement("label");
  const box = document.createElement("input"), state = document.createElement("span");
  box.type = "checkbox";
  box.value = mate.id;
  box.checked = true;
  state.className = "badge";
  state.textContent = mate.in ? words.isIn : words.isOut;
  label.append(box, mate.name, state);
  item.append(label);
  return item;
}

/** Without the server: by what this tablet saw last of him, and the press says how it knew him. */
function unreached(person, proof) {
  const state = seen.get(String(person.id)) ?? "out";
  const order = state === "in" ? ["out", "in"] : ["in", "out"];
  const choices = order.map((intent) => ({ intent, label: words[intent] }));
  return { person: person.id, name: person.name, choices, sure: seen.has(String(person.id)),
    crew: proof.badge ? crews[person.id] ?? [] : [], ...proof };
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
  // A lead may mean his crew, so he is asked.
  if (found.sure && !found.crew.length) await press(found, found.choices[0].intent);
  else offerChoices(found);
}

async function typed() {
  const person = chosen;
  const found = await who({ person: person.id, pin });
  pin = "";
  if (found === null) offerChoices(unreached(person, {}));
  else if (found.choices) offerChoices(found);
}

const saved = (at) => words.saved.replace("{time}", wall(at));

async function press(found, intent) {
  const entry = pressOf(found, intent), at = new Date(entry.made);
  remember(found.person, intent === "out" ? "out" : "in");
  const [outcome] = await sendAll([entry]);
  done(found.name, outcome.said ?? outcome.refused ?? saved(at), outcome.refused || outcome.again ? [] : [entry],
    outcome.meal && { ...outcome.meal, ticket: found.ticket });
}

/** One tap of a lead: each of his crew who is ticked, and isn't there yet, gets a press of his own. */
async function pressCrew(found, intent) {
  const ticked = new Set([...$("crew").querySelectorAll("input:checked")].map((box) => Number(box.value)));
  const meant = found.crew.filter((mate) => ticked.has(mate.id) && mate.in !== (intent === "in"));
  if (!meant.length) { done(found.name, words.nothing); return; }
  const entries = meant.map((mate) => pressOf(found, intent, mate.id));
  for (const mate of meant) { mate.in = intent === "in"; remember(mate.id, intent); }
  rememberCrew(found.person, found.crew);
  const outcomes = await sendAll(entries);
  const kept = entries.filter((_entry, n) => !outcomes[n].refused);
  const refused = outcomes.filter((one) => one.refused).length;
  const later = outcomes.some((one) => one.later);
  const number = (pattern, n) => pattern.replace("{n}", n);
  const said = [later ? saved(new Date(entries[0].made)) : number(intent === "in" ? words.crewIn : words.crewOut, kept.length)];
  if (refused) said.push(number(words.crewRefused, refused));
  done(found.name, said.join(" "), entries.filter((_entry, n) => !outcomes[n].refused && !outcomes[n].again));
}

/** Takes back what this screen pressed: a correction beside each press, which stays. */
async function takeBack(entries) {
  const name = $("done-name").textContent;
  const outcomes = await sendAll(entries.map(backOf));
  for (const entry of entries) remember(entry.member ?? entry.worker, "");
  const refused = outcomes.find((one) => one.refused);
  done(name, refused?.refused ?? outcomes.find((one) => one.said)?.said ?? words.takenBack);
}

/** The person's word that the deducted meal was work. */
async function workedThrough(meal) {
  const name = $("done-name").textContent;
  try {
    const answer = await call(words.meal, { ticket: meal.ticket, shift: meal.shift });
    const said = await answer.json();
    done(name, answer.ok ? said.said : said.message);
  } catch { done(name, words.offline); }
}

onCount((left) => {
  const shown = $("queue");
  shown.hidden = !left;
  shown.textContent = left === 1 ? shown.dataset.one : shown.dataset.many.replace("{n}", left);
});

async function names() {
  try {
    const answer = await fetch(words.people, { headers: { Accept: "application/json" } });
    if (answer.status === 401) { gone(); return; }
    if (!answer.ok) return;
    people = (await answer.json()).people;
    localStorage.setItem("kiosk-people", JSON.stringify(people));
  } catch { people = people.length ? people : JSON.parse(localStorage.getItem("kiosk-people") || "[]"); }
  if (!root.querySelector("[data-stage=idle]").hidden) list();
  keepFaces(people.filter((one) => one.photo).map(faceOf)).catch(() => {});
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
    once(() => badge(code));
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
  if (pin.length === DIGITS) once(typed);
}

root.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.digit) digit(button.dataset.digit);
  else if (button && "cancel" in button.dataset) clear();
  else if (button && "longer" in button.dataset) until = Math.max(until, Date.now()) + MORE;
  else if (button?.dataset.crew) once(() => pressCrew(known, button.dataset.crew));
});
$("undo").addEventListener("click", () => once(() => takeBack(undoable)));
$("meal-through").addEventListener("click", () => once(() => workedThrough(deducted)));
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
  // A language is one person's wish: the next one finds the tablet's own again.
  if (words.chosen && !until && Date.now() - touched > SPOKEN) location.replace(words.home);
  if (!until) return;
  const left = Math.ceil((until - Date.now()) / 1000);
  for (const shown of root.querySelectorAll("[data-left]")) shown.textContent = words.left.replace("{n}", Math.max(0, left));
  if (left <= 0 && !busy) clear();
}

// The tablet stays here: Back leads to this page again.
history.pushState(null, "", location.href);
addEventListener("popstate", () => { history.pushState(null, "", location.href); clear(); });
addEventListener("online", deliver);
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { touched = Date.now(); });
navigator.serviceWorker?.register("/sw.js", { type: "module" });
setInterval(tick, 1000);
setInterval(names, 300000);
tick();
names();
deliver();
keepKiosk([words.home, ...[...document.querySelectorAll("[data-language]")].map((link) => link.getAttribute("href"))]);
