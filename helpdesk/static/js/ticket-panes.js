// The panes right of the list: which one a phone shows, where the thread stands, and news about the open ticket.
//
// The composer is never touched by news: what is being written stays where it is. Only the thread and, if nothing in it is
// open or focused, the side panel come anew.

const NEAR_END = 120; // px, where news is read as it comes
const AT_END = 40;

const panes = () => document.querySelector("#ticket");

function toUnread() {
  const thread = document.querySelector("#thread");
  if (!thread) {
    return;
  }
  const named = location.hash.startsWith("#message-") ? thread.querySelector(location.hash) : null;
  const target = named ?? thread.querySelector(".message--first-unread");
  keepEnd(thread, !target);
  target?.scrollIntoView({ block: "start" });
}

// A thread that stands at its end stays there while its box or what is in it changes: late parts of the page, a composer that
// grows, frames that get their height. Where somebody scrolled to, it stays as well.
let observer = null;

function keepEnd(thread, isAtEnd) {
  observer?.disconnect();
  let size = "";
  const now = () => `${thread.clientHeight} ${thread.scrollHeight}`;
  const hold = () => {
    if (isAtEnd) {
      thread.scrollTop = thread.scrollHeight;
    }
    size = now();
  };
  thread.onscroll = () => {
    if (size === now()) {
      isAtEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < AT_END;
    }
  };
  observer = new ResizeObserver(hold);
  for (const one of [thread, ...thread.children]) {
    observer.observe(one);
  }
  hold();
}

function showPane() {
  const isOpen = Boolean(document.querySelector("#conversation[data-ticket]"));
  document.querySelector(".workspace")?.setAttribute("data-pane", isOpen ? "conversation" : "list");
}

async function fetched(url) {
  try {
    const response = await fetch(url, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(20_000) });
    return response.ok ? await response.text() : null;
  } catch {
    return null; // no net: the socket comes back with "resync"
  }
}

function replace(element, html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.firstElementChild;
  const hadFocus = document.activeElement === element;
  element.replaceWith(fresh);
  if (hadFocus) {
    fresh.focus({ preventScroll: true });
  }
  window.htmx?.process(fresh);
  return fresh;
}

async function refresh() {
  const thread = document.querySelector("#thread");
  if (!thread) {
    return;
  }
  let shown = thread;
  const html = await fetched(thread.dataset.src);
  if (html && thread.isConnected && !thread.contains(document.activeElement?.closest("form"))) {
    const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < NEAR_END;
    const top = thread.scrollTop;
    const unfolded = [...thread.querySelectorAll(".message__fold[open]")].map((fold) => fold.closest(".message").id);
    const fresh = (shown = replace(thread, html));
    for (const id of unfolded) {
      fresh.querySelector(`#${CSS.escape(id)} .message__fold`)?.setAttribute("open", "");
    }
    fresh.scrollTop = top;
    keepEnd(fresh, atEnd);
    document.body.dispatchEvent(new CustomEvent("tugi:thread", { detail: { lastMessage: fresh.dataset.lastMessage } }));
  }
  // Whoever is writing is told of what came in since the composer was drawn.
  const composer = document.querySelector("#composer")?.composer;
  const since = composer?.isWriting ? composer.form.elements.last_message.value : "";
  const beside = await fetched(thread.dataset.src.replace(/thread\/.*$/, `panel/?since=${since}`));
  // Another ticket, or this one drawn anew by an answer, knows better than what was asked before it came.
  const isStillShown = document.querySelector("#thread") === shown;
  if (beside && isStillShown) {
    const holder = document.createElement("template");
    holder.innerHTML = beside;
    renew(document.querySelector(".conversation__bar"), holder.content.querySelector(".conversation__bar"));
    renew(document.querySelector("#side-panel"), holder.content.querySelector("#side-panel"));
    const line = holder.content.querySelector(".composer__conflict");
    if (line && composer === document.querySelector("#composer")?.composer) {
      document.body.dispatchEvent(new CustomEvent("tugi:newer", { detail: { line } }));
    }
  }
}

// At work in it is whoever has asked for something, too: where its form is gone, nobody hears why that was refused.
const AT_WORK = "details[open], [aria-invalid='true'], .htmx-request";

// Put `fresh` in place of `old`, unless somebody is at work in it.
function renew(old, fresh) {
  if (!old || !fresh || old.contains(document.activeElement) || old.querySelector(AT_WORK)) {
    return;
  }
  for (const state of ["open", "collapsed"]) {
    if (old.dataset[state] !== undefined) {
      fresh.dataset[state] = old.dataset[state];
    }
  }
  old.replaceWith(fresh);
  window.htmx?.process(fresh);
}

// One after the other: of two under way, the older answer could come last, and take away what the newer one brought.
let isWanted = false;
let timer = null;

function refreshSoon() {
  isWanted = true;
  timer ??= setTimeout(async () => {
    while (isWanted) {
      isWanted = false;
      await refresh().catch(console.error);
    }
    timer = null;
  }, 250);
}

document.body.addEventListener("tugi:ticket", (event) => {
  const thread = document.querySelector("#thread");
  const isOurs = thread && Number(thread.dataset.ticket) === event.detail.ticket;
  if (isOurs && Number(thread.dataset.version) < event.detail.version) {
    refreshSoon();
  }
});
document.body.addEventListener("tugi:resync", refreshSoon);
// What was used in the panes is drawn anew by the answer: the focus goes to what stands in its place.
let used = null;
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const element = event.detail.elt;
  used = {
    composer: Boolean(element.closest("undo-send, [data-to-composer]")),
    property: element.closest("#side-panel .property")?.querySelector(".property__label").textContent,
  };
});

function toWhatWasUsed() {
  if (used?.composer) {
    setTimeout(() => document.querySelector("#composer")?.composer?.focus("end")); // composer.js makes it just after us
  } else if (used?.property) {
    [...document.querySelectorAll("#side-panel .property:not([hidden])")]
      .find((one) => one.querySelector(".property__label").textContent === used.property)
      ?.querySelector("summary")
      ?.focus({ preventScroll: true });
  }
  used = null;
}

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target === panes()) {
    showPane();
    toUnread();
    toWhatWasUsed();
    if (document.activeElement === document.body) {
      document.querySelector("#thread")?.focus({ preventScroll: true });
    }
    document.title = [
      document.querySelector(".conversation__subject")?.textContent,
      document.querySelector(".conversation__number")?.textContent,
    ]
      .filter(Boolean)
      .join(" · ") || document.title;
  }
});
toUnread();

// <undo-send until="…">: counts down to the moment when a reply leaves; then the way back is gone.
class UndoSend extends HTMLElement {
  connectedCallback() {
    this.until = new Date(this.getAttribute("until")).getTime();
    this.words = this.querySelector("[data-words]");
    this.tick = setInterval(() => this.count(), 250);
    this.count();
  }

  disconnectedCallback() {
    clearInterval(this.tick);
  }

  count() {
    const left = Math.ceil((this.until - Date.now()) / 1000);
    if (left <= 0) {
      this.remove();
      return;
    }
    this.words.textContent = this.words.dataset.words.replace("{n}", left);
  }
}

customElements.define("undo-send", UndoSend);
