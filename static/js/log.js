// The log beyond plain links: says what a filter found, shows times in the reader's zone, "/" goes to the search.
import { localise } from "./times.js";

document.addEventListener("htmx:afterSwap", (event) => {
  localise(event.detail.target);
  const texts = [...document.querySelectorAll("[data-said]")].map((said) => said.textContent.trim());
  if (event.detail.target.id === "main") document.getElementById("said").textContent = texts.join(" ").trim();
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
