// The composer: plain text fields become rich ones, drafts are kept on the server, files go up as they are dropped or pasted.
//
// Without this module the same form works as plain text. Each tab keeps its own text, files and draft.

import { Draft } from "./composer-draft.js";
import { Mentions } from "./composer-mentions.js";
import { begun, isTouched, showTab } from "./composer-plain.js";
import { stays, takeOut } from "./composer-stay.js";
import { Uploads } from "./composer-uploads.js";

// The editor is most of what a ticket needs: a list comes without it, and fetches it once nothing else is to be done.
let richText = null;
let fetching = null;
let answersOwn = false; // what comes next stands in for a composer that has sent something

function fetchEditor() {
  fetching ??= import("./composer-editor.js").then((editor) => {
    richText = editor.richText;
    start();
  });
  return fetching;
}

class Composer {
  constructor(form) {
    this.form = form;
    form.composer = this;
    this.state = form.querySelector(".composer__state");
    this.tabs = new Map();
    for (const pane of form.querySelectorAll(".composer__pane")) {
      this.tabs.set(pane.dataset.pane, this.makeTab(pane));
    }
    for (const tools of form.querySelectorAll(".composer__format")) {
      tools.hidden = false;
    }
    form.setAttribute("hx-post", form.action);
    form.setAttribute("hx-target", "#ticket");
    form.setAttribute("hx-encoding", "multipart/form-data");
    window.htmx.process(form);
    form.addEventListener("click", (event) => this.clicked(event));
    form.addEventListener("keydown", (event) => this.key(event));
    for (const { draft } of this.tabs.values()) {
      draft.begin();
    }
    form.addEventListener("focusin", () => form.classList.add("composer--writing"));
    this.uploads = new Uploads(this);
    this.mentions = new Mentions(this);
  }

  makeTab(pane) {
    const kind = pane.dataset.pane;
    const field = pane.querySelector("textarea");
    const draft = new Draft(this, kind, field, pane);
    const editor = richText(field, begun(field), () => {
      draft.changed();
      this.mentions?.tell();
    });
    return { kind, pane, field, editor, draft };
  }

  get kind() {
    return this.form.dataset.kind;
  }

  get tab() {
    return this.tabs.get(this.kind);
  }

  get isWriting() {
    return [...this.tabs.values()].some(({ editor }) => !editor.isEmpty);
  }

  get unsaved() {
    return [...this.tabs.values()].filter(({ draft }) => draft.isDirty && !draft.isTorn);
  }

  // Does the server have all of it now?
  async saved() {
    const saves = await Promise.all(this.unsaved.map(({ draft }) => draft.save()));
    return saves.every(Boolean);
  }

  html() {
    return this.tab.editor.isEmpty ? "" : this.tab.editor.getHTML();
  }

  say(words, isProblem = false) {
    this.state.textContent = words;
    this.state.classList.toggle("composer__state--unsaved", isProblem);
  }

  choose(kind, { focus = true } = {}) {
    if (!this.tabs.has(kind)) {
      return;
    }
    showTab(this.form, kind);
    this.say("");
    if (focus) {
      this.focus();
    }
  }

  // At once: the editor's own command waits for the next frame, and a fast letter would act as a key.
  focus(place = null) {
    this.tab.editor.commands.focus(place);
    this.tab.editor.view.focus();
  }

  clicked(event) {
    const tab = event.target.closest("[data-tab]");
    const command = event.target.closest("[data-command]");
    if (tab) {
      this.choose(tab.dataset.tab);
    } else if (command) {
      this.format(command.dataset.command);
    } else if (event.target.closest("[data-dismiss-conflict]")) {
      const newest = document.querySelector("#thread");
      // The message that it tells of is seen at once, however long the thread takes to come.
      const link = event.target.closest("[data-dismiss-conflict]");
      this.form.elements.last_message.value = link.getAttribute("href").replace("#message-", "");
      this.form.querySelector(".composer__conflict").remove();
      document.body.addEventListener(
        "htmx:afterSettle",
        () => {
          const last = document.querySelector("#thread")?.dataset.lastMessage ?? newest?.dataset.lastMessage;
          this.form.elements.last_message.value = last;
          document.querySelector(`#message-${last}`)?.scrollIntoView({ block: "nearest" });
        },
        { once: true },
      );
    }
  }

