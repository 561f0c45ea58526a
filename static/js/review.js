// The review queue beyond links and forms: nothing typed gets lost unasked. Its keys are pressed by keys.js (data-key).
import { localise } from "./times.js";

const form = () => document.querySelector("[data-review]");
const seen = (selector) => [...document.querySelectorAll(selector)].find((element) => element.checkVisibility());
let sent = false;
let scrolled = 0;

const was = (field) => ([...(field.options ?? [])].find((option) => option.defaultSelected) ?? field.options?.[0])?.value ?? field.defaultValue;
const edited = () => {
  if (sent || !form()) return false;
  return "typed" in form().dataset || [...form().querySelectorAll("textarea, select")].some((field) => field.value !== was(field));
};

const show = (root) => {
  localise(root);
  document.querySelector(".item[aria-current]")?.scrollIntoView({ block: "nearest" });
};

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.form?.matches("[data-review]")) return;
  event.preventDefault();
  seen('[data-key="e"]')?.click();
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-review]")) return;
  if (sent) event.preventDefault();
  sent = true;
});

// A page that comes back from the browser's cache has not been sent yet
window.addEventListener("pageshow", () => (sent = false));
window.addEventListener("beforeunload", (event) => edited() && event.preventDefault());

document.addEventListener("htmx:confirm", (event) => {
  if (!edited()) return;
  event.preventDefault();
  if (window.confirm("Leave what you typed here?")) event.detail.issueRequest(true);
});

document.addEventListener("htmx:beforeSwap", () => (scrolled = document.querySelector(".items")?.scrollTop ?? 0));
document.addEventListener("htmx:afterSwap", (event) => {
  const items = document.querySelector(".items");
  if (items) items.scrollTop = scrolled;
  show(event.detail.target);
  document.getElementById("said").textContent = document.querySelector("[data-said]")?.textContent ?? "";
});

show(document);
