// The log beyond plain links: says what a filter found, shows times in the reader's zone, "/" goes to the search.
import { localise } from "./times.js";

document.addEventListener("htmx:afterSwap", (event) => {
  localise(event.detail.target);
  const total = document.querySelector("[data-said]");
  if (total && event.detail.target.id === "main") document.getElementById("said").textContent = total.textContent;
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const search = document.getElementById("q");
  if (!search) return;
  event.preventDefault();
  search.focus();
});

localise(document);
