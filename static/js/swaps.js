// A session that ended, or an error: show that page itself, never a piece of it inside this one.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  const asked = new URL(pathInfo.requestPath, location.href);
  const answered = new URL(xhr.responseURL || asked.href);
  if (xhr.status < 400 && answered.pathname === asked.pathname) return;
  event.detail.shouldSwap = false;
  if (xhr.status >= 500 && document.getElementById("trouble")) return;
  if (asked.pathname === location.pathname) location.assign(asked.href);
  else location.reload();
});
