// What was asked for and got no answer, or none that can be shown, is said in a toast: once, however often it is tried. That
// there is no connection stands until there is one again.
//
// The words are those of <toast-stack data-unreached data-late data-broken data-refused>. Pages that ask by themselves, again
// and again, ask on without a word. "tugi:stays" {unreached} tells that the panes stay as they are, since what is in them
// could not be kept.

const BY_ITSELF = /every|load delay|tugi:/;
const LOOK_MILLISECONDS = 60_000; // how long an answer that changes nothing is waited for
const SAID_BY_SERVER = /"(toast|tugi:missing)"/;

function words() {
  return document.querySelector("toast-stack")?.dataset ?? {};
}

function say(text, about = "") {
  if (text) {
    document.dispatchEvent(new CustomEvent("toast", { detail: { kind: "error", text, about } }));
  }
}

function isByItself({ elt, requestConfig }) {
  return requestConfig?.verb === "get" && BY_ITSELF.test(elt.getAttribute("hx-trigger") ?? "");
}

function connected() {
  document.querySelectorAll(".toast[data-about='connection']").forEach((toast) => toast.remove());
}

/** The answer to what somebody asked for by a key or a press; null where none came, which is said. */
export async function answerTo(address, { headers = {}, ...options } = {}) {
  try {
    return await fetch(address, { headers: { "HX-Request": "true", ...headers }, ...options });
  } catch {
    say(words().unreached, "connection");
    return null;
  }
}

/** The piece at ``address``. Null where no answer came, which is said, and where it is none: then ``page`` opens instead. */
export async function pieceOf(address, page = address) {
  const answer = await answerTo(address);
  if (answer?.ok) {
    return answer.text();
  }
  if (answer) {
    window.location.assign(page);
  }
  return null;
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb === "get") {
    detail.timeout ||= LOOK_MILLISECONDS;
  }
});
document.addEventListener("htmx:sendError", ({ detail }) => isByItself(detail) || say(words().unreached, "connection"));
document.addEventListener("htmx:timeout", ({ detail }) => isByItself(detail) || say(words().late));
document.addEventListener("htmx:responseError", ({ detail }) => {
  const said = ["HX-Trigger", "HX-Trigger-After-Settle"].map((name) => detail.xhr.getResponseHeader(name) ?? "").join();
  if (!isByItself(detail) && !SAID_BY_SERVER.test(said)) {
    say(detail.xhr.status < 500 ? words().refused : words().broken);
  }
});
document.addEventListener("tugi:stays", ({ detail }) => detail.unreached && say(words().unreached, "connection"));
document.addEventListener("htmx:afterRequest", ({ detail }) => detail.successful && connected());
document.addEventListener("tugi:resync", connected);
window.addEventListener("online", connected);
