// The log beyond plain links: says what a filter found, shows times in the reader's zone, copies the page's address.
import "./busy.js";
import { localise } from "./times.js";

const said = () => document.getElementById("said");

document.addEventListener("htmx:afterSwap", (event) => {
  localise(event.detail.target);
  offerCopying();
  const texts = [...document.querySelectorAll("[data-said]")].map((element) => element.textContent.trim());
  if (event.detail.target.id === "main") said().textContent = texts.join(" ").trim();
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("#copy-link");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Not allowed";
  }
  said().textContent = button.textContent === "Copied" ? "The link is copied." : "The browser did not allow it.";
  setTimeout(() => (button.textContent = "Copy link"), 1500);
});

// Without a clipboard the address bar says it
function offerCopying() {
  const button = document.getElementById("copy-link");
  if (button) button.hidden = !navigator.clipboard;
}

localise(document);
offerCopying();
