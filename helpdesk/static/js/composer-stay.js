// A property of the ticket is set while somebody writes: the ticket is drawn anew around the composer, and the composer with
// its text, caret and files stays. Only who gets the answer, or hears of the note, is taken from the new one.

let away = null;

// About to be swapped by ``detail`` of htmx:beforeSwap: does the composer stay?
export function stays(composer, { requestConfig }) {
  const { elt } = requestConfig; // what asked; the event's own is what is swapped
  const isOwn = elt === composer.form || elt.closest("[data-to-composer]") !== null; // what it did stands in the new one
  const isInUse = composer.isWriting || composer.form.contains(document.activeElement);
  const isSameTicket = requestConfig.path.startsWith(`/tickets/${composer.form.dataset.ticket}/`);
  return isInUse && isSameTicket && requestConfig.verb === "post" && !isOwn && !elt.closest("#composer");
}

// Taken out whole before the swap, since htmx undoes what it finds inside.
export function takeOut(composer) {
  const { form } = composer;
  away = { composer, focused: form.contains(document.activeElement) ? document.activeElement : null };
  form.remove();
}

document.body.addEventListener("htmx:afterSwap", () => {
  if (!away) {
    return;
  }
  const { composer, focused } = away;
  away = null;
  const { form } = composer;
  const next = document.querySelector("#composer");
  const panes = (one) => [...one.querySelectorAll(".composer__pane")].map((pane) => pane.dataset.pane).join();
  if (!next || next.dataset.ticket !== form.dataset.ticket || panes(next) !== panes(form)) {
    composer.leave(); // closed, put away, or no reply is possible any more
    return;
  }
  const who = ".composer__pane[data-pane='reply'] .composer__who";
  form.querySelector(who)?.replaceWith(next.querySelector(who));
  form.querySelector(".composer__told")?.replaceWith(next.querySelector(".composer__told"));
  composer.mentions.tell();
  next.replaceWith(form);
  if (focused?.isContentEditable) {
    composer.focus();
  } else {
    focused?.focus({ preventScroll: true });
  }
});
