// <sort-rows src="…"> round a list: its rows can be dragged among their siblings, and the new place is posted at once.
// Without scripts, and by keyboard, the arrows of each row do the same.

import { answerTo } from "./unreached.js";

class SortRows extends HTMLElement {
  connectedCallback() {
    if (!this.getAttribute("src")) {
      return;
    }
    for (const row of this.querySelectorAll("li[data-id]")) {
      row.draggable = true;
    }
    this.addEventListener("dragstart", (event) => {
      this.dragged = event.target.closest("li[data-id]");
      this.behind = this.dragged.nextElementSibling;
      event.dataTransfer.effectAllowed = "move";
    });
    this.addEventListener("dragover", (event) => {
      const over = event.target.closest("li[data-id]");
      if (!this.dragged || !over || over === this.dragged || !this.siblings().includes(over)) {
        return;
      }
      event.preventDefault();
      const box = over.getBoundingClientRect();
      over[event.clientY < box.top + box.height / 2 ? "before" : "after"](this.dragged);
    });
    this.addEventListener("dragend", () => this.drop());
  }

  // Rows of one depth that no shallower row parts.
  siblings() {
    const rows = [...this.querySelectorAll("li[data-id]")];
    const depth = this.dragged.dataset.depth;
    return depth === "0" && rows.every((row) => row.dataset.depth === "0") ? rows : [];
  }

  async drop() {
    const rows = this.siblings();
    const to = rows.indexOf(this.dragged);
    const { dragged, behind } = this;
    const body = new URLSearchParams({ id: dragged.dataset.id, to });
    this.dragged = null;
    if (to < 0) {
      return;
    }
    const token = document.querySelector("meta[name='csrf-token']").content;
    const answer = await answerTo(this.getAttribute("src"), { method: "POST", body, headers: { "X-CSRFToken": token } });
    if (answer === null) {
      dragged.parentElement.insertBefore(dragged, behind);
    } else if (!answer.ok) {
      location.reload();
    }
  }
}

customElements.define("sort-rows", SortRows);
