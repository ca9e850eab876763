// <talk-room data-room data-src data-seen data-draft>: a room that lives. What is new comes in below, what was changed in
// its place; who reads at the end stays there, who reads further up gets a button. What is looked at counts as read.
//
// Enter sends, Shift+Enter begins a new line. What is not sent yet stays in this browser, also when sending fails.

import { TalkUploads } from "./talk-uploads.js";

const AT_END_PIXELS = 80;

class TalkRoom extends HTMLElement {
  connectedCallback() {
    this.thread = this.querySelector(".talk__thread");
    this.newer = this.querySelector(".talk__newer");
    this.form = this.querySelector(".talk__composer");
    this.text = this.form.elements.text;
    this.error = this.form.querySelector(".composer__error");
    this.fetching = Promise.resolve();
    this.uploads = new TalkUploads(this.form, (words) => this.say(words));
    this.listen();
    this.restoreDraft();
    this.grow();
    this.goToStart();
    this.markSeen();
    if (this.dataset.older !== undefined) {
      this.hear(); // what came after the page that somebody was led to
    }
    // The pane shrinks when an announcement or the phone's keyboard comes: who is at the end stays there.
    this.sizes = new ResizeObserver(() => this.staysAtEnd && this.goToEnd());
    this.sizes.observe(this.thread);
  }

  disconnectedCallback() {
    this.sizes?.disconnect();
    this.gone.abort();
  }

