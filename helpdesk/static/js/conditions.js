// Rows of conditions and the text of their query say the same: [data-query-text] is the text, #conditions are the rows.
//
// The rows send themselves when they change (htmx), and the answer says their text ("tugi:query"). Here the other way:
// a changed text brings its rows anew; so does the panel when it is opened. Without scripts a button does that.

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
