// <row-actions>: what can be done to the row of the list that the mouse points at, in the place of its signs. One set of
// buttons goes from row to row. Keys do the same to the ticket that is open, and the bulk bar to those that are selected.

const BOX = "input[name='ticket']";

class RowActions extends HTMLElement {
  connectedCallback() {
    this.buttons = this.querySelector(".ticket-row__actions");
    this.undoes ??= [];
    const listen = (target, name, call) => {
      target.addEventListener(name, call);
      this.undoes.push(() => target.removeEventListener(name, call));
    };
    listen(document, "pointerover", (event) => this.follow(event));
    listen(this.buttons, "pointerdown", (event) => event.preventDefault()); // the focus stays where it was
    listen(this.buttons, "click", (event) => this.act(event));
  }

  disconnectedCallback() {
    this.buttons.remove();
    for (const undo of this.undoes.splice(0)) {
      undo();
    }
  }

  follow(event) {
    const row = event.pointerType === "mouse" && event.target.closest?.(".ticket-list:not(.ticket-list--compact) .ticket-row");
    if (!row || this.buttons.parentNode === row) {
      return;
    }
    const isDone = row.querySelector(".status-icon--solved, .status-icon--closed") !== null;
    for (const one of this.buttons.querySelectorAll("[data-does='snooze'], [data-does='solve']")) {
      one.hidden = isDone;
    }
    row.append(this.buttons);
  }

  async act(event) {
    const does = event.target.closest("[data-does]")?.dataset.does;
    const row = this.buttons.closest(".ticket-row");
    const number = row?.id.replace("ticket-", "");
    if (!does || !number) {
      return;
    }
    event.preventDefault();
    if (does === "assign") {
      await this.select(row);
    } else {
      const values = does === "solve" ? { category: "solved" } : { until: "tomorrow" };
      const path = `/tickets/${number}/${does === "solve" ? "status" : "snooze"}/`;
      const isOpen = row.querySelector("[aria-current='page']") !== null;
      const own = isOpen && document.querySelector(does === "solve" ? "#ticket [data-key='e']" : "#ticket [value='tomorrow']");
      if (own) {
        own.click(); // the ticket that is open goes on as from its own page
      } else {
        await window.htmx.ajax("POST", path, { source: this, values: { ...values, from_list: "1" }, swap: "none" });
        document.body.dispatchEvent(new CustomEvent("tugi:changed"));
      }
    }
  }

  // The bulk bar's menu, for this row alone.
  async select(row) {
    const bar = document.querySelector("bulk-bar");
    bar.clear();
    bar.set(row.querySelector(BOX), true);
    await bar.show();
    const menu = bar.querySelector("details:has(> [data-key='a'])");
    menu?.querySelector("summary").click();
    menu?.querySelector("input[type='search']")?.focus();
  }
}

customElements.define("row-actions", RowActions);
