// Sends what waits on the device, oldest first, each with the uuid it was made with. Runs in the
// page and in the service worker.

import { forget, keep, waiting } from "./queue.js";

const TIMEOUT = 8000, LATE = 2000;
let token = "";

/** Tells the token of the page, so that the first press needs no further request. */
export const useToken = (fresh) => { token = fresh; };

/** Asks who is signed in on this device; null where nobody is. */
async function whoIsIn() {
  const answer = await fetch("/punch/token", { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT),
    headers: { Accept: "application/json" } });
  if (answer.status >= 500) throw new Error(`HTTP ${answer.status}`);
  return answer.ok ? answer.json() : null;
}

function post(press) {
  const { uuid, intent, seen_state_version, claimed_at, seq, person, project, task, note, effort } = press;
  const offline = press.tries > 0 || Date.now() - press.made > LATE;
  return fetch("/punch", {
    method: "POST", redirect: "manual", signal: AbortSignal.timeout(TIMEOUT),
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ uuid, intent, seen_state_version, claimed_at, device_seq: seq, offline,
      bound_to: person, project, task, note, effort }),
  });
}

/** A press goes out in the name of who made it, whoever is signed in by now. */
async function send(press) {
  let answer = await post(press);
  if (answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status)) {
    const me = await whoIsIn();
    if (!me || me.person !== press.person) return { signIn: true };
    useToken(me.token);
    answer = await post(press);
  }
  if (answer.type === "opaqueredirect") return { signIn: true };
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return { later: true };
  const said = await answer.json().catch(() => ({}));
  return answer.ok ? { done: true, ...said } : { refused: said.message || `HTTP ${answer.status}` };
}

/** A press that had to wait behind another counts when it was made, like that one. */
async function waited(presses) {
  for (const press of presses) await keep({ ...press, tries: press.tries + 1 });
}

async function oneByOne(person, told) {
  const all = (await waiting(person)).filter((press) => !press.refused);
  for (const [n, press] of all.entries()) {
    let outcome;
    try { outcome = await send(press); } catch { outcome = { later: true }; }
    if (outcome.done) await forget(press.uuid);
    else await keep({ ...press, tries: press.tries + 1, refused: outcome.refused });
    if (outcome.later || outcome.signIn) await waited(all.slice(n + 1));
    await told(press, outcome);
    if (outcome.later || outcome.signIn) return;
  }
}

/** Delivers all that waits for a person; one tab or worker at a time where the browser can tell. */
export function deliver(person, told) {
  const work = () => oneByOne(person, told);
  return navigator.locks ? navigator.locks.request("timesheet-deliver", work) : work();
}

/** Delivers without a page: for whoever is signed in. Returns what the server said of the last press.
 *  Fails where something must be tried again. */
export async function deliverUnseen() {
  const me = await whoIsIn();
  if (!me) return "";
  useToken(me.token);
  let later = false, said = "";
  await deliver(me.person, async (_press, outcome) => {
    later ||= Boolean(outcome.later);
    said = outcome.said ?? said;
  });
  if (later) throw new Error("the server can't be reached yet");
  return said;
}
