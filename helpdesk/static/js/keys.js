// Shortcuts of the page, declared where they act: <button data-key="r">, <a data-key="g m">, <input data-key="/">.
//
// Pressing activates: a field is focused, everything else clicked. Keys are read by the letter typed, not by its place.
//   "shift+a"    a letter with Shift; "?" and "/" are written as typed
//   "mod+k"      Ctrl, or Cmd on a Mac; the only kind that also works while typing
//   "g m"        one after the other, within 1.5 s
//   "j|ArrowDown"  either
// None fires while typing or while a menu is open. <html data-keys="off"> switches single letters off (UI.md, 8);
// the last visible one wins, so that the newest toast has Z.

// <html data-key-changes='{"e": "d"}'>: what this member has chosen instead; "" for none. Signs on the page follow.

const SEQUENCE_MILLISECONDS = 1500;
const CHANGES = JSON.parse(document.documentElement.dataset.keyChanges ?? "{}");
const struck = new WeakSet(); // events for another script, no strokes of a hand
const HEARD_ELSEWHERE = ["j", "k", "x", "shift+x"]; // by scripts that know them under these names
let pending = "";
let pendingTimer = null;

function isTyping(target) {
  return Boolean(
    target.closest?.(
      "textarea, select:not([data-letters-pass]), [contenteditable]:not([contenteditable='false']), " +
        "input:not([type='checkbox'], [type='radio'], [type='button'], [type='submit'], [type='range'])",
    ),
  );
}

function pressed(event) {
  const letter = event.key;
  const name = letter.length === 1 ? letter.toLowerCase() : letter;
  if (event.ctrlKey || event.metaKey) {
    return event.shiftKey ? `mod+shift+${name}` : `mod+${name}`;
  }
  const isLetter = letter.length === 1 && letter.toLowerCase() !== letter.toUpperCase();
  return event.shiftKey && (isLetter || letter.length > 1) ? `shift+${name}` : name;
}

function scope() {
  // while a dialog or a panel over the page is open only its own keys count
  return document.querySelector("dialog[open]:modal, form:popover-open") ?? document;
}

// An entry of a closed menu counts by the menu: its key works without opening it first.
function canBeReached(element) {
  const seen = element.closest("details.menu:not([open])") ?? element;
  return seen.checkVisibility({ visibilityProperty: true });
}

function declared() {
  return [...scope().querySelectorAll("[data-key]")]
    .filter(canBeReached)
    .filter((element) => element.getAttribute("aria-disabled") !== "true" && !element.disabled)
    .map((element) => ({ element, keys: element.dataset.key.split("|").map(chosen) }));
}

function activate(element) {
  if (element.matches("input:not([type='checkbox'], [type='radio']), textarea, select, [contenteditable]")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
    if (element.matches("details.menu > summary")) {
      // "toggle" comes a moment later; the next letter may be faster than that, and belongs into the menu.
      element.parentElement.dispatchEvent(new Event("toggle"));
    }
  }
}

/** The element of this page that declares ``key`` and can be reached, or undefined. */
export function elementOf(key) {
  return declared().findLast(({ element }) => [element.dataset.key, ...element.dataset.key.split("|")].includes(key))?.element;
}

/** What is pressed one after the other for the key that an element declares: ["g", "m"]; none where letters are off. */
export function capsOf(key) {
  const isOff = document.documentElement.dataset.keys === "off";
  return key && !isOff ? chosen(key.split("|")[0]).replace("shift+", "⇧ ").split(" ").filter(Boolean) : [];
}

/** As if ``key`` were pressed. */
export function press(key) {
  const element = elementOf(key);
  if (element) {
    activate(element);
  }
}

/** Strikes ``key`` at ``element``, for a script that listens there. */
export function strike(key, element) {
  const strokes = key.split("|")[0].split("+");
  const held = { ctrlKey: strokes.includes("mod"), shiftKey: strokes.includes("shift") };
  const event = new KeyboardEvent("keydown", { key: strokes.at(-1), ...held, bubbles: true, cancelable: true });
  struck.add(event);
  element.dispatchEvent(event);
}

function chosen(key) {
  return CHANGES[key] ?? key;
}

function wait(prefix) {
  pending = prefix;
  clearTimeout(pendingTimer);
  pendingTimer = setTimeout(() => (pending = ""), SEQUENCE_MILLISECONDS);
}

function listen(event) {
  if (event.defaultPrevented || event.isComposing || event.altKey || !event.key || event.repeat || struck.has(event)) {
    return;
  }
  const key = pressed(event);
  const withModifier = key.startsWith("mod+");
  if (!withModifier && (isTyping(event.target) || document.querySelector("details.menu[open]"))) {
    return;
  }
  if (!withModifier && document.documentElement.dataset.keys === "off" && event.key.length === 1) {
    return;
  }

  const all = declared();
  const wanted = pending ? `${pending} ${key}` : key;
  const found = all.findLast(({ keys }) => keys.includes(wanted)) ?? all.findLast(({ keys }) => keys.includes(key));
  const opensSequence = !pending && all.some(({ keys }) => keys.some((name) => name.startsWith(`${key} `)));
  pending = "";
  if (opensSequence) {
    wait(key);
    event.preventDefault();
  } else if (found) {
    event.preventDefault();
    activate(found.element);
  }
}

document.addEventListener("keydown", listen);

// A key that a script listens to, under another name: the script gets it under its own, and not what is no longer its.
function translate(event) {
  const isOff = document.documentElement.dataset.keys === "off";
  if (struck.has(event) || event.isComposing || event.altKey || isOff || isTyping(event.target)) {
    return;
  }
  if (pending || document.querySelector("details.menu[open], dialog[open]")) {
    return;
  }
  const key = pressed(event);
  const meant = HEARD_ELSEWHERE.find((name) => chosen(name) === key);
  if (meant !== undefined && meant !== key) {
    event.preventDefault();
    event.stopImmediatePropagation();
    strike(meant, event.target);
  } else if (meant === undefined && HEARD_ELSEWHERE.includes(key)) {
    event.stopImmediatePropagation();
    listen(event);
  }
}

if (HEARD_ELSEWHERE.some((name) => name in CHANGES)) {
  window.addEventListener("keydown", translate, { capture: true });
}

// The caps on the page, and those named in titles: "Solve (E)".
function relabel(root) {
  for (const key of Object.keys(CHANGES)) {
    for (const element of root.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)) {
      const words = CHANGES[key].replace("shift+", "⇧ ").toUpperCase();
      if (element.title) {
        element.title = element.title.replace(/ \([^()]+\)$/, words && ` (${words})`);
      }
      for (const cap of element.querySelectorAll("kbd.key")) {
        cap.textContent = words;
        cap.hidden = words === "";
      }
    }
  }
}

if (Object.keys(CHANGES).length > 0) {
  relabel(document);
  document.body.addEventListener("htmx:load", (event) => relabel(event.detail.elt));
}
