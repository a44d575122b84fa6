// Keys for those who live in the table. They act only while the focus is inside it (so that a
// screen reader's or a speaker's letters never do): j and k move, Enter opens, / filters, [ ] turn.
// A key of a row is pressed in the row that is chosen, any other one wherever it stands.

const rows = (area) => [...area.querySelectorAll("tbody tr:not(.total)")];

function move(area, step) {
  const all = rows(area);
  const at = all.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  for (const row of all) row.removeAttribute("aria-selected");
  if (!next) return;
  next.setAttribute("aria-selected", "true");
  (next.querySelector("a, button") ?? area).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const target = document.querySelector(`[data-key="${key}"]`);
  if (target?.matches("input")) target.focus();
  else target?.click();
  return Boolean(target);
}

// What a key means for the row that is chosen (the first one where none is).
function pressInRow(area, key) {
  const row = area.querySelector("tr[aria-selected='true']") ?? rows(area)[0];
  const target = row?.querySelector(`[data-row-key="${key}"]`);
  target?.click();
  return Boolean(target);
}

// The whole pattern: every line of the table is marked, or none where all are.
function markAll(area) {
  const boxes = [...area.querySelectorAll("tbody input[type=checkbox]")];
  const some = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = some;
  return boxes.length > 0;
}

const ROW_KEYS = ["a", "e", "x", "1", "2", "3", "4", "5"];
const PAGE_KEYS = ["/", "[", "]", "u", "n", "c", "g", "?", "1", "2", "3", "4", "5"];

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    document.querySelector("[data-apply]")?.click();
    return;
  }
  const area = event.target.closest?.("[data-rows]");
  if (!area || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j" || event.key === "ArrowDown") move(area, 1);
  else if (event.key === "k" || event.key === "ArrowUp") move(area, -1);
  else if (event.target.closest("select, input:not([type=checkbox])")) return;
  else if (event.key === "b" && markAll(area)) event.preventDefault();
  else if (!(ROW_KEYS.includes(event.key) && pressInRow(area, event.key)) &&
      !(PAGE_KEYS.includes(event.key) && press(event.key))) return;
  event.preventDefault();
});

// The row whose story is told stays marked.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-rows] td a[hx-target='#story']");
  if (!link) return;
  for (const old of document.querySelectorAll("[data-rows] a[aria-current]")) old.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
});

// What is told beside the table stands beneath it on a phone.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "story") event.target.scrollIntoView({ block: "nearest" });
});
