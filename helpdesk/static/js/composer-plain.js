// The composer before its editor has come (composer.js fetches it): a plain form, whose tabs and keys work all the same.
//
// What was written meanwhile goes into the editor, and the caret with it.

// The tab `kind` comes to the front, and the form sends to where that goes.
export function showTab(form, kind) {
  form.dataset.kind = kind;
  form.classList.toggle("composer--reply", kind === "reply");
  form.classList.toggle("composer--note", kind === "note");
  form.action = kind === "note" ? form.dataset.notes : form.dataset.replies;
  for (const tab of form.querySelectorAll("[data-tab]")) {
    tab.setAttribute("aria-selected", String(tab.dataset.tab === kind));
  }
  for (const pane of form.querySelectorAll(".composer__pane")) {
    pane.hidden = pane.dataset.pane !== kind;
    pane.querySelector("textarea").disabled = pane.hidden;
  }
  for (const button of form.querySelectorAll("[data-send], [data-only]")) {
    button.hidden = (button.dataset.send ?? button.dataset.only) !== kind;
  }
}

export const isTouched = (field) => field.value !== field.defaultValue;

// What the editor begins with, as HTML: the draft, and what was typed into the plain field since.
export function begun(field) {
  const { value, defaultValue } = field;
  const draft = field.dataset.html ?? "";
  if (!isTouched(field)) {
    return draft;
  }
  return value.startsWith(defaultValue) ? draft + paragraphs(value.slice(defaultValue.length)) : paragraphs(value);
}

function paragraphs(text) {
  const holder = document.createElement("div");
  for (const line of text.replace(/^\n/, "").split("\n")) {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    holder.append(paragraph);
  }
  return holder.innerHTML;
}

const plain = (target) => {
  const form = target.closest?.("#composer");
  return form && !form.composer ? form : null;
};

document.addEventListener("click", (event) => {
  const tab = event.target.closest?.("[data-tab]");
  const form = tab && plain(tab);
  if (form) {
    showTab(form, tab.dataset.tab);
    form.querySelector("textarea:enabled").focus();
  }
});

document.addEventListener("keydown", (event) => {
  const form = plain(event.target);
  if (form && (event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    form.requestSubmit();
  }
});
