// The log beyond plain links: says what a filter found, leaves for full pages, shows times in the reader's zone.
import { localise } from "./times.js";

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  const asked = new URL(pathInfo.requestPath, location.href);
  const answered = new URL(xhr.responseURL || asked.href);
  // A session that ended, or an error: show the page itself, never a piece of another page inside this one.
  if (xhr.status >= 400 || answered.pathname !== asked.pathname) {
    event.detail.shouldSwap = false;
    location.assign(asked.href);
  }
});

document.body.addEventListener("htmx:afterSwap", (event) => {
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
