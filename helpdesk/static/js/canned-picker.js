// The picker of canned responses: "/" at a line's start in the composer opens it at the caret, as does the tool's button.
//
//   type              search over name, shortcut, folder and text
//   ↑ ↓               choose; what is chosen reads at the side as it would be sent
//   ← →               another language or form of address, while nothing is typed
//   Enter             inserts, with its files
//   Esc               leaves the slash and what was typed in the text
// "tugi:canned" on the body, {detail: {insert: address}}, inserts one by its address: for the palette.

const PAUSE = 120;
let open = null;

class Picker {
  // `slash` is the place of the slash in the text, or null.
  constructor(composer, button, slash) {
    this.composer = composer;
    this.slash = slash;
    this.source = button.dataset.canned;
    this.draw(button.dataset);
    document.body.append(this.box);
    this.place();
    this.input.focus();
    this.search();
  }

  draw(words) {
    this.box = document.createElement("div");
    this.box.className = "picker";
    this.box.setAttribute("role", "dialog");
    this.box.setAttribute("aria-label", words.title);
    this.box.innerHTML = `
      <div class="picker__search"><input type="text" role="combobox" aria-expanded="true" aria-controls="picker-list"
        aria-autocomplete="list" autocomplete="off" spellcheck="false"></div>
      <div class="picker__list" id="picker-list" role="listbox"></div>
      <div class="picker__preview" tabindex="-1"></div>
      <p class="picker__foot"></p>`;
    this.input = this.box.querySelector("input");
    this.list = this.box.querySelector(".picker__list");
    this.preview = this.box.querySelector(".picker__preview");
    this.input.setAttribute("aria-label", words.search);
    this.input.placeholder = words.placeholder;
    this.list.setAttribute("aria-label", words.title);
    this.box.querySelector(".picker__foot").textContent = words.foot;
    this.input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.search(), PAUSE);
    });
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("mousedown", (event) => event.target.closest("input, a") ?? event.preventDefault());
    this.box.addEventListener("click", (event) => this.clicked(event));
    this.box.addEventListener("focusout", (event) => this.box.contains(event.relatedTarget) || this.close());
  }

  place() {
    const view = this.composer.tab.editor.view;
    const caret = view.coordsAtPos(view.state.selection.from);
    const width = Math.min(640, innerWidth - 16);
    const above = caret.top - 14;
    const { style } = this.box;
    style.width = `${width}px`;
    style.left = `${Math.max(8, Math.min(caret.left, innerWidth - width - 8))}px`;
    style.height = `${Math.max(240, Math.min(380, above))}px`;
    style.bottom = `${above < 240 ? 8 : innerHeight - caret.top + 6}px`;
  }

  get options() {
    return [...this.list.querySelectorAll("[role='option']")];
  }

  get chosen() {
    return this.list.querySelector("[aria-selected='true']");
  }

  get variants() {
    return [...this.preview.querySelectorAll("[data-variant-pk]")];
  }

  async search() {
    clearTimeout(this.timer);
    this.timer = null;
    const asked = (this.asked = {});
    const query = this.input.value;
    const html = await textOf(`${this.source}?q=${encodeURIComponent(query)}`);
    if (asked !== this.asked || html === null) {
      return;
    }
    this.found = query;
    this.list.innerHTML = html;
    this.choose(this.options[0]);
    if (this.waiting) {
      this.waiting = false;
      this.insert();
    }
  }

  choose(option) {
    this.chosen?.setAttribute("aria-selected", "false");
    this.preview.textContent = "";
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
    this.read(option.dataset.preview);
  }

  async read(address) {
    const option = this.chosen;
    const html = await textOf(address);
    if (html !== null && option === this.chosen) {
      this.preview.innerHTML = html;
    }
  }

  // The variant that stands `step` further.
  turn(step) {
    const all = this.variants;
    const now = all.findIndex((one) => one.getAttribute("aria-pressed") === "true");
    this.take(all[(now + step + all.length) % all.length]);
  }

  take(variant) {
    for (const one of this.variants) {
      one.setAttribute("aria-pressed", String(one === variant));
    }
    this.read(`${this.chosen.dataset.preview}?variant=${variant.dataset.variantPk}`);
  }

  key(event) {
    const all = this.options;
    const now = all.indexOf(this.chosen);
    const turns = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Escape") {
      this.leave();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length > 0) {
      this.choose(all[(now + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    } else if (turns && this.input.value === "" && this.variants.length > 1) {
      this.turn(turns);
    } else if (event.key === "Backspace" && this.input.value === "" && this.slash !== null) {
      this.removeSlash();
      this.close({ focus: true });
    } else if (event.key === "Enter") {
      if (this.found === this.input.value) {
        this.insert();
      } else {
        this.waiting = true; // what was typed is still being looked for
      }
    } else if (event.key !== "Tab") {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  clicked(event) {
    const option = event.target.closest("[role='option']");
    const variant = event.target.closest("[data-variant-pk]");
    if (variant) {
      this.take(variant);
    } else if (option) {
      this.choose(option);
      this.insert();
    }
  }

  insert() {
    const option = this.chosen;
    if (option) {
      const pressed = this.variants.find((one) => one.getAttribute("aria-pressed") === "true");
      this.removeSlash();
      this.close({ focus: true });
      insertInto(this.composer, option.dataset.insert, pressed?.dataset.variantPk);
    }
  }

  removeSlash() {
    if (this.slash !== null) {
      this.composer.tab.editor.commands.deleteRange({ from: this.slash, to: this.slash + 1 });
    }
  }

  // What was typed stays: after its slash, where that opened the picker.
  leave() {
    const typed = this.input.value;
    this.close({ focus: true });
    if (typed) {
      const { view } = this.composer.tab.editor;
      view.dispatch(view.state.tr.insertText(typed));
    }
  }

  close({ focus = false } = {}) {
    if (this.closed) {
      return; // taking it away takes the focus out of it, which closes it
    }
    this.closed = true;
    clearTimeout(this.timer);
    this.asked = null;
    if (open === this) {
      open = null;
    }
    this.box.remove();
    if (focus && this.composer.form.isConnected) {
      this.composer.focus();
    }
  }
}

async function textOf(address) {
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

async function insertInto(composer, address, variant) {
  const { form, tab, state } = composer;
  const data = new FormData();
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.set("kind", tab.kind);
  if (variant) {
    data.set("variant", variant);
  }
  try {
    const answer = await fetch(address, { method: "POST", body: data, headers: { "HX-Request": "true" } });
    if (!answer.ok) {
      composer.uploads.refuse(answer.status === 422 ? await answer.text() : state.dataset.failed);
      return;
    }
    const { html, uploads } = await answer.json();
    composer.uploads.refuse("");
    tab.editor.chain().focus().insertContent(html).run();
    tab.pane.querySelector(".composer__uploads").innerHTML = uploads;
  } catch {
    composer.say(state.dataset.failed, true);
  }
}

function current() {
  return document.querySelector("#composer")?.composer;
}

function button() {
  return document.querySelector("#composer [data-canned]");
}

// A slash that begins a line: nothing stands before it in its paragraph, or since the last line break.
document.addEventListener("input", (event) => {
  const composer = current();
  if (open || event.data !== "/" || !composer?.tab.editor.view.dom.contains(event.target) || !button()) {
    return;
  }
  setTimeout(() => {
    // the editor takes the letter in its own time
    const { $from, empty, from } = composer.tab.editor.state.selection;
    const before = $from.parent.textBetween(0, $from.parentOffset, undefined, "\n");
    if (!open && empty && /(^|\n)\/$/.test(before)) {
      open = new Picker(composer, button(), from - 1);
    }
  });
});

document.addEventListener("click", (event) => {
  const composer = event.target.closest?.("[data-canned]") && current();
  if (composer) {
    open?.close();
    composer.focus();
    open = new Picker(composer, button(), null);
  }
});

document.body.addEventListener("tugi:canned", (event) => {
  const composer = current();
  if (composer) {
    composer.focus("end");
    insertInto(composer, event.detail.insert, event.detail.variant);
  }
});
