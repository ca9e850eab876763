// <query-field data-src>: a search field that offers keys and values of the query language while one writes.
//
//   arrows  go through what is offered; Enter or Tab takes the one that is marked; Esc closes,
//           and from the field itself gives back what stood there
//   Enter   without a mark runs the query
// A key that was taken offers its values at once. Without scripts the form works as it stands.

const WAIT_MILLISECONDS = 80;

class QueryField extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.list = this.querySelector("[role='listbox']");
    this.marked = -1;
    this.asked = 0;
    this.input.addEventListener("input", () => this.askSoon());
    this.input.addEventListener("click", () => this.askSoon());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("focus", () => (this.before = this.input.value));
    // Before the blur that a press would cause.
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const row = event.target.closest("[role='option']");
      if (row) {
        this.take([...this.list.children].indexOf(row));
      }
    });
    this.addEventListener("submit", () => this.close());
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  askSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MILLISECONDS);
  }

  async ask() {
    const asked = ++this.asked;
    const at = this.input.selectionStart;
    if (at !== this.input.selectionEnd || document.activeElement !== this.input) {
      this.close();
      return;
    }
    const query = new URLSearchParams({ q: this.input.value, at: String([...this.input.value.slice(0, at)].length) });
    let answer = null;
    try {
      const response = await fetch(`${this.dataset.src}?${query}`);
      answer = response.ok ? await response.json() : null;
    } catch {
      answer = null; // offered again with the next letter
    }
    if (asked === this.asked && document.activeElement === this.input) {
      this.show(answer);
    }
  }

  show(answer) {
    this.answer = answer;
    this.list.replaceChildren(...(answer?.choices ?? []).map((choice, at) => this.row(choice, at)));
    this.list.hidden = this.list.children.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark(-1);
  }

  row({ text, label }, at) {
    const row = document.createElement("li");
    row.className = "query-choice";
    row.id = `query-choice-${at}`;
    row.setAttribute("role", "option");
    row.append(this.part("query-choice__text", text), this.part("query-choice__label", label));
    return row;
  }

  part(name, text) {
    const part = document.createElement("span");
    part.className = name;
    part.textContent = text;
    return part;
  }

  mark(at) {
    this.marked = at;
    for (const [place, row] of [...this.list.children].entries()) {
      row.setAttribute("aria-selected", String(place === at));
    }
    const row = this.list.children[at];
    row?.scrollIntoView({ block: "nearest" });
    if (row) {
      this.input.setAttribute("aria-activedescendant", row.id);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  close() {
    clearTimeout(this.timer);
    this.asked++;
    this.show(null);
  }

  take(at) {
    const { start, end, choices } = this.answer;
    const letters = [...this.input.value];
    const { text } = choices[at];
    const behind = letters.slice(end).join("");
    const space = text.endsWith(":") || behind.startsWith(" ") ? "" : " ";
    const before = letters.slice(0, start).join("") + text + space;
    this.input.value = before + behind;
    this.input.setSelectionRange(before.length, before.length);
    this.close();
    if (text.endsWith(":")) {
      this.ask();
    }
  }

  // Something stands before the cursor that may be completed; else Tab leaves the field as ever.
  isWriting() {
    return this.answer.end > this.answer.start;
  }

  key(event) {
    if (event.isComposing) {
      return;
    }
    const count = this.list.hidden ? 0 : this.list.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (count === 0) {
        this.ask();
      } else {
        const step = event.key === "ArrowDown" ? 1 : -1;
        this.mark((this.marked + step + count + (this.marked < 0 && step < 0 ? 1 : 0)) % count);
      }
    } else if (event.key === "Enter" && this.marked >= 0) {
      event.preventDefault();
      this.take(this.marked);
    } else if (event.key === "Tab" && !event.shiftKey && count > 0 && (this.marked >= 0 || this.isWriting())) {
      event.preventDefault();
      this.take(Math.max(this.marked, 0));
    } else if (event.key === "Escape" && count > 0) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Escape") {
      // Browsers would empty the field, while the list goes on showing what it asked for.
      event.preventDefault();
      event.stopPropagation();
      this.input.value = this.before ?? this.input.defaultValue;
      this.input.blur();
    }
  }
}

customElements.define("query-field", QueryField);
