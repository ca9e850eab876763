// <save-bar data-one data-many> inside a <form>: says how many fields are changed, and asks before leaving
// with some. Without scripts the buttons work all the same.

class SaveBar extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.state = this.querySelector(".save-bar__state span");
    if (!this.form || !this.state) {
      return;
    }
    this.refused = this.state.textContent !== "";
    this.onInput = () => this.say();
    this.onLeave = (event) => this.changed() > 0 && event.preventDefault();
    this.form.addEventListener("input", this.onInput);
    this.form.addEventListener("submit", () => window.removeEventListener("beforeunload", this.onLeave));
    this.querySelector("a")?.addEventListener("click", () => window.removeEventListener("beforeunload", this.onLeave));
    window.addEventListener("beforeunload", this.onLeave);
    if (!this.refused) {
      this.say();
    }
  }

  disconnectedCallback() {
    window.removeEventListener("beforeunload", this.onLeave);
  }

  changed() {
    const names = new Set();
    for (const field of this.form.elements) {
      if (field.name && isChanged(field)) {
        names.add(field.name);
      }
    }
    return names.size;
  }

  say() {
    const count = this.changed();
    if (this.refused && count === 0) {
      return;
    }
    this.refused = false;
    const words = count === 0 ? "" : count === 1 ? this.dataset.one : this.dataset.many;
    this.state.textContent = words.replace("{n}", String(count));
  }
}

function isChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") {
    return field.checked !== field.defaultChecked;
  }
  if (field instanceof HTMLSelectElement) {
    const options = [...field.options];
    // no option written as selected: the browser chose the first
    const original = options.some((option) => option.defaultSelected) ? null : options[0];
    return options.some((option) => option.selected !== (original ? option === original : option.defaultSelected));
  }
  return "defaultValue" in field && field.value !== field.defaultValue;
}

customElements.define("save-bar", SaveBar);
