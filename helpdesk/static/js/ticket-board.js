// <ticket-board data-src data-move>: cards move between columns by dragging, or with Alt and the left and right arrow keys.
//
// Columns that the list excludes show while a card is dragged: what is put there leaves the list.
//
// A move sends what the column stands for (data-field, data-value) as a change of that one ticket, which can be undone. After
// it, and on news, the columns are fetched again. J and K go through the cards, up and down arrows within a column.

const PAUSE = 400;

class TicketBoard extends HTMLElement {
  connectedCallback() {
    this.onNews = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.fetchCards(), PAUSE);
    };
    for (const name of ["tugi:ticket", "tugi:resync", "tugi:changed"]) {
      document.body.addEventListener(name, this.onNews);
    }
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
    this.addEventListener("dragstart", (event) => this.grab(event));
    this.addEventListener("dragover", (event) => this.over(event));
    this.addEventListener("drop", (event) => this.drop(event));
    this.addEventListener("dragend", () => this.letGo());
  }

  disconnectedCallback() {
    for (const name of ["tugi:ticket", "tugi:resync", "tugi:changed"]) {
      document.body.removeEventListener(name, this.onNews);
    }
    document.removeEventListener("keydown", this.onKey);
    clearTimeout(this.timer);
  }

  async fetchCards() {
    if (this.dragged) {
      return;
    }
    const answer = await fetch(this.dataset.src, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok) {
      return;
    }
    const focused = document.activeElement?.closest?.("[data-version]")?.id;
    const scroll = [...this.children].map((column) => column.querySelector(".board__cards")?.scrollTop ?? 0);
    this.innerHTML = await answer.text();
    [...this.children].forEach((column, at) => {
      column.querySelector(".board__cards").scrollTop = scroll[at] ?? 0;
    });
    window.htmx?.process(this);
    document.body.dispatchEvent(new CustomEvent("tugi:rows"));
    if (focused) {
      this.querySelector(`#${CSS.escape(focused)} [data-link]`)?.focus({ preventScroll: true });
    }
  }

  move(card, column) {
    const { field, value } = column.dataset;
    if (!value || column.contains(card)) {
      return;
    }
    column.querySelector(".board__cards").prepend(card);
    card.querySelector("[data-link]").focus({ preventScroll: true });
    const values = { ticket: card.id.replace("ticket-", ""), [field]: value };
    window.htmx.ajax("POST", this.dataset.move, { source: this, swap: "none", values }).then(() => this.onNews());
  }

  key(event) {
    const card = event.target.closest?.("[data-version]");
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.altKey && step && card && this.contains(card)) {
      event.preventDefault();
      const columns = [...this.children];
      const open = columns.filter((one) => one.dataset.value || one.contains(card));
      const next = open[open.indexOf(card.closest(".board__column")) + step];
      if (next) {
        this.move(card, next);
      }
      return;
    }
    const isTyping = event.target.closest?.("input:not([type='checkbox']), textarea, select, details[open], dialog");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || document.documentElement.dataset.keys === "off") {
      return;
    }
    const along = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (along && (event.key.length === 1 || this.contains(document.activeElement))) {
      event.preventDefault();
      const links = [...this.querySelectorAll("[data-link]")];
      links[Math.max(0, Math.min(links.length - 1, links.indexOf(document.activeElement) + along))]?.focus();
    }
  }

  grab(event) {
    this.dragged = event.target.closest?.("[data-version]") ?? null;
    this.dragged?.setAttribute("data-dragged", "");
    setTimeout(() => this.toggleAttribute("data-dragging", Boolean(this.dragged))); // the browser takes the card's picture first
  }

  over(event) {
    const column = event.target.closest?.(".board__column");
    for (const one of this.children) {
      one.toggleAttribute("data-over", Boolean(this.dragged) && one === column && Boolean(column.dataset.value));
    }
    if (this.dragged && column?.dataset.value) {
      event.preventDefault();
    }
  }

  drop(event) {
    const column = event.target.closest?.(".board__column");
    if (this.dragged && column) {
      event.preventDefault();
      this.move(this.dragged, column);
    }
  }

  letGo() {
    this.dragged?.removeAttribute("data-dragged");
    this.dragged = null;
    this.removeAttribute("data-dragging");
    for (const one of this.children) {
      one.removeAttribute("data-over");
    }
  }
}

customElements.define("ticket-board", TicketBoard);
