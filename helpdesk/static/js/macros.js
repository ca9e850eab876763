// <a data-opens="macros" href="/tickets/42/macros/"> opens a <dialog class="macro-box"> with what its address answers: the
// one in its bulk bar, else the ticket's.
// <macro-list>: its search field filters the entries; arrows move among them, Enter takes the first.
// Without scripts the link leads to the same as a page.
// "tugi:macro" on the body, {detail: {show: address}}, shows one by the address of its preview: for the palette.

import { pieceOf } from "./unreached.js";

async function show(address, place = document) {
  const dialog = place.querySelector("dialog.macro-box");
  if (!dialog) {
    window.location.assign(address);
    return;
  }
  const piece = await pieceOf(address);
  if (piece === null) {
    return;
  }
  dialog.innerHTML = piece;
  window.htmx?.process(dialog);
  if (!dialog.open) {
    dialog.showModal();
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-opens='macros']");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(link.href, link.closest(".bulk-bar") ?? document);
  } else if (event.target.matches?.("dialog.macro-box")) {
    event.target.close();
  }
});

document.body.addEventListener("tugi:macro", (event) => show(event.detail.show));

// What comes in place of the list takes the focus: the button that applies.
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.matches?.("dialog.macro-box")) {
    event.detail.target.querySelector("[autofocus]")?.focus();
  }
});

// One that is closed holds nothing: its title would be another's.
document.addEventListener("close", (event) => event.target.matches("dialog.macro-box") && event.target.replaceChildren(), true);

class MacroList extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", (event) => this.filter(event.target.value.trim().toLocaleLowerCase()));
    this.addEventListener("keydown", (event) => this.key(event));
  }

  get items() {
    return [...this.querySelectorAll(".menu__item")].filter((item) => item.checkVisibility());
  }

  filter(words) {
    for (const item of this.querySelectorAll(".menu__item")) {
      item.closest("li").hidden = !item.querySelector(".menu__label").textContent.toLocaleLowerCase().includes(words);
    }
    for (const folder of this.querySelectorAll(".macro-list__folder")) {
      folder.hidden = !folder.querySelector("li:not([hidden])");
    }
    this.querySelector(".macro-list__nothing").hidden = this.items.length > 0;
  }

  key(event) {
    const all = this.items;
    const now = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      all[(now + step + all.length) % all.length]?.focus();
    } else if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      all[0]?.click();
    }
  }
}

customElements.define("macro-list", MacroList);
