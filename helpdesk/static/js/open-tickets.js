// <open-tickets>: tickets that a member keeps at hand, as tabs above the conversation; in this browser, per member.
//
// A ticket comes in once somebody writes on it, or by the button [data-tab]; the cross takes it out. Each swap of the panes
// brings the element anew, and it draws what is kept. Shift J and Shift K go from tab to tab (keys.js).

const MOST = 10;

const key = () => `tugi:open:${document.querySelector("live-socket")?.dataset.member ?? ""}`;

function kept() {
  try {
    const all = JSON.parse(localStorage.getItem(key())) ?? [];
    return all.filter(({ number, title }) => Number.isInteger(number) && typeof title === "string");
  } catch {
    return [];
  }
}

function keep(all) {
  try {
    localStorage.setItem(key(), JSON.stringify(all.slice(-MOST)));
  } catch {
    // full, or switched off: then there are no tabs
  }
}

function draw() {
  for (const strip of document.querySelectorAll("open-tickets")) {
    strip.draw();
  }
}

function shown() {
  const conversation = document.querySelector("#conversation[data-ticket]");
  const title = conversation?.querySelector(".conversation__subject").textContent;
  return conversation ? { number: Number(conversation.dataset.ticket), title } : null;
}

function add(ticket) {
  const all = kept();
  if (ticket && !all.some(({ number }) => number === ticket.number)) {
    keep([...all, ticket]);
  }
}

function take(gone) {
  keep(kept().filter(({ number }) => number !== gone));
  draw();
}

class OpenTickets extends HTMLElement {
  connectedCallback() {
    this.draw();
  }

  draw() {
    const all = kept();
    const here = shown()?.number;
    const at = all.findIndex(({ number }) => number === here);
    this.hidden = all.length === 0;
    const tabs = all.map((one, place) => this.tab(one, place === at));
    // Around the ends, and from a ticket without a tab to the first or the last one.
    const next = tabs.at((at + 1) % tabs.length);
    const before = tabs.at(at < 0 ? -1 : at - 1);
    if (next && tabs.length > (at < 0 ? 0 : 1)) {
      next.querySelector("a").dataset.key = "shift+j";
      before.querySelector("a").dataset.key = next === before ? "shift+j|shift+k" : "shift+k";
    }
    this.replaceChildren(...tabs);
    window.htmx?.process(this);
  }

  tab({ number, title }, isHere) {
    const tab = document.createElement("span");
    tab.className = "open-ticket";
    const link = document.createElement("a");
    link.className = "open-ticket__link";
    link.href = `/tickets/${number}/`;
    link.title = `${title} #${number}`;
    link.textContent = title;
    for (const [name, value] of [["hx-get", link.pathname], ["hx-target", "#ticket"], ["hx-push-url", "true"]]) {
      link.setAttribute(name, value);
    }
    if (isHere) {
      link.setAttribute("aria-current", "page");
    }
    const close = this.querySelector("template").content.firstElementChild.cloneNode(true);
    close.setAttribute("aria-label", this.dataset.close.replace("{title}", title));
    close.addEventListener("click", () => take(number));
    tab.append(link, close);
    return tab;
  }

  // The pattern of the cross stays.
  replaceChildren(...tabs) {
    super.replaceChildren(this.querySelector("template"), ...tabs);
  }
}

customElements.define("open-tickets", OpenTickets);

document.body.addEventListener("input", (event) => {
  if (event.target.closest?.("#composer")) {
    add(shown());
    if (!document.querySelector("open-tickets")?.hidden) {
      draw(); // else the strip comes with the next swap: nothing moves while one writes
    }
  }
});
document.body.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-tab]")) {
    add(shown());
    draw();
  }
});
document.body.addEventListener("submit", (event) => {
  if (event.target.matches?.("[action$='/sign-out/']")) {
    keep([]); // the next one at this computer need not know
  }
});
window.addEventListener("storage", (event) => {
  if (event.key === key()) {
    draw();
  }
});
