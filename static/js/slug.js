// Suggests the name in URLs while the name is typed, until the person writes one of their own.
const name = document.querySelector("#id_name");
const slug = document.querySelector("#id_slug");
let own = slug.value !== "";

const suggested = (text) =>
  text.normalize("NFKD").toLowerCase().replace(/[^a-z0-9\s_-]/g, "").trim().replace(/[\s_-]+/g, "-").slice(0, 50).replace(/^-|-$/g, "");

slug.addEventListener("input", () => (own = slug.value !== ""));
name.addEventListener("input", () => {
  if (!own) slug.value = suggested(name.value);
});
