// <chosen-files data-max-files data-max-bytes data-too-large data-too-many data-remove> around <label><input type="file" multiple>:
// lists what was chosen, keeps what was chosen before, and says at once what is too large. Without scripts the plain
// input works, and the server says it.

const UNITS = ["B", "kB", "MB", "GB"];

function sizeWords(bytes) {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const digits = unit < 2 || size >= 10 ? 0 : 1;
  const number = new Intl.NumberFormat(document.documentElement.lang || "en", { maximumFractionDigits: digits });
  return `${number.format(size)} ${UNITS[unit]}`;
}

class ChosenFiles extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type='file']");
    this.files = [];
    this.list = document.createElement("ul");
    this.list.className = "chosen-files__list";
    this.notes = document.createElement("p");
    this.notes.className = "field__error";
    this.notes.setAttribute("role", "status");
    this.append(this.list, this.notes);
    this.toggleAttribute("scripted", true);
    this.onChange = () => this.add([...this.input.files]);
    this.input.addEventListener("change", this.onChange);
  }

  disconnectedCallback() {
    this.input.removeEventListener("change", this.onChange);
    this.list.remove();
    this.notes.remove();
  }

  add(chosen) {
    const notes = [];
    for (const file of chosen) {
      if (file.size > Number(this.dataset.maxBytes)) {
        notes.push(this.dataset.tooLarge.replace("{name}", file.name));
        this.leaveOut(file.name);
      } else if (this.files.length >= Number(this.dataset.maxFiles)) {
        notes.push(this.dataset.tooMany);
        break;
      } else if (!this.files.some((one) => one.name === file.name && one.size === file.size)) {
        this.files.push(file);
      }
    }
    this.show();
    this.notes.textContent = notes.join(" ");
  }

  // Goes along with the form, so that the next page can say what did not.
  leaveOut(name) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "left_out";
    field.value = name;
    this.append(field);
  }

  remove(file) {
    this.files = this.files.filter((one) => one !== file);
    this.show();
    this.input.focus();
  }

  show() {
    const transfer = new DataTransfer();
    for (const file of this.files) {
      transfer.items.add(file);
    }
    this.input.files = transfer.files;
    this.list.replaceChildren(...this.files.map((file) => this.row(file)));
  }

  row(file) {
    const row = document.createElement("li");
    const name = document.createElement("span");
    name.className = "cut";
    name.textContent = file.name;
    const size = document.createElement("span");
    size.className = "chosen-files__size";
    size.textContent = sizeWords(file.size);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "icon-button";
    button.textContent = "×";
    button.setAttribute("aria-label", this.dataset.remove.replace("{name}", file.name));
    button.addEventListener("click", () => this.remove(file));
    row.append(name, size, button);
    return row;
  }
}

customElements.define("chosen-files", ChosenFiles);
