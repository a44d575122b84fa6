// Sends what waits on the device, oldest first, each with the uuid it was made with.

import { forget, keep, waiting } from "./queue.js";

const TIMEOUT = 8000, LATE = 10000;

const meta = () => document.querySelector("meta[name=csrf-token]");

/** Takes a fresh token from the page itself; false where somebody must sign in first. */
async function renewToken() {
  const answer = await fetch("/", { headers: { Accept: "text/html" } });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("meta[name=csrf-token]");
  if (!fresh || !page.querySelector("#panel")) return false;
  meta().content = fresh.content;
  return true;
}

function post(press) {
  const { uuid, intent, seen_state_version, claimed_at, seq, project, task, note } = press;
  const offline = press.tries > 0 || Date.now() - press.made > LATE;
  return fetch("/punch", {
    method: "POST", redirect: "manual", signal: AbortSignal.timeout(TIMEOUT),
    headers: { "Content-Type": "application/json", Accept: "application/json",
      "X-CSRFToken": meta()?.content ?? "" },
    body: JSON.stringify({ uuid, intent, seen_state_version, claimed_at, device_seq: seq, offline,
      project, task, note }),
  });
}

async function send(press) {
  let answer = await post(press);
  const stranger = answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status);
  if (stranger && await renewToken()) answer = await post(press);
  else if (stranger) return { signIn: true };
  if (answer.type === "opaqueredirect") return { signIn: true };
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return { later: true };
  const said = await answer.json().catch(() => ({}));
  return answer.ok ? { done: true, ...said } : { refused: said.message || `HTTP ${answer.status}` };
}

async function oneByOne(person, told) {
  for (const press of await waiting(person)) {
    if (press.refused) continue;
    let outcome;
    try { outcome = await send(press); } catch { outcome = { later: true }; }
    if (outcome.done) await forget(press.uuid);
    else await keep({ ...press, tries: press.tries + 1, refused: outcome.refused });
    await told(press, outcome);
    if (outcome.later || outcome.signIn) return;
  }
}

/** Delivers all that waits; one tab at a time where the browser can tell. */
export function deliver(person, told) {
  const work = () => oneByOne(person, told);
  return navigator.locks ? navigator.locks.request("timesheet-deliver", work) : work();
}