  format(command) {
    const chain = this.tab.editor.chain().focus();
    if (command === "bold") {
      chain.toggleBold().run();
    } else if (command === "list") {
      chain.toggleBulletList().run();
    } else if (command === "link") {
      const { from, to } = this.tab.editor.state.selection;
      const chosen = this.tab.editor.state.doc.textBetween(from, to);
      if (this.tab.editor.isActive("link")) {
        chain.unsetMark("link").run();
      } else if (/^(https?:\/\/|mailto:|www\.)\S+$/.test(chosen)) {
        chain.setMark("link", { href: chosen.startsWith("www.") ? `https://${chosen}` : chosen }).run();
      } else {
        this.say(this.form.dataset.linkHelp ?? "");
      }
    }
  }

  key(event) {
    const withCommand = event.ctrlKey || event.metaKey;
    if (withCommand && event.key === "Enter") {
      event.preventDefault();
      const solve = event.shiftKey && this.kind === "reply" ? this.form.querySelector("[data-then='solved']") : null;
      this.form.requestSubmit(solve ?? undefined);
    } else if (withCommand && event.key === ".") {
      event.preventDefault();
      this.choose(this.kind === "note" ? "reply" : "note");
    } else if (event.key === "Escape" && !event.target.closest("details[open]")) {
      document.activeElement.blur();
    }
  }

  // Something else takes its place: what the server does not have yet is kept in this browser, and offered again.
  leave() {
    for (const { draft } of this.tabs.values()) {
      if (draft.isDirty) {
        draft.keepCopy();
      }
    }
    this.destroy();
  }

  destroy() {
    this.mentions.close();
    for (const { editor, draft } of this.tabs.values()) {
      draft.stop();
      editor.destroy();
    }
  }
}

function current() {
  const form = document.querySelector("#composer");
  return form?.composer;
}

function start() {
  const form = document.querySelector("#composer");
  if (form && !form.composer && !richText) {
    fetchEditor();
  } else if (form && !form.composer) {
    const isFocused = document.activeElement?.matches("#composer textarea");
    const composer = new Composer(form);
    for (const { editor, draft, field } of composer.tabs.values()) {
      editor.commands.setTextSelection(editor.state.doc.content.size); // who goes on with a draft goes on at its end
      if (isTouched(field)) {
        draft.changed();
      }
    }
    const isRefused = form.querySelector(".composer__error, .composer__conflict") !== null;
    if (isRefused) {
      composer.tab.draft.save(); // what was not sent may have been typed too fast to be kept before
    }
    // A page that comes with such a line was opened, to be read: its keys are no letters.
    if (isFocused || (isRefused && answersOwn)) {
      composer.focus("end");
    }
  }
}

document.body.addEventListener("htmx:configRequest", (event) => {
  const composer = event.detail.elt.composer;
  if (!composer) {
    return;
  }
  event.detail.path = composer.form.getAttribute("action");
  event.detail.parameters.set("body", composer.html());
  event.detail.parameters.set("body_format", "html");
  event.detail.parameters.delete("files");
});

function goOn(event, composer, isSaved) {
  if (isSaved) {
    event.detail.issueRequest(true);
    return;
  }
  const isTorn = [...composer.tabs.values()].some(({ draft }) => draft.isTorn); // its own line says so
  document.body.dispatchEvent(new CustomEvent("tugi:stays", { bubbles: true, detail: { unreached: !isTorn } }));
}

