// Times come as UTC; the reader sees their own zone, and the exact moment on hover.
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const full = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const zone = () =>
  new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" }).formatToParts().find((part) => part.type === "timeZoneName").value;

export function localise(root) {
  for (const element of root.querySelectorAll("time[data-time]")) {
    const at = new Date(element.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    element.title = `${full.format(at)} ${zone()} · ${at.toISOString()}`;
    if (element.dataset.time === "row") {
      element.querySelector(".clock").textContent = clock.format(at);
      element.querySelector(".day").textContent = day.format(at);
    } else if (element.dataset.time === "full") {
      element.textContent = `${full.format(at)} ${zone()}`;
    }
  }
  for (const element of root.querySelectorAll("[data-zone]")) element.textContent = zone();
}
