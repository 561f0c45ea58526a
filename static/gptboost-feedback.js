// <gptboost-feedback message-id="…">: docs/votes/widget.md
const NAME = "gptboost-feedback";
const TEXTS = {
	label: "Rate this answer",
	positive: "Good answer",
	negative: "Bad answer",
	amazing: "Amazing answer",
	reasons: "What is wrong?",
	tags: "Tags",
	comment: "Comment",
	send: "Send",
	undo: "Undo",
	thanks: "Thank you!",
	undone: "Withdrawn.",
	wait: "Not stored yet, retrying…",
	error: "Not stored:",
	0: "Not stored: no connection.",
	208: "This answer has a vote already.",
};
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host { display: block; --tint: var(--gptboost-accent, #25e) }
:host([hidden]), [hidden] { display: none !important }
* { box-sizing: border-box; font: inherit; color: inherit }
div, form, fieldset { display: flex; flex-wrap: wrap; gap: 6px; align-items: center }
form { gap: 12px; max-width: 34em; margin-top: 12px }
legend { padding: 0 }
fieldset, [part=label] { width: 100%; margin: 0; padding: 0; border: 0; font-size: .9em }
button, textarea, [part=chip] { padding: 5px 12px; border: 1px solid #888; border-radius: var(--gptboost-radius, 16px); background: none }
textarea { width: 100% }
label { position: relative }
input { position: absolute; inset: 0; margin: 0; border-radius: inherit; appearance: none }
:where(button, input):hover { background: #8883; cursor: pointer }
[part^=button] { --tint: #0e8f84; font-size: 1.15em }
[part$=negative] { --tint: #d0560f }
[part$=amazing] { --tint: #d6338a }
[aria-pressed=true], :checked { border-color: var(--tint); box-shadow: 0 0 0 1px var(--tint); background: color-mix(in srgb, var(--tint) 18%, transparent); forced-color-adjust: none }
[part=undo] { border: 0; text-decoration: underline }
[part=send] { border: 0; background: var(--tint); color: #fff }
`);

const make = (tag, fields, ...inside) => {
	const made = Object.assign(document.createElement(tag), fields);
	made.append(...inside);
	return made;
};

function start(host) {
	const get = (name) => host.getAttribute(name) ?? "";
	const text = (name) => get("text-" + name) || TEXTS[name];
	const dry = host.hasAttribute("dry-run");
	const id = get("message-id");
	let vote, open, turn, token = get("token");

	const show = (rating = vote?.rating, at = root.activeElement) => {
		for (const each of ratings) each.ariaPressed = each.value === rating;
		reasons.hidden = reasons.disabled = rating !== "negative" || !get("reasons");
		undo.hidden = !vote || !(dry || token);
		form.hidden = undo.hidden || !open || (reasons.hidden && tags.hidden && label.hidden);
		if (at?.closest("[hidden]")) line.focus();
	};

	const tell = (said, method) => (turn = Promise.resolve(turn).then(async () => {
		const { rating } = said;
		if (rating === vote?.rating) return show((open = rating));
		show(rating);
		method ??= undo.hidden ? "POST" : "PATCH";
		const body = { message_id: id, ...said, submitter: get("submitter") || undefined };
		let url = new URL(get("endpoint") || "/v1/feedback/", import.meta.url).href;
		if (method !== "POST") url += encodeURIComponent(id) + "/?" + new URLSearchParams({ submitter: get("submitter") });
		const key = token || get("key") || get("public-key");
		const headers = key ? { Authorization: "Bearer " + key } : {};
		let answer = new Response("{}");
		for (let tries = 4; tries-- && !dry; ) {
			answer = await fetch(url, { method, headers, body: JSON.stringify(body), keepalive: true }).catch(Response.error);
			const seconds = answer.status ? parseInt(answer.headers.get("Retry-After")) : 2;
			if (!tries || !(seconds <= 60)) break;
			line.textContent = text("wait");
			await new Promise((on) => setTimeout(on, 1000 * seconds));
		}
		const { ok, status } = answer;
		const told = await answer.json().catch(() => ({}));
		if (ok) {
			vote = method !== "DELETE" && { ...vote, ...said, ...told };
			token = answer.headers.get("X-GPTBoost-Feedback-Token") || token;
			open = rating;
		}
		if (status === 208) {
			comment.value = told.comment;
			for (const each of form.elements) each.checked = [told.tags, told.reasons].flat().includes(each.value);
		}
		line.textContent = text(status) ?? (ok ? text(vote ? "thanks" : "undone") : [text("error"), ...Object.values(told).flat()].join(" "));
		show();
		host.dispatchEvent(new CustomEvent(NAME, { bubbles: true, detail: { ...vote, method, url, body, status } }));
	}));

	const ratings = Object.entries({ positive: "👍", negative: "👎", amazing: "❤️" }).map(([value, emoji]) =>
		make("button", { part: "button " + value, value, ariaLabel: text(value), onclick: () => tell({ rating: value }) }, make("slot", { name: value }, emoji)));
	const [reasons, tags] = ["reasons", "tags"].map((name) => {
		const words = get(name).match(/[^\s,]([^,]*[^\s,])?/g) ?? [];
		const chips = words.map((value) => make("label", { part: "chip" }, make("input", { type: "checkbox", name, value }), value));
		return make("fieldset", { part: name, hidden: !words[0] }, make("legend", {}, text(name)), ...chips);
	});
	const comment = make("textarea", { part: "comment", maxLength: 1e4 });
	const label = make("label", { part: "label", hidden: host.hasAttribute("no-comment") }, text("comment"), comment);
	const form = make("form", { part: "form", onkeydown: (event) => event.stopPropagation() }, reasons, tags, label, make("button", { part: "send" }, text("send")));
	form.onsubmit = () => {
		const data = new FormData(form);
		tell({ comment: comment.value, tags: data.getAll("tags"), reasons: data.getAll("reasons") }, "PATCH");
		return false;
	};
	const line = make("span", { part: "status", role: "status", tabIndex: -1 });
	const undo = make("button", { part: "undo", onclick: () => tell({}, "DELETE") }, text("undo"));
	const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
	root.adoptedStyleSheets = [sheet];
	root.replaceChildren(make("div", { part: "bar", role: "group", ariaLabel: text("label") }, ...ratings, line, undo), form);
	show();
}

customElements.get(NAME) ?? customElements.define(NAME, class extends HTMLElement {
	static observedAttributes = ["message-id"];
	attributeChangedCallback(_, old, now) {
		if (old !== now) queueMicrotask(() => start(this));
	}
});
