// Rows of conditions and the text of their query say the same: [data-query-text] is the text, #conditions are the rows.
//
// The rows send themselves when they change (htmx), and the answer says their text ("tugi:query"). Here the other way:
// a changed text brings its rows anew; so does the panel when it is opened. Without scripts a button does that.
//
// Who is faster than the answers loses nothing: a newer change takes the place of the one on its way (hx-sync) and says all
// that stands there by then, with the button ("do") whose answer did not come. While the mouse is down on the rows they
// are not sent, as the answer would draw another button under it; nor while letters of a name are typed on a menu, as the
// answer would draw another menu, which knows nothing of the letters before.

function text() {
  return document.querySelector("[data-query-text]");
}

function isShown(rows) {
  return rows?.checkVisibility() ?? false;
}

function bring() {
  const rows = document.querySelector("#conditions");
  if (!rows || !text()) {
    return;
  }
  const query = new URLSearchParams({ q: text().value });
  window.htmx.ajax("GET", `${rows.dataset.src}?${query}`, { target: "#conditions", swap: "outerHTML" });
}

let pressed = ""; // the button whose answer has not come
let did = ""; // the button whose answer came last
let isDown = false;
let typing = null; // the timer that ends it
let held = null; // sends what changed while the mouse was down, or letters were typed

const TYPING_MILLISECONDS = 1000; // after so long a browser takes the next letter for another name's first

function isRows(element) {
  return Boolean(element?.closest?.("#conditions"));
}

function release() {
  if (!isDown && typing === null) {
    held?.();
    held = null;
  }
}

document.addEventListener("pointerdown", (event) => (isDown = isRows(event.target)));

for (const type of ["pointerup", "pointercancel"]) {
  document.addEventListener(type, () => {
    isDown = false;
    setTimeout(release); // after the click that may follow: a button sends the change too
  });
}

document.addEventListener("keydown", (event) => {
  if (!isRows(event.target)) {
    return;
  }
  clearTimeout(typing);
  typing = null;
  if (event.target.matches("select") && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    typing = setTimeout(() => {
      typing = null;
      release();
    }, TYPING_MILLISECONDS);
  } else {
    release();
  }
});

document.addEventListener("htmx:confirm", (event) => {
  const { elt, issueRequest } = event.detail;
  if ((isDown || typing !== null) && elt.id === "conditions") {
    event.preventDefault();
    held = issueRequest;
  }
});

document.addEventListener("htmx:configRequest", (event) => {
  const { elt, parameters, triggeringEvent, verb } = event.detail;
  if (!isRows(elt) || verb !== "post") {
    return;
  }
  held = null;
  const button = triggeringEvent?.submitter ?? (elt.matches("button") ? elt : null);
  pressed = button?.value ?? pressed;
  if (pressed) {
    parameters.set("do", pressed);
  }
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "conditions") {
    did = pressed;
    pressed = "";
  }
});

// Who adds a row goes on in it; who removes one is not thrown out of the rows.
document.addEventListener("htmx:afterSettle", () => {
  const rows = document.querySelector("#conditions");
  if (did && rows) {
    fieldAfter(did, rows)?.focus();
    did = "";
  }
});

function fieldAfter(button, rows) {
  const [what, place] = button.split(":");
  if (what === "remove") {
    return rows.querySelector(":scope > .conditions__buttons:last-child button");
  }
  const own = [...rows.querySelectorAll(":scope > .condition")];
  const groups = [...rows.querySelectorAll(".condition-group")];
  const group = groups.find((one) => one.querySelector("[name='row']").value === place);
  const row = {
    add: () => (group ? [...group.querySelectorAll(".condition")] : own).at(-1),
    group: () => groups.at(-1).querySelector(".condition"),
  }[what]?.();
  return row?.querySelector("select, input:not([type='hidden'])");
}

document.addEventListener("tugi:query", (event) => {
  const field = text();
  if (field && field.value !== event.detail.text) {
    field.value = event.detail.text;
    field.parentElement.querySelector(".query-field__words")?.remove(); // shows what was asked before
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-query-text]") && isShown(document.querySelector("#conditions"))) {
    bring();
  }
});

// "toggle" does not bubble, but can be caught on its way down.
document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.id === "conditions-panel" && event.newState === "open") {
      bring();
    }
  },
  true,
);
