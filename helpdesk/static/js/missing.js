// What must be filled in on a ticket before what was asked for can be done: marked where it stands, the first has the focus.
//
// The server sends HX-Trigger: {"tugi:missing": {"text": "Before …: Outcome.", "words": "Fill this in first", "at": ["field-outcome"]}},
// ids of rows of the side panel. A page without them says the text in a toast. A button with data-missing (the ids), data-text
// and data-words does the same from within a dialog. Esc leads back to where it was asked for.

import { reveal } from "./drawer.js";

const FIELDS = "select, textarea, input:not([type='hidden']), summary";
let asked = null; // {text, from}: what was refused, and what had the focus

function marks() {
  return document.querySelectorAll(".property__missing");
}

function mark(row, words) {
  const line = document.createElement("p");
  line.className = "field__error property__error property__missing";
  line.id = `missing-${row.id}`;
  line.textContent = words;
  const field = row.querySelector(FIELDS);
  field.setAttribute("aria-describedby", line.id);
  if (!field.matches("summary")) {
    field.setAttribute("aria-invalid", "true");
  }
  row.append(line);
}

function show({ text, words, at }) {
  const rows = at.map((id) => document.getElementById(id)).filter((row) => row?.querySelector(FIELDS));
  if (rows.length === 0) {
    document.dispatchEvent(new CustomEvent("toast", { detail: { kind: "error", text } }));
    return;
  }
  marks().forEach((line) => line.remove());
  rows.forEach((row) => mark(row, words));
  asked = { text, from: document.activeElement };
  reveal(rows[0].closest(".side-panel"));
  focus(rows[0]);
}

// A drawer comes into sight in its own time, and takes no focus before.
async function focus(row) {
  const field = row.querySelector(FIELDS);
  const until = performance.now() + 1000;
  do {
    field.focus({ preventScroll: true });
    await new Promise(requestAnimationFrame);
  } while (document.activeElement !== field && performance.now() < until);
  row.scrollIntoView({ block: "center" });
}

// What was filled in comes back without its mark; after the last one nothing stands in the way any more.
document.body.addEventListener("htmx:afterSettle", () => {
  if (asked && marks().length === 0) {
    const refusals = [...document.querySelectorAll(".composer__error")];
    refusals.find((line) => line.textContent.trim() === asked.text)?.remove();
    asked = { ...asked, text: null };
  }
});

document.body.addEventListener("tugi:missing", (event) => show(event.detail));

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-missing]");
  if (button) {
    const { missing, text, words } = button.dataset;
    button.closest("dialog")?.close();
    show({ text, words, at: missing.split(" ") });
  }
});

document.addEventListener("keydown", (event) => {
  const isThere = event.target.closest?.(".side-panel:not([data-open]) .property");
  if (event.key === "Escape" && isThere && asked?.from?.isConnected && !document.querySelector("details.menu[open]")) {
    event.preventDefault();
    event.target.blur();
    asked.from.focus();
    asked = null;
  }
});
