// What is typed is kept on the server, a moment after the last key, and when the page goes away.

const PAUSE = 1000;

export class Draft {
  constructor(composer, kind) {
    this.composer = composer;
    this.kind = kind;
    this.isDirty = false;
    this.onLeave = () => this.isDirty && navigator.sendBeacon(composer.form.dataset.drafts, this.data());
    window.addEventListener("pagehide", this.onLeave);
  }

  changed() {
    this.isDirty = true;
    const { form, state } = this.composer;
    form.querySelector(".composer__error:not(.composer__error--files)")?.remove();
    if (!state.textContent) {
      this.composer.say(state.dataset.unsaved);
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  data() {
    const { form, tabs } = this.composer;
    const { editor } = tabs.get(this.kind);
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("kind", this.kind);
    data.set("body", editor.isEmpty ? "" : editor.getHTML());
    data.set("body_format", "html");
    return data;
  }

  // Resolves to whether the server has it.
  async save() {
    clearTimeout(this.timer);
    this.isDirty = false;
    const { form, state } = this.composer;
    try {
      const response = await fetch(form.dataset.drafts, { method: "POST", body: this.data() });
      if (!response.ok) {
        throw new Error(String(response.status));
      }
      const { saved_at: savedAt } = await response.json();
      if (!this.isDirty) {
        this.composer.say(savedAt ? state.dataset.saved.replace("{t}", savedAt) : "");
      }
      return true;
    } catch {
      this.isDirty = true;
      this.composer.say(state.dataset.failed, true);
      this.timer = setTimeout(() => this.save(), 5000);
      return false;
    }
  }

  stop() {
    clearTimeout(this.timer);
    this.isDirty = false;
    window.removeEventListener("pagehide", this.onLeave);
  }
}
