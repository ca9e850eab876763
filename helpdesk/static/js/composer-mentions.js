// "@" in an internal note offers colleagues and teams: those who may read the ticket first.
//
//   type        narrows the list
//   ↑ ↓         choose
//   Enter, Tab  put the name in
//   Esc         leaves what was typed

const TRIGGER = /(^|[\s(])@([\p{L}\p{N} .'-]{0,30})$/u;
const PAUSE = 100;

export class Mentions {
  constructor(composer) {
    this.composer = composer;
    this.box = null;
    composer.form.addEventListener("input", () => setTimeout(() => this.look()), { passive: true });
    this.tell();
    // before the editor hears of the key
    composer.form.addEventListener("keydown", (event) => this.key(event), { capture: true });
    composer.form.addEventListener("focusout", () => setTimeout(() => this.composer.tab.editor.isFocused || this.close()));
    composer.form.querySelector("[data-mention-tool]")?.addEventListener("click", () => {
      composer.focus();
      composer.tab.editor.commands.insertContent("@");
      this.look();
    });
  }

  // "Marius and 2 followers are told.": the ticket's own people, and those whom the note names.
  tell() {
    const line = this.composer.form.querySelector(".composer__told");
    const note = this.composer.tabs.get("note");
    if (!line || !note) {
      return;
    }
    const told = new Map();
    note.editor.state.doc.descendants(({ type, attrs }) => {
      if (type.name === "mention") {
        told.set(attrs.id, attrs.label.replace(/^@/, ""));
      }
    });
    const { assignee, name, followers, one, many, and, follower, some } = line.dataset;
    if (assignee) {
      told.set(assignee, name);
    }
    const more = followers.split(" ").filter((mark) => mark && !told.has(mark)).length;
    const people = [...told.values(), ...(more ? [more === 1 ? follower : some.replace("{n}", more)] : [])];
    const said = people.length > 1 ? `${people.slice(0, -1).join(", ")}${and}${people.at(-1)}` : people.join("");
    const words = said && (people.length > 1 || more > 1 ? many : one).replace("{people}", said);
    if (line.textContent !== words) {
      line.textContent = words;
    }
  }

  // What stands between the last "@" and the caret, or null.
  get typed() {
    const { $from, empty } = this.composer.tab.editor.state.selection;
    const before = $from.parent.textBetween(0, $from.parentOffset, undefined, "\n");
    return empty && this.composer.kind === "note" ? (TRIGGER.exec(before)?.[2] ?? null) : null;
  }

  look() {
    const { typed } = this;
    clearTimeout(this.timer);
    if (typed === null || typed === this.left) {
      this.close();
      return;
    }
    this.left = undefined;
    this.timer = setTimeout(() => this.search(typed), PAUSE);
  }

  async search(typed) {
    const answer = await fetch(`${this.composer.form.dataset.people}?q=${encodeURIComponent(typed)}`, {
      headers: { "HX-Request": "true" },
    }).catch(() => null);
    const html = answer?.ok ? await answer.text() : "";
    if (typed !== this.typed) {
      return;
    }
    this.open();
    this.box.innerHTML = html;
    if (!this.options.length) {
      this.close();
      return;
    }
    this.choose(this.options[0]);
  }

  open() {
    if (!this.box) {
      this.box = document.createElement("div");
      this.box.className = "picker picker--people";
      this.box.id = "people-picker";
      this.box.setAttribute("role", "listbox");
      this.box.setAttribute("aria-label", this.composer.form.dataset.peopleTitle);
      this.box.addEventListener("mousedown", (event) => event.preventDefault());
      this.box.addEventListener("click", (event) => this.pick(event.target.closest("[role='option']")));
      document.body.append(this.box);
      this.composer.tab.editor.view.dom.setAttribute("aria-controls", "people-picker");
    }
    const { view } = this.composer.tab.editor;
    const caret = view.coordsAtPos(view.state.selection.from);
    this.box.style.left = `${Math.max(8, Math.min(caret.left - 12, innerWidth - 328))}px`;
    this.box.style.bottom = `${innerHeight - caret.top + 6}px`;
  }

  get options() {
    return [...(this.box?.querySelectorAll("[role='option']") ?? [])];
  }

  get chosen() {
    return this.box?.querySelector("[aria-selected='true']");
  }

  choose(option) {
    this.chosen?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.composer.tab.editor.view.dom.setAttribute("aria-activedescendant", option.id);
  }

  key(event) {
    if (!this.box || !this.composer.tab.editor.view.dom.contains(event.target)) {
      return;
    }
    const all = this.options;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.choose(all[(all.indexOf(this.chosen) + step + all.length) % all.length]);
    } else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") {
      this.pick(this.chosen);
    } else if (event.key === "Escape") {
      this.left = this.typed;
      this.close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  pick(option) {
    const { typed } = this;
    if (!option || typed === null) {
      return;
    }
    const { editor } = this.composer.tab;
    const to = editor.state.selection.from;
    const name = { type: "mention", attrs: { id: option.dataset.mention, label: option.dataset.label } };
    editor
      .chain()
      .insertContentAt({ from: to - typed.length - 1, to }, [name, { type: "text", text: " " }])
      .run();
    this.close();
    this.composer.focus();
  }

  close() {
    clearTimeout(this.timer);
    this.box?.remove();
    this.box = null;
    const { editor } = this.composer.tab;
    if (editor.isDestroyed) {
      return; // the composer went away meanwhile
    }
    const { dom } = editor.view;
    dom.removeAttribute("aria-activedescendant");
    dom.removeAttribute("aria-controls");
  }
}
