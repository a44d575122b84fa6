// Counts what a task costs the worker: taps, keystrokes, page loads and time. Never what was typed,
// never by whom. The count goes with what the task sends.

const KEY = "effort";
const begin = () => ({ taps: 0, keys: 0, loads: 0, begun: Date.now() });
let count = begin();
try { count = { ...count, ...JSON.parse(sessionStorage.getItem(KEY)) }; } catch { /* counted from here */ }
count.loads += 1;

const store = () => { try { sessionStorage.setItem(KEY, JSON.stringify(count)); } catch { /* uncounted */ } };

/** Ends a task and returns what it has cost. */
export function spent() {
  const { taps, keys, loads, begun } = count;
  count = begin();
  store();
  return { taps, keys, loads, ms: Math.max(0, Date.now() - begun) };
}

// A click without a pointer comes from the keyboard, and was counted as a keystroke.
addEventListener("click", (event) => { if (event.isTrusted && event.detail > 0) { count.taps += 1; store(); } }, true);
addEventListener("keydown", (event) => { if (event.isTrusted && !event.repeat) { count.keys += 1; store(); } }, true);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !count.taps && !count.keys) { count.begun = Date.now(); store(); }
});
// Plain forms carry it in a field; those that a script sends ask for it themselves.
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "effort", value: JSON.stringify(spent()) });
  form.append(field);
});
store();
