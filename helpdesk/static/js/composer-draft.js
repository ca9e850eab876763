// What is typed is kept: on the server while somebody types, half a second behind, and in this browser until the server has
// it. One save is under way at a time; each carries a number, so that one which is overtaken changes nothing.
//
// Where another page wrote on, nothing is written over: a line asks which text is to stand, and the other stays beside it.

import { LocalCopy } from "./draft-copy.js";

const PAUSE = 500;
const COPY_PAUSE = 200;
const TRY_AGAIN = 5000;
const WRITER = crypto.getRandomValues(new Uint32Array(4)).reduce((text, one) => text + one.toString(16).padStart(8, "0"), "");
let counter = 0;

export class Draft {
  constructor(composer, kind, field, pane) {
    this.composer = composer;
    this.kind = kind;
    this.revision = field.dataset.revision;
    this.line = pane.querySelector(".composer__twice");
    this.copy = new LocalCopy(composer.form.dataset.ticket, kind);
    this.isDirty = false;
    this.onLeave = () => {
      if (this.isDirty) {
        this.keepCopy();
        navigator.sendBeacon(composer.form.dataset.drafts, this.data());
      }
    };
    window.addEventListener("pagehide", this.onLeave);
    if (field.dataset.aside !== undefined) {
      this.offerAside();
    }
  }

  get editor() {
    return this.composer.tabs.get(this.kind).editor;
  }

  get html() {
    return this.editor.isEmpty ? "" : this.editor.getHTML();
  }

  // Once the editor stands: did the last page with this text go away before the server had it?
  begin() {
    const kept = this.copy.read();
    if (!kept || kept.html === this.html) {
      this.copy.forget();
      return;
    }
    this.ask("local", kept.at, [
      ["forget", () => this.answer(() => this.copy.forget())],
      ["back", () => this.answer(() => {
        this.put(kept.html);
        this.save("this");
      })],
    ]);
  }

  changed() {
    this.isDirty = true;
    const { form, state } = this.composer;
    form.querySelector(".composer__error:not(.composer__error--files)")?.remove();
    if (!state.textContent) {
      this.composer.say(state.dataset.unsaved);
    }
    this.copying ??= setTimeout(() => this.keepCopy(), COPY_PAUSE);
    if (!this.isTorn) {
      this.timer ??= setTimeout(() => this.save(), PAUSE);
    }
  }

  keepCopy() {
    clearTimeout(this.copying);
    this.copying = null;
    this.copy.keep(this.html);
  }

  data(choose = "") {
    const { form } = this.composer;
    const data = new FormData();
    counter += 1;
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("kind", this.kind);
    data.set("body", this.html);
    data.set("body_format", "html");
    data.set("revision", this.revision);
    data.set("writer", WRITER);
    data.set("counter", counter);
    data.set("last_message", form.elements.last_message.value);
    data.set("choose", choose);
    return data;
  }

  // Resolves to whether the server has it all. While two texts stand, nothing is saved until one of them is chosen.
  async save(choose = "") {
    await this.underWay;
    clearTimeout(this.timer);
    this.timer = null;
    if (this.isTorn) {
      return false;
    }
    this.underWay = this.send(choose);
    const isSaved = await this.underWay;
    this.underWay = null;
    return isSaved;
  }

  async send(choose) {
    this.isDirty = false;
    const { form, state } = this.composer;
    try {
      const response = await fetch(form.dataset.drafts, { method: "POST", body: this.data(choose) });
      if (!response.ok && response.status !== 409) {
        throw new Error(String(response.status));
      }
      this.heard(await response.json(), response.status === 409);
      return !this.isTorn;
    } catch {
      this.isDirty = true;
      if (!this.isStopped) {
        this.composer.say(state.dataset.failed, true);
        this.timer = setTimeout(() => this.save(choose), TRY_AGAIN);
      }
      return false;
    }
  }

  heard({ saved_at: savedAt, revision, aside, html }, isElsewhere) {
    const { state } = this.composer;
    if (isElsewhere) {
      this.isTorn = this.isDirty = true;
      this.keepCopy();
      this.composer.say(state.dataset.unsaved, true);
      this.ask("elsewhere", savedAt, [
        ["keep", () => this.answer(() => this.save("this"))],
        ["show", () => this.answer(() => this.save("other"))],
      ]);
      return;
    }
    if ((this.revision === "0") !== (String(revision) === "0")) {
      document.body.dispatchEvent(new CustomEvent("tugi:drafts")); // one more or one less
    }
    this.revision = String(revision);
    if (html !== undefined) {
      this.put(html);
    }
    if (aside) {
      this.offerAside();
    }
    if (!this.isDirty) {
      this.copy.forget();
      clearTimeout(this.copying);
      this.copying = null;
      this.composer.say(savedAt ? state.dataset.saved.replace("{t}", savedAt) : "");
    }
  }

  offerAside() {
    this.ask("aside", "", [
      ["forget", () => this.answer(() => this.save("forget"))],
      ["show", () => this.answer(() => this.save("aside"))],
    ]);
  }

  // Two texts: say so, with two ways on.
  ask(words, at, ways) {
    this.line.querySelector("p").textContent = this.line.dataset[words].replace("{t}", at);
    for (const [place, button] of this.line.querySelectorAll("button").entries()) {
      const [name, act] = ways[place];
      button.textContent = this.line.dataset[name];
      button.onclick = act;
    }
    this.line.hidden = false;
  }

  // Somebody sends, and it is not said yet which of the two is to go out.
  askFirst() {
    this.line.querySelector("p").textContent = this.line.dataset.unsent;
    this.line.querySelector("button").focus();
  }

  answer(act) {
    this.isTorn = false;
    this.line.hidden = true;
    act();
    this.composer.focus("end");
  }

  put(html) {
    this.editor.commands.setContent(html, { emitUpdate: false });
  }

  // While it is being sent. Another letter goes on.
  pause() {
    clearTimeout(this.timer);
    clearTimeout(this.copying);
    this.timer = this.copying = null;
    this.isDirty = false;
  }

  stop() {
    this.pause();
    this.isStopped = true;
    window.removeEventListener("pagehide", this.onLeave);
  }
}