  listen() {
    this.gone = new AbortController();
    const { signal } = this.gone;
    const on = (target, name, act) => target.addEventListener(name, act, { signal });
    on(document.body, "tugi:talk", ({ detail }) => detail.talk === this.dataset.room && this.hear(detail.changed));
    on(document.body, "tugi:resync", () => this.hear());
    on(document, "visibilitychange", () => this.markSeen());
    on(window, "focus", () => this.markSeen());
    on(this.thread, "scroll", () => {
      this.staysAtEnd = this.isAtEnd();
      if (this.staysAtEnd) {
        this.arrived();
      }
    });
    on(this.newer, "click", () => this.goToEnd());
    on(this.form, "submit", (event) => {
      event.preventDefault();
      this.send();
    });
    on(this.text, "keydown", (event) => {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) {
        return;
      }
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        this.form.requestSubmit();
      }
    });
    on(this.text, "input", () => {
      this.grow();
      this.keepDraft();
    });
    // Earlier messages come in above: what is read stays where it is.
    on(this.thread, "htmx:beforeSwap", () => (this.height = this.thread.scrollHeight - this.thread.scrollTop));
    on(this.thread, "htmx:afterSwap", (event) => {
      if (event.detail.target.matches(".talk__earlier")) {
        this.thread.scrollTop = this.thread.scrollHeight - this.height;
      }
    });
  }

  // One after the other, so that no message comes in twice.
  hear(changed = "") {
    this.fetching = this.fetching.then(() => (changed ? this.replace(changed) : this.fetchNewer())).catch(() => {});
    return this.fetching;
  }

  lastId() {
    return [...this.thread.querySelectorAll("article")].at(-1)?.dataset.id ?? "";
  }

  async fetchNewer() {
    const response = await fetch(`${this.dataset.src}?after=${this.lastId()}`, { headers: { "HX-Request": "true" } });
    if (!response.ok) {
      return;
    }
    const part = document.createElement("template");
    part.innerHTML = await response.text();
    const count = part.content.querySelectorAll("article").length;
    if (!count) {
      return;
    }
    const wasAtEnd = this.isAtEnd();
    this.thread.querySelector(".talk__none")?.remove();
    const added = [...part.content.children];
    this.thread.append(...added);
    added.forEach((one) => window.htmx?.process(one));
    if (wasAtEnd) {
      this.goToEnd();
    } else {
      this.newer.hidden = false;
    }
    this.markSeen();
    if (count >= 50) {
      await this.fetchNewer();
    }
  }

  async replace(id) {
    const there = this.thread.querySelector(`#talk-${CSS.escape(id)}`);
    const isInUse = () => !there?.isConnected || there.matches(".talk-message--editing") || there.querySelector("details[open]");
    if (isInUse()) {
      return;
    }
    const response = await fetch(`/talk/messages/${id}/`, { headers: { "HX-Request": "true" } });
    if (response.ok) {
      const part = document.createElement("template");
      part.innerHTML = await response.text();
      const article = part.content.querySelector("article");
      if (isInUse()) {
        return; // its menu was opened meanwhile
      }
      there.replaceWith(article);
      window.htmx?.process(article);
    }
  }

  async send() {
    if ((!this.text.value.trim() && !this.uploads.hasFiles) || this.isSending) {
      return;
    }
    this.isSending = true;
    this.say("");
    if (!(await this.uploads.settled())) {
      this.isSending = false;
      return;
    }
    const text = this.text.value;
    const data = new FormData(this.form);
    data.delete("files"); // they are there already
    try {
      const response = await fetch(this.form.action, { method: "POST", body: data, headers: { "HX-Request": "true" } });
      if (response.status === 401) {
        location.assign(response.headers.get("HX-Redirect") ?? "/sign-in/");
      } else if (response.status === 422) {
        this.say(await response.text());
      } else if (!response.ok) {
        throw new Error(String(response.status));
      } else {
        if (this.text.value === text) {
          this.text.value = "";
        }
        this.uploads.clear((data.get("uploads") ?? "").split(" "));
        this.keepDraft();
        this.grow();
        await this.hear();
        this.goToEnd();
      }
    } catch {
      this.say(this.dataset.failed);
    } finally {
      this.isSending = false;
      this.text.focus();
    }
  }

  say(words) {
    this.error.querySelector("span").textContent = words;
    this.error.hidden = !words;
  }

  // -- What is read ---------------------------------------------------------------------------------------------------

  isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.thread;
    return scrollHeight - scrollTop - clientHeight < AT_END_PIXELS;
  }

  goToStart() {
    const unread = this.thread.querySelector(".talk__unread");
    const named = location.hash.startsWith("#talk-") && document.getElementById(location.hash.slice(1));
    if (named || unread) {
      (named || unread).scrollIntoView({ block: "center" });
    } else {
      this.goToEnd();
    }
    this.staysAtEnd = this.isAtEnd();
  }

  goToEnd() {
    this.thread.scrollTop = this.thread.scrollHeight;
    this.arrived();
  }

  arrived() {
    this.newer.hidden = true;
    this.markSeen();
  }

  async markSeen() {
    const upto = this.lastId();
    if (this.seen === undefined) {
      this.seen = upto; // the server wrote the page, and knows
      return;
    }
    if (!upto || upto === this.seen || document.visibilityState !== "visible" || !document.hasFocus() || !this.isAtEnd()) {
      return;
    }
    this.seen = upto;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    data.set("upto", upto);
    await fetch(this.dataset.seen, { method: "POST", body: data, headers: { "HX-Request": "true" } }).catch(() => {});
    document.body.dispatchEvent(new CustomEvent("talk:read"));
  }

  // -- What is not sent yet -------------------------------------------------------------------------------------------

  get draftKey() {
    return `tugi:talk:${this.dataset.draft}`;
  }

  keepDraft() {
    try {
      if (this.text.value) {
        localStorage.setItem(this.draftKey, this.text.value);
      } else {
        localStorage.removeItem(this.draftKey);
      }
    } catch {
      // A browser that keeps nothing: the text is still in the field.
    }
  }

  restoreDraft() {
    try {
      this.text.value ||= localStorage.getItem(this.draftKey) ?? "";
    } catch {
      // As above.
    }
  }

  grow() {
    this.text.rows = Math.min(8, Math.max(2, this.text.value.split("\n").length));
  }
}

customElements.define("talk-room", TalkRoom);
