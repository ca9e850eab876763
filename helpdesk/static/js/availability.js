// Who is online, away or offline. Says for how long nobody did anything on this page, and writes every member's state, a dot
// and a word, into [data-availability="<the member's public id>"].

const SAID_EVERY = 25_000;
const IDLE = 600_000; // as long as in tickets.availability
const states = new Map(); // public id -> state; who is not in it is offline
let isKnown = false;
let active = Date.now();

function socket() {
  return document.querySelector("live-socket");
}

function say() {
  socket()?.tell?.({ idle: Math.min(Math.round((Date.now() - active) / 1000), 9_999_999) });
}

function acted() {
  const wasIdle = Date.now() - active > IDLE;
  active = Date.now();
  if (wasIdle) {
    say();
  }
}

function heard({ detail }) {
  isKnown = true;
  for (const [id, state] of Object.entries(detail.availability)) {
    states.set(id, state);
  }
  draw();
}

function draw() {
  if (!isKnown) {
    return;
  }
  for (const one of document.querySelectorAll("[data-availability]")) {
    const state = states.get(one.dataset.availability) ?? "offline";
    if (one.dataset.state !== state) {
      one.dataset.state = state;
      one.textContent = socket().dataset[state];
      one.title = one.textContent;
    }
  }
}

for (const kind of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
  document.addEventListener(kind, acted, { passive: true, capture: true });
}
document.body.addEventListener("tugi:availability", heard);
// A socket that opens says all anew; whoever went away meanwhile is not among them.
document.body.addEventListener("tugi:connected", () => states.clear());
document.body.addEventListener("tugi:resync", say);
// Lists and menus are drawn anew by many: whoever does it, the states stand in them again.
let drawing = false;
new MutationObserver(() => {
  if (isKnown && !drawing) {
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      draw();
    });
  }
}).observe(document.body, { childList: true, subtree: true });
setInterval(say, SAID_EVERY);
