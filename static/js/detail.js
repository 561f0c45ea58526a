// One request: copy buttons, local times, a link to share, and images for those who ask to see them.
import "./copy.js";
import { localise } from "./times.js";

const share = document.getElementById("share");
if (share && navigator.clipboard) {
  share.textContent = "Copy link";
  share.setAttribute("aria-live", "polite");
  share.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(share.href);
      share.textContent = "Copied: members can open it";
    } catch {
      location.assign(share.href);
    }
    setTimeout(() => (share.textContent = "Copy link"), 2500);
  });
}

for (const link of document.querySelectorAll("[data-picture]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const image = document.createElement("img");
    image.alt = "The image of this message";
    image.tabIndex = -1;
    image.addEventListener("error", () => image.replaceWith("This image cannot be shown."));
    image.src = link.href;
    link.replaceWith(image);
    image.focus({ preventScroll: true });
  });
}

localise(document);
