// <goes-along data-none data-some> in a form of boxes to tick: says beside its button what is ticked, as it changes.
//
// Each box with data-along is a line of it. Without scripts it keeps the server's sentence: what is ticked goes along.

class GoesAlong extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.onChange = () => this.show();
    this.form.addEventListener("change", this.onChange);
    window.addEventListener("pageshow", this.onChange); // the browser gives ticks back after going back
    this.show();
  }

  disconnectedCallback() {
    this.form.removeEventListener("change", this.onChange);
    window.removeEventListener("pageshow", this.onChange);
  }

  show() {
    const ticked = [...this.form.querySelectorAll("[data-along]:checked")];
    const words = document.createElement("p");
    words.className = "goes-along__words";
    words.textContent = ticked.length ? this.dataset.some : this.dataset.none;
    if (!ticked.length) {
      this.replaceChildren(words);
      return;
    }
    const list = document.createElement("ul");
    list.className = "goes-along__list";
    for (const box of ticked) {
      const line = document.createElement("li");
      line.textContent = box.dataset.along;
      list.append(line);
    }
    this.replaceChildren(words, list);
  }
}

customElements.define("goes-along", GoesAlong);
