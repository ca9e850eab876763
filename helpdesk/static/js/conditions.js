// Rows of conditions and the text of their query say the same: [data-query-text] is the text, #conditions are the rows.
//
// The rows send themselves when they change (htmx), and the answer says their text ("tugi:query"). Here the other way:
// a changed text brings its rows anew; so does the panel when it is opened. Without scripts a button does that.
//
// Who is faster than the answers loses nothing: a newer change takes the place of the one on its way (hx-sync) and says all
// that stands there by then, with the button ("do") whose answer did not come. While the mouse is down on the rows they
// are not sent, as the answer would draw another button under it.

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
let isDown = false;
let held = null; // sends what changed while the mouse was down

function isRows(element) {
  return Boolean(element?.closest?.("#conditions"));
}

document.addEventListener("pointerdown", (event) => (isDown = isRows(event.target)));

for (const type of ["pointerup", "pointercancel"]) {
  document.addEventListener(type, () => {
    isDown = false;
    // After the click that may follow: a button sends the change too.
    setTimeout(() => {
      held?.();
      held = null;
    });
  });
}

document.addEventListener("htmx:confirm", (event) => {
  const { elt, issueRequest } = event.detail;
  if (isDown && elt.id === "conditions") {
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
    pressed = "";
  }
});

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
