// Fast hands: letters typed while a ticket is on its way belong to the ticket that comes.
//
// J, R and the first words may be typed faster than the server answers. Between a request for #ticket and its arrival keys
// are held, and then given to the new ticket in their order: shortcuts as shortcuts, words into the field that has the
// focus by then. Where the ticket does not come, they are dropped: they were not meant for the old one. J and K alone
// need not wait: who leafs through the list skips what has not come yet. What is typed into the composer while its reply
// is being sent is no part of that reply: it is held, too, and given to the empty composer, or to the old one if it failed.

const held = [];
let isGivingBack = false;
let sending = null; // where the composer sends to, in which keys were held
const underWay = new Map(); // request: its verb

const isForTicket = (event) => event.detail.target?.id === "ticket";
const isBeingSent = (element) => Boolean(element.closest("#composer.htmx-request"));
const isEditable = (element) =>
  element.isContentEditable || element.matches("textarea, input:not([type='checkbox'], [type='radio'], [type='submit'])");

document.addEventListener("htmx:beforeRequest", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (!isForTicket(event)) {
    return;
  }
  // The ticket that was asked for last is shown, whichever comes first.
  const overtaken = [...underWay].filter(([, verb]) => verb === "get");
  underWay.set(xhr, requestConfig.verb);
  // Not by htmx's own event: it is lost when the row that asked has been replaced meanwhile. By then the ticket stands and
  // its scripts have run: nothing is put off to settle (htmx-config).
  xhr.addEventListener("loadend", () => arrived(xhr));
  for (const [older] of overtaken) {
    older.abort();
  }
});

function arrived(xhr) {
  underWay.delete(xhr);
  const hasFailed = xhr.status === 0 || xhr.status >= 500;
  if (underWay.size === 0 && hasFailed && !document.activeElement?.closest("#composer")) {
    held.length = 0;
  }
  giveBack();
}

window.addEventListener(
  "keydown",
  (event) => {
    const isWaiting = underWay.size > 0 || held.length > 0 || isGivingBack;
    const isSent = isBeingSent(event.target);
    const isOwnField = isEditable(event.target) && !isGivingBack && !isSent;
    if (!isWaiting || !event.isTrusted || event.isComposing || event.altKey || isOwnField) {
      return;
    }
    const isFirst = held.length === 0 && !isGivingBack;
    const isNextTicket = isFirst && !isSent && ["j", "k"].includes(event.key);
    const isLetter = event.key.length === 1 || event.key === "Enter" || event.key === "Backspace";
    const isCommand = event.ctrlKey || event.metaKey;
    if (isNextTicket || !isLetter || (isCommand && isFirst)) {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    held.push(event);
    if (isSent) {
      sending = event.target.closest("#composer").action;
    }
  },
  { capture: true },
);

// The editor reads what was written a moment later: what follows, and above all what sends it, waits for that.
async function giveBack() {
  if (isGivingBack || underWay.size > 0) {
    return;
  }
  isGivingBack = true;
  const form = document.querySelector("#composer");
  if (sending && form?.action === sending) {
    form.composer?.focus("end");
  }
  sending = null;
  while (held.length > 0 && underWay.size === 0) {
    replay();
    await new Promise((done) => setTimeout(done));
  }
  isGivingBack = false;
}

const isWord = (event) => event.key.length === 1 && !event.ctrlKey && !event.metaKey;
const opensPicker = (event) => event.key === "/" || event.key === "@";

function replay() {
  const target = document.activeElement ?? document.body;
  const event = held.shift();
  if (isEditable(target) && isWord(event)) {
    let words = event.key;
    while (held.length > 0 && isWord(held[0]) && !opensPicker(held[0]) && !opensPicker(event)) {
      words += held.shift().key;
    }
    document.execCommand("insertText", false, words);
  } else if (isEditable(target) && event.key === "Backspace") {
    document.execCommand("delete");
  } else {
    const { key, code, shiftKey, ctrlKey, metaKey } = event;
    target.dispatchEvent(
      new KeyboardEvent("keydown", { key, code, shiftKey, ctrlKey, metaKey, bubbles: true, cancelable: true }),
    );
  }
}
