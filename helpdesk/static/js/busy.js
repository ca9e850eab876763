// A button is busy while its form or itself waits for an answer: aria-busy shows the spinner (button.css).
// The width stays; a second press does nothing.

function buttonsOf(element, submitter) {
  if (element.matches?.(".button")) {
    return [element];
  }
  return submitter?.matches?.(".button") ? [submitter] : [];
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const submitter = event.detail.requestConfig.triggeringEvent?.submitter;
  for (const button of buttonsOf(event.detail.elt, submitter)) {
    button.setAttribute("aria-busy", "true");
    event.detail.xhr.addEventListener("loadend", () => button.removeAttribute("aria-busy"));
  }
});

document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest?.(".button:is([aria-busy='true'], [aria-disabled='true'])")) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  },
  true,
);
