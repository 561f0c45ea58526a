// One request: copy buttons, local times, and j/k to the older and newer neighbour.
import "./copy.js";
import { localise } from "./times.js";

const KEYS = { j: "older", k: "newer" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  document.getElementById(KEYS[event.key])?.click();
});

localise(document);