// Whatever is about to take the composer's place waits until the text is safe; sending, until no save is under way that
// could bring back as a draft what was sent, and until its files have arrived.
document.body.addEventListener("htmx:confirm", (event) => {
  const composer = current();
  if (!composer) {
    const form = document.querySelector("#composer");
    if (event.detail.target?.contains(form) && [...form.querySelectorAll("textarea")].some(isTouched)) {
      event.preventDefault();
      fetchEditor().then(() => current()?.saved() ?? true).then((isSaved) => goOn(event, current(), isSaved));
    }
    return;
  }
  if (event.detail.elt === composer.form) {
    if (composer.isWaiting) {
      event.preventDefault(); // pressed twice
    } else if (composer.tab.draft.isTorn) {
      event.preventDefault();
      composer.tab.draft.askFirst();
    } else if (composer.tab.draft.underWay || composer.uploads.holdsUp) {
      event.preventDefault();
      composer.isWaiting = true;
      composer.form.setAttribute("aria-busy", "true");
      composer.uploads.settled().then(async (hasAll) => {
        await composer.tab.draft.underWay;
        composer.isWaiting = false;
        composer.form.removeAttribute("aria-busy");
        if (hasAll) {
          event.detail.issueRequest(true);
        } else {
          composer.uploads.refuse(composer.form.dataset.unsent);
        }
      });
    }
  } else if (event.detail.target?.contains(composer.form)) {
    if (composer.unsaved.length > 0) {
      event.preventDefault();
      composer.saved().then((isSaved) => goOn(event, composer, isSaved));
    }
  }
});

// A message came in while something is written: the amber line says so at once. Sending asks all the same.
document.body.addEventListener("tugi:newer", (event) => {
  const form = current()?.form;
  const shown = form?.querySelector(".composer__conflict");
  const about = (line) => line?.querySelector("[data-dismiss-conflict]").getAttribute("href");
  // Asked for before it was shown, the answer came after: it tells of what has been seen.
  const isSeen = about(event.detail.line) === `#message-${form?.elements.last_message.value}`;
  if (form && !isSeen && about(shown) !== about(event.detail.line)) {
    shown?.remove();
    form.querySelector(".composer__top").after(event.detail.line);
    window.htmx.process(event.detail.line);
  }
});

// What came in before the first letter was typed was seen: sending need not ask.
document.body.addEventListener("tugi:thread", (event) => {
  const composer = current();
  if (composer && !composer.isWriting) {
    composer.form.elements.last_message.value = event.detail.lastMessage;
  }
});

// A message that was sent is no draft any more.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const composer = event.detail.elt.composer;
  if (composer) {
    for (const { kind, draft } of composer.tabs.values()) {
      if (kind === composer.kind) {
        draft.pause();
      }
    }
  }
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) {
    event.detail.elt.composer?.tab.draft.copy.forget();
  }
});
document.body.addEventListener("htmx:responseError", (event) => event.detail.elt.composer?.tab.draft.changed());
document.body.addEventListener("htmx:sendError", (event) => {
  const composer = event.detail.elt.composer;
  composer?.say(composer.state.dataset.failed, true);
  composer?.tab.draft.changed();
});
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const composer = current();
  const { target, shouldSwap, swapOverride } = event.detail;
  // "none": a refusal, said in a toast
  if (!composer || !target.contains(composer.form) || !shouldSwap || swapOverride === "none") {
    return;
  }
  if (event.detail.requestConfig.elt === composer.form) {
    answersOwn = true;
    composer.destroy();
  } else if (stays(composer, event.detail)) {
    takeOut(composer);
  } else {
    composer.leave();
  }
});
document.body.addEventListener("htmx:afterSettle", () => {
  start();
  answersOwn = false;
});

if (window.htmx) {
  start();
} else {
  window.addEventListener("load", start);
}

const whenIdle = window.requestIdleCallback ?? setTimeout;
if (document.readyState === "complete") {
  whenIdle(fetchEditor);
} else {
  window.addEventListener("load", () => whenIdle(fetchEditor));
}
