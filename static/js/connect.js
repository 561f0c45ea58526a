// Shows beside the widget what it would send; it is there for a try, and sends nothing.
const sent = document.querySelector("[data-sent]");

document.addEventListener("gptboost-feedback", ({ detail: { method, url, body } }) => {
  const line = `${method} ${decodeURIComponent(new URL(url).pathname)}`;
  sent.textContent = method === "DELETE" ? line : `${line}\n${JSON.stringify(body, null, 2)}`;
});
