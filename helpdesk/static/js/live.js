// <live-socket>: hears which tickets changed and tells the page by events on <body>.
//
//   tugi:ticket   detail {ticket, version}   a ticket that this member may read changed
//   tugi:job      detail {job}               long work that this member began got on, or ended
//   tugi:news                                something happened that this member is told of
//   tugi:counts                              a worker counted this member's own views
//   tugi:talk     detail {talk, changed}     somebody wrote in the room `talk`; `changed` names an older message
//   tugi:announcement                        there is something for everybody to read
//   tugi:presence detail {presence, …}       a colleague looks at a ticket, writes there, or went away (presence.js)
//   tugi:availability detail {availability}  who is online, away or offline (availability.js)
//   tugi:connected                           the socket is open, and all that it says first is on its way
//   tugi:resync                              some news may have been missed: look at everything again
// After a break it comes back by itself, each time a little later, with jitter. 4401 means signed out: no more tries.

const SIGNED_OUT = 4401;
const PING_MILLISECONDS = 25_000;

class LiveSocket extends HTMLElement {
  connectedCallback() {
    this.tries = 0;
    this.open();
    this.onVisible = () => {
      if (document.visibilityState === "visible" && this.socket.readyState > WebSocket.OPEN) {
        this.tries = 0;
        this.open();
      }
    };
    document.addEventListener("visibilitychange", this.onVisible);
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.onVisible);
    clearInterval(this.ping);
    this.closedByUs = true;
    this.socket?.close();
  }

  // What this page shows, for colleagues: said now, with each ping, and again after a break.
  say(words) {
    this.says = JSON.stringify(words);
    if (this.socket?.readyState === WebSocket.OPEN) {
      this.socket.send(this.says);
    }
  }

  // Said once, if somebody listens.
  tell(words) {
    if (this.socket?.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify(words));
    }
  }

  open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}/ws/`);
    this.socket.addEventListener("open", () => {
      // Also the first time: something may have changed since the page was written.
      document.body.dispatchEvent(new CustomEvent("tugi:connected"));
      document.body.dispatchEvent(new CustomEvent("tugi:resync"));
      this.tries = 0;
      this.dataset.state = "open";
      clearInterval(this.ping);
      this.ping = setInterval(() => this.socket.send(this.says ?? "{}"), PING_MILLISECONDS);
      if (this.says) {
        this.socket.send(this.says);
      }
    });
    this.socket.addEventListener("message", (event) => {
      const news = JSON.parse(event.data);
      const kinds = ["resync", "job", "counts", "news", "talk", "announcement", "presence", "availability"];
      const kind = kinds.find((one) => news[one]) ?? "ticket";
      document.body.dispatchEvent(new CustomEvent(`tugi:${kind}`, { detail: news }));
    });
    this.socket.addEventListener("close", (event) => {
      clearInterval(this.ping);
      this.dataset.state = "closed";
      if (this.closedByUs || event.code === SIGNED_OUT) {
        return;
      }
      this.tries += 1;
      const wait = Math.min(1000 * 2 ** (this.tries - 1), 15_000);
      setTimeout(() => this.isConnected && this.open(), wait * (0.5 + Math.random()));
    });
  }
}

customElements.define("live-socket", LiveSocket);

// The rail's counts: fetched again when something changed, at most once in a second.
let waiting = null;

async function refreshCounts(query = "") {
  waiting = null;
  const rail = document.querySelector("[data-live='counts']");
  if (!rail) {
    return;
  }
  // Without a net nothing is lost: the socket comes back with "resync".
  const response = await fetch(rail.dataset.src + query, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (response?.ok) {
    rail.innerHTML = await response.text();
    const head = document.querySelector("#list-count");
    // What is unread in a list is not how long it is.
    const current = rail.querySelector(".rail__item:not(.rail__item--unread)[aria-current='page'] .rail__count");
    if (head && current && (head.textContent || current.textContent)) {
      head.textContent = current.textContent || "0";
    }
  }
}

function soon() {
  waiting ??= setTimeout(() => refreshCounts(), 700);
}

document.body.addEventListener("tugi:ticket", soon);
document.body.addEventListener("tugi:resync", soon);
document.body.addEventListener("tugi:drafts", soon);
// A worker has counted this member's own views: they are not wanted anew.
document.body.addEventListener("tugi:counts", () => refreshCounts("&counted=1"));
