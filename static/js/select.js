// The selection beyond checkboxes: ranges with shift, all of a page, how many; and the same row after the deed.

const KEY = "row-after";
const FRESH = 5 * 60 * 1000; // milliseconds
const ROW = 'input[name="id"][form="bulk"]';
let last = null;
let ticked = [];

const boxes = () => [...document.querySelectorAll(ROW)];
const one = (selector) => document.querySelector(selector);

function show() {
  const all = boxes();
  const number = all.filter((box) => box.checked).length;
  const [page, whole, said] = [one("[data-page]"), one("[data-all]"), one("[data-chosen]")];
  if (page) {
    page.checked = number > 0 && number === all.length;
    page.indeterminate = number > 0 && number < all.length;
  }
  if (whole && !number) whole.checked = false;
  if (said) said.textContent = whole?.checked ? "All that match" : `${number} selected`;
  return said?.textContent ?? "";
}

function tick(list, checked) {
  for (const box of list) box.checked = checked;
}

document.addEventListener("click", (event) => {
  const box = event.target.closest(ROW);
  if (!box) return;
  const all = boxes();
  const [from, to] = [all.indexOf(last), all.indexOf(box)];
  if (event.shiftKey && from >= 0) tick(all.slice(Math.min(from, to), Math.max(from, to) + 1), box.checked);
  last = box;
});

document.addEventListener("change", (event) => {
  if (!event.target.matches(`${ROW}, [data-page], [data-all]`)) return;
  if (event.target.matches("[data-page]")) tick(boxes(), event.target.checked);
  one("#said").textContent = show();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || one("dialog[open], details.menu[open]")) return;
  if (event.target.matches("input:not([type=checkbox]), textarea, select") || !boxes().some((box) => box.checked)) return;
  tick(boxes(), false);
  one("#said").textContent = show();
});

// What is ticked stays ticked where it is still there
document.addEventListener("htmx:beforeSwap", () => (ticked = boxes().filter((box) => box.checked).map((box) => box.value)));
document.addEventListener("htmx:afterSwap", () => {
  for (const box of boxes()) if (ticked.includes(box.value)) box.checked = true;
  show();
});

// A deed loads the page anew: back to the row that one was at, or to the next one where it is gone
document.addEventListener("submit", (event) => {
  if (!event.target.matches("#bulk")) return;
  const rows = boxes().map((box) => box.closest("tr"));
  const at = Math.max(rows.findIndex((row) => row.matches("[aria-current]")), 0);
  const ids = [...rows.slice(at), ...rows.slice(0, at).reverse()].map((row) => row.id);
  sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, ids, at: Date.now() }));
});

function comeBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  if (!kept || kept.path !== location.pathname) return;
  sessionStorage.removeItem(KEY);
  const id = Date.now() - kept.at < FRESH && kept.ids.find((each) => document.getElementById(each));
  const row = id && document.getElementById(id);
  if (!row) return;
  row.setAttribute("aria-current", "true");
  row.querySelector("a").focus();
}

window.addEventListener("pageshow", show);
comeBack();
show();
