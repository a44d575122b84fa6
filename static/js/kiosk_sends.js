// What the shared tablet stores and sends: presses and their taking back, each kept here before it
// goes out, under the tablet's number, and sent until the server has answered.

import { forget, keep, nextSeq, uuid4, waiting } from "./queue.js";

const words = document.getElementById("kiosk").dataset;
const OWNER = `kiosk ${words.tablet}`, LATE = 10000, AGAIN = [2000, 5000, 15000, 60000];
let failures = 0, retry = 0, told = () => {};

export async function call(address, body) {
  const sent = JSON.stringify(words.chosen ? { ...body, language: words.chosen } : body);
  const send = () => fetch(address, { method: "POST", signal: AbortSignal.timeout(8000), redirect: "manual",
    headers: { "Content-Type": "application/json", Accept: "application/json",
      "X-CSRFToken": document.querySelector("meta[name=csrf-token]")?.content ?? "" },
    body: sent });
  let answer = await send();
  if (answer.status === 400 && await renewToken()) answer = await send();
  return answer;
}

async function renewToken() {
  // Never from what is kept here for days without the server: only its own answer has a token.
  const answer = await fetch(words.home, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("meta[name=csrf-token]");
  if (fresh) document.querySelector("meta[name=csrf-token]").content = fresh.content;
  return Boolean(fresh);
}

/** A press as it is kept; ``found`` is who was recognised, ``member`` whom he leads and means. */
export function pressOf(found, intent, member) {
  const made = Date.now();
  return { uuid: uuid4(), person: OWNER, worker: found.person, intent, made, tries: 0, seq: nextSeq(),
    claimed_at: Math.floor(made / 1000), ticket: found.ticket ?? "", badge: found.ticket ? "" : found.badge ?? "",
    ...(member === undefined ? {} : { member }) };
}

/** The taking back of a press: it goes out after the press itself, which stays. */
export function backOf(press) {
  const made = Date.now();
  return { uuid: uuid4(), person: OWNER, worker: press.member ?? press.worker, back: press.uuid, made, tries: 0,
    seq: nextSeq(), claimed_at: Math.floor(made / 1000) };
}

function post(entry) {
  const { uuid, intent, claimed_at, seq, ticket, badge, worker, member, back } = entry;
  const waited = entry.tries > 0 || Date.now() - entry.made > LATE;
  if (back) return call(words.undo, { person: worker, press: back, claimed_at, offline: waited });
  return call(words.punch, { uuid, intent, claimed_at, device_seq: seq, ticket, badge, person: worker, member,
    offline: waited || !ticket });
}

/** Sends one; ``later`` where it must wait, ``refused`` where a person has to look at it. */
async function send(entry) {
  try {
    const answer = await post(entry);
    if ([401, 408, 429].includes(answer.status) || answer.status >= 500 || answer.type === "opaqueredirect") return { later: true };
    const said = await answer.json();
    return answer.ok ? { said: said.said, again: said.again, meal: said.meal } : { refused: said.message || `HTTP ${answer.status}` };
  } catch { return { later: true }; }
}

/** Keeps entries, sends those that can go at once, and returns what became of each. */
export async function sendAll(entries) {
  // A tablet that can store nothing still sends.
  for (const entry of entries) await keep(entry).catch(() => {});
  const outcomes = [], queued = new Set((await waiting(OWNER).catch(() => [])).map((entry) => entry.uuid));
  for (const entry of entries) {
    // What still waits here can't be taken back there before it has arrived.
    const known = entry.back ? !queued.has(entry.back) : entry.ticket;
    const behind = outcomes.some((one) => one.later);
    const outcome = known && !behind ? await send(entry) : { later: true };
    await settle(entry, outcome);
    outcomes.push(outcome);
  }
  if (outcomes.some((one) => one.later)) deliver();
  await count();
  return outcomes;
}

async function settle(entry, outcome) {
  if (outcome.said) await forget(entry.uuid).catch(() => {});
  else await keep({ ...entry, tries: entry.tries + 1, refused: outcome.refused }).catch(() => {});
}

async function oneByOne() {
  for (const entry of await waiting(OWNER)) {
    if (entry.refused) continue;
    const outcome = await send({ ...entry, tries: entry.tries + 1 });
    await settle(entry, outcome);
    if (outcome.later) { failures += 1; return; }
    failures = 0;
  }
}

/** Delivers what waits, oldest first, in one tab at a time; again later where it must. */
export async function deliver() {
  clearTimeout(retry);
  await (navigator.locks ? navigator.locks.request("timesheet-kiosk", oneByOne) : oneByOne()).catch(() => {});
  if (await count()) retry = setTimeout(deliver, AGAIN[Math.min(failures, AGAIN.length - 1)]);
}

/** Says whom to tell how many presses wait. */
export function onCount(work) { told = work; }

async function count() {
  const left = (await waiting(OWNER).catch(() => [])).filter((entry) => !entry.refused).length;
  told(left);
  return left;
}
