// Gives each id and each example a button that copies it; without JavaScript the text is there to select.
function button(what, text) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "copy";
  made.textContent = "Copy";
  made.setAttribute("aria-label", `Copy ${what}`);
  made.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      made.textContent = "Copied";
    } catch {
      made.textContent = "Not allowed";
    }
    setTimeout(() => (made.textContent = "Copy"), 1500);
  });
  return made;
}

if (navigator.clipboard) {
  for (const value of document.querySelectorAll("[data-copy]")) {
    value.append(button(value.dataset.copyWhat.toLowerCase(), () => value.dataset.copy));
  }
  for (const block of document.querySelectorAll(".copyable")) {
    const code = block.querySelector("pre");
    block.append(button(code.getAttribute("aria-label").toLowerCase(), () => code.textContent));
  }
}
