// What must be filled in on a ticket before what was asked for can be done: marked where it stands, the first has the focus.
//
// The server sends HX-Trigger: {"tugi:missing": {"text": "Before …: Outcome.", "words": "Fill this in before solving",
// "at": ["field-outcome"]}}, ids of rows of the side panel. A page without them says the text in a toast. A button with
// data-missing (the ids), data-text and data-words does the same from within a dialog. Esc leads back to where it was asked for.
//
// A letter never changes a closed select of the side panel, whose choice is saved at once: it opens the list of choices, in
// which it searches. In one that was missing and is filled in now it is a key of the page, so that E, a choice, E solves.

import { reveal } from "./drawer.js";

const FIELDS = "select, textarea, input:not([type='hidden']), summary";
const CHOICE = ".property select";
let asked = null; // {text, from}: what was refused, and what had the focus
let rowsAsked = []; // ids of the rows that were missing last
let held = null; // a key struck while the choice before it is still being saved

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
  rowsAsked = at;
  listenInSelects();
  reveal(rows[0].closest(".side-panel"));
  focus(rows[0]);
}

// What keys.js takes for no field to type in.
function listenInSelects() {
  for (const id of rowsAsked) {
    const select = document.querySelector(`#${CSS.escape(id)} select`);
    select?.toggleAttribute("data-letters-pass", select.value !== "");
  }
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

document.addEventListener("change", listenInSelects);

// What was filled in comes back without its mark; after the last one nothing stands in the way any more.
document.body.addEventListener("htmx:afterSettle", () => {
  listenInSelects();
  strikeHeld();
  if (asked && marks().length === 0) {
    const refusals = [...document.querySelectorAll(".composer__error")];
    refusals.find((line) => line.textContent.trim() === asked.text)?.remove();
    asked = { ...asked, text: null };
  }
});

document.body.addEventListener("tugi:missing", (event) => show(event.detail));

function isLetter(event) {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
  return isPlain && event.key?.length === 1 && event.key !== " ";
}

function isOpen(select) {
  return CSS.supports("selector(:open)") && select.matches(":open");
}

function strikeHeld() {
  if (held && !document.querySelector(".property .htmx-request")) {
    const { key, shiftKey } = held;
    held = null;
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
  }
}

// Before keys.js hears of it: what is asked for next waits until the choice is saved.
window.addEventListener(
  "keydown",
  (event) => {
    if (isLetter(event) && event.target.closest?.("[data-letters-pass]")?.closest(".htmx-request")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      held = { key: event.key, shiftKey: event.shiftKey };
    }
  },
  { capture: true },
);

// After keys.js: the letter was no key of the page.
window.addEventListener("keydown", (event) => {
  const select = event.target.closest?.(CHOICE);
  if (select && isLetter(event) && !event.defaultPrevented && !isOpen(select)) {
    event.preventDefault();
    select.showPicker?.();
  }
});

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
