// Keys on every page: the page's own verbs (data-key), rows, neighbours, search, places, help. Never while somebody
// types, never with a modifier. Each only presses or focuses what is there to be pressed.
const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
const PLACES = { l: "Log", i: "Insights", s: "Settings", r: "Review", c: "Connect" };
const PATIENCE = 1500; // milliseconds between "g" and the letter of a place
let going = -Infinity;
let left = null; // where the focus was before a part of the page was replaced

const seen = (selector) => [...document.querySelectorAll(selector)].find((element) => element.checkVisibility());
const press = (element) => (element?.matches(FIELDS) ? element.focus() : element?.click());
const rows = () => [...document.querySelectorAll("table.log tbody tr")];
const marked = () => document.querySelector("table.log tr[aria-current]");

function mark(row) {
  marked()?.removeAttribute("aria-current");
  row?.setAttribute("aria-current", "true");
}

function focusRow(row) {
  mark(row);
  row?.querySelector("a")?.focus();
}

function step(by) {
  const all = rows();
  if (!all.length) return press(seen(by > 0 ? 'a[rel~="next"]' : 'a[rel~="prev"]'));
  const at = all.indexOf(marked());
  focusRow(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
}

function go(letter) {
  const links = [...document.querySelectorAll("header.bar nav a")];
  press(links.find((link) => link.textContent.trim() === PLACES[letter]));
}

function open(event) {
  const row = marked();
  const elsewhere = event.target !== document.body && !row?.contains(event.target);
  if (!row || elsewhere || event.target.closest("a, button, summary")) return false;
  press(row.querySelector("a"));
}

function search() {
  const field = seen("input[type=search]");
  if (!field) return false;
  field.focus();
  field.select();
}

async function help() {
  const sheet = document.getElementById("help");
  if (!sheet.querySelector(".keys-of")) sheet.append(await keysOfThisPage(sheet.dataset.keys));
  if (!sheet.open) sheet.showModal();
}

async function keysOfThisPage(url) {
  const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
  const keys = page.querySelector(".keys-of");
  for (const section of keys.querySelectorAll("[data-on]")) section.hidden = !document.querySelector(section.dataset.on);
  return keys;
}

const VERBS = {
  j: () => step(+1),
  k: () => step(-1),
  x: () => press(marked()?.querySelector("input[type=checkbox]")),
  g: (event) => (going = event.timeStamp),
  "/": search,
  "?": help,
  Enter: open,
};
const REPEATED = ["j", "k"];

document.addEventListener("keydown", (event) => {
  const field = event.target.closest(FIELDS);
  if (field && event.key === "Escape") field.blur();
  if (field || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]") || (event.repeat && !REPEATED.includes(event.key))) return;
  const places = event.timeStamp - going < PATIENCE && event.key in PLACES;
  going = -Infinity;
  const own = seen(`[data-key="${CSS.escape(event.key)}"]`);
  if (places) go(event.key);
  else if (own) press(own);
  else if (!VERBS[event.key] || VERBS[event.key](event) === false) return;
  event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("table.log tbody tr");
  if (row) mark(row);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  const link = event.target.closest("a");
  if (link?.pathname !== document.getElementById("help").dataset.keys || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  help();
});

// A part of the page is replaced: whoever was in it stays in the same row, or in the one that took its place
document.addEventListener("htmx:beforeSwap", () => {
  const row = marked();
  left = { focused: document.activeElement !== document.body, row: row?.id, at: rows().indexOf(row) };
});

document.addEventListener("htmx:afterSettle", () => {
  if (!left) return;
  const { focused, row, at } = left;
  left = null;
  const same = row && document.getElementById(row);
  if (same) mark(same);
  if (!focused || document.activeElement !== document.body) return;
  const next = same ?? (at >= 0 ? rows()[Math.min(at, rows().length - 1)] : null);
  if (next) return focusRow(next);
  const main = document.getElementById("main");
  main.tabIndex = -1;
  main.focus({ preventScroll: true });
});
