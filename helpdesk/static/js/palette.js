// The palette: Ctrl/⌘ K, or the rail's Search, opens <dialog id="palette">. Without scripts the link leads to the search.
//
// What can be done on this page is gathered by palette-entries.js; tickets, contacts and canned responses are looked up while
// one types.
//   ">" before the words   commands only
//   "#" and a number       the ticket
// Arrows choose, Enter runs, Esc closes; the focus returns to where it was.

import { act, cannedFor, furnish } from "./palette-entries.js";
import { pieceOf } from "./unreached.js";

const PAUSE_MILLISECONDS = 90; // of typing, before the server is asked
const MOST_CANNED = 4;
let asked = null;
let timer = null;
let isAsking = false; // then it is not known yet that there is nothing

const dialog = () => document.querySelector("#palette");
const input = () => dialog().querySelector(".palette__input");
const list = () => dialog().querySelector(".palette__list");
const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const shown = () => [...list().querySelectorAll(".palette__option:not([hidden])")];

async function open(link) {
  const box = dialog();
  if (box.open) {
    return;
  }
  const inside = await pieceOf(link.dataset.palette, link.href);
  if (inside === null) {
    return;
  }
  if (box.open || document.querySelector("dialog[open]:modal")) {
    return;
  }
  box.innerHTML = inside;
  furnish(box);
  box.showModal();
  input().focus();
  filter();
}

// Shows the commands that have all words, the words marked; the found tickets come later and stand below.
function filter() {
  const typed = input().value.trim();
  const isNumber = typed.startsWith("#");
  const words = wordsOf(typed);
  for (const option of list().querySelectorAll("[data-group] .palette__option:not(.palette__canned *)")) {
    const label = option.querySelector(".palette__label");
    const text = label.textContent;
    const folded = fold(text);
    const fits = words.every((word) => (` ${folded}`).includes(` ${word}`) || (word.length > 2 && folded.includes(word)));
    option.hidden = isNumber || !fits || (words.length === 0 && "whenAsked" in option.dataset);
    mark(label, text, option.hidden ? [] : words);
  }
  if (typed.startsWith(">") || typed.length < 2) {
    list().querySelector(".palette__found").replaceChildren();
    list().querySelector(".palette__canned").replaceChildren();
  }
  isAsking = !typed.startsWith(">") && typed.length > 1;
  settle();
  clearTimeout(timer);
  asked?.abort();
  if (isAsking) {
    timer = setTimeout(() => ask(typed), PAUSE_MILLISECONDS);
  }
}

function mark(label, text, words) {
  const folded = fold(text);
  const at = folded.length === text.length ? words.map((word) => [folded.indexOf(word), word.length]) : [];
  const places = at.filter(([start]) => start >= 0).sort(([one], [other]) => one - other);
  label.replaceChildren();
  let last = 0;
  for (const [start, length] of places) {
    if (start >= last) {
      const piece = document.createElement("mark");
      piece.textContent = text.slice(start, start + length);
      label.append(text.slice(last, start), piece);
      last = start + length;
    }
  }
  label.append(text.slice(last));
}

function ask(typed) {
  asked = new AbortController();
  const { signal } = asked;
  const isWanted = () => dialog().open && input().value.trim() === typed;
  // Typed on, or no network: what is there stays.
  found(typed, signal, isWanted).catch(() => {});
  if (!typed.startsWith("#")) {
    canned(typed, signal, isWanted).catch(() => {});
  }
}

async function found(typed, signal, isWanted) {
  const address = `${dialog().dataset.results}?q=${encodeURIComponent(typed)}`;
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal });
  const html = answer.ok ? await answer.text() : null;
  if (html !== null && isWanted()) {
    list().querySelector(".palette__found").innerHTML = html;
    isAsking = false;
    settle();
  }
}

async function canned(typed, signal, isWanted) {
  const options = await cannedFor(typed, MOST_CANNED, dialog().querySelector(".palette__words").dataset, signal);
  if (isWanted()) {
    list().querySelector(".palette__canned").replaceChildren(...options);
    const words = wordsOf(typed);
    for (const option of options) {
      const label = option.querySelector(".palette__label");
      mark(label, label.textContent, words);
    }
    settle();
  }
}

const wordsOf = (typed) => fold(typed.replace(/^[>#]/, "")).split(/\s+/).filter(Boolean);

// Hides titles of empty groups; the choice stays where it was, or goes to the first.
function settle() {
  for (const group of list().querySelectorAll(".palette__group")) {
    group.hidden = !group.querySelector(".palette__option:not([hidden]), .palette__nothing");
  }
  list().querySelectorAll(".palette__option").forEach((option, place) => (option.id = `palette-${place}`));
  const options = shown();
  choose(options.find((option) => option.getAttribute("aria-selected") === "true" && !isFresh()) ?? options[0]);
  dialog().querySelector(".palette__none").hidden = options.length > 0 || isAsking || list().querySelector(".palette__nothing") !== null;
  const status = dialog().querySelector("[role='status']");
  status.textContent = options.length === 1 ? status.dataset.one : status.dataset.many.replace("{n}", options.length);
}

let settledFor = "";
function isFresh() {
  const before = settledFor;
  settledFor = input().value;
  return before !== settledFor;
}

function choose(option) {
  for (const other of list().querySelectorAll("[aria-selected='true']")) {
    other.setAttribute("aria-selected", "false");
  }
  if (option) {
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input().setAttribute("aria-activedescendant", option.id);
  } else {
    input().removeAttribute("aria-activedescendant");
  }
}

function run(option) {
  dialog().close(); // the focus is back where it was before anything acts on it
  if (option.dataset.href) {
    window.location.assign(option.dataset.href);
  } else {
    act(option);
  }
}

document.addEventListener("tugi:entries", () => dialog()?.open && filter());

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-palette]");
  if (link && dialog() && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link);
    return;
  }
  if (!dialog()?.open || !dialog().contains(event.target)) {
    return;
  }
  const option = event.target.closest(".palette__option");
  if (option) {
    run(option);
  } else if (event.target === dialog() || event.target.closest(".palette__close")) {
    dialog().close();
  }
});

// Where the rail is folded away its link has no key: on a narrow window, with a keyboard.
document.addEventListener("keydown", (event) => {
  const isOurs = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
  if (isOurs && !event.defaultPrevented && !event.isComposing && dialog() && !document.querySelector("dialog[open]:modal")) {
    event.preventDefault();
    open(document.querySelector("[data-palette]"));
  }
});

document.addEventListener("input", (event) => {
  if (event.target.matches?.(".palette__input")) {
    filter();
  }
});

document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.(".palette__input") || event.isComposing) {
    return;
  }
  const options = shown();
  const place = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    choose(options.at((place + (event.key === "ArrowDown" ? 1 : -1)) % options.length));
  } else if (event.key === "PageDown" || event.key === "PageUp") {
    choose(options.at(event.key === "PageDown" ? Math.min(place + 8, options.length - 1) : Math.max(place - 8, 0)));
  } else if (event.key === "Enter" && options[place]) {
    run(options[place]);
  } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    dialog().close();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
});
