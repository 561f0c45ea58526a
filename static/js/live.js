// "Live" asks every few seconds what is new. Nothing moves by itself: a pill says how many, and takes them in.
const EVERY = 3000;
const SLOWEST = 60000;
const TRIES = 6;
const KEY = "live";
let timer = 0;
let failed = 0;
let on = sessionStorage.getItem(KEY) === location.pathname;

const pill = () => document.getElementById("arrivals");
const button = () => document.getElementById("live");
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hour12: false });

function later() {
  clearTimeout(timer);
  timer = on ? setTimeout(ask, Math.min(EVERY * 2 ** failed, SLOWEST)) : 0;
}

async function ask() {
  const here = pill();
  if (!on || !here || document.hidden) return;
  try {
    const query = new URLSearchParams(here.dataset.query);
    if (here.dataset.newest) query.set("newest", here.dataset.newest);
    const answer = await fetch(`${here.dataset.live}?${query}`, { headers: { Accept: "application/json" } });
    if (answer.redirected || [400, 403, 404].includes(answer.status)) return stop("This page can no longer be followed. Load it again.");
    if (!answer.ok) throw new Error(answer.statusText);
    tell(here, (await answer.json()).words);
    failed = 0;
  } catch {
    failed += 1;
    if (failed >= TRIES) return stop(`Live stopped at ${clock.format(new Date())}: no answer from the server.`);
  }
  later();
}

function tell(here, words) {
  if (here !== pill() || here.textContent === words) return;
  here.textContent = words;
  here.hidden = !words;
}

function stop(why) {
  on = false;
  failed = 0;
  sessionStorage.removeItem(KEY);
  show();
  const said = document.getElementById("live-said");
  if (said) said.textContent = why;
}

function show() {
  const shown = button();
  if (!shown) return;
  shown.hidden = false;
  shown.setAttribute("aria-pressed", String(on));
}

document.addEventListener("click", (event) => {
  if (event.target.closest("#live") === null) return;
  on = !on;
  failed = 0;
  if (on) sessionStorage.setItem(KEY, location.pathname);
  else sessionStorage.removeItem(KEY);
  document.getElementById("live-said").textContent = "";
  show();
  ask();
  if (!on) tell(pill(), "");
});

document.addEventListener("visibilitychange", () => document.hidden || ask());
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "main") return;
  show();
  later();
});

show();
ask();
