// While the log loads it says so, and where that fails it says how to try again. Nothing moves meanwhile.
const main = () => document.getElementById("main");
const trouble = () => document.getElementById("trouble");

function busy(is) {
  if (is) main().setAttribute("aria-busy", "true");
  else main().removeAttribute("aria-busy");
}

function say(sentence, url) {
  trouble().replaceChildren();
  if (!sentence) return;
  const again = document.createElement("a");
  again.className = "button small";
  again.href = url;
  again.textContent = "Try again";
  trouble().append(`${sentence} `, again);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target.id !== "main") return;
  busy(true);
  say("");
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.target.id === "main") busy(false);
});
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:swapError"]) {
  document.addEventListener(name, (event) => say("The log did not answer.", asked(event)));
}
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) say("The log could not be shown just now.", asked(event));
});

function asked(event) {
  const { pathInfo, requestConfig } = event.detail;
  return pathInfo?.finalRequestPath ?? pathInfo?.requestPath ?? requestConfig?.path ?? location.href;
}
