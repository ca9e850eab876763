// <talk-count data-src>: how many messages of colleagues wait unread, beside Talk in the rail; and over the page what
// admins announce (#announcements), until it is confirmed.
//
// Asked after the page, so that no page waits for it, and again when somebody wrote or something was read.

class TalkCount extends HTMLElement {
  connectedCallback() {
    this.ask = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.fetchCount(), 400);
    };
    for (const name of TalkCount.asks) {
      document.body.addEventListener(name, this.ask);
    }
    this.ask();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    for (const name of TalkCount.asks) {
      document.body.removeEventListener(name, this.ask);
    }
  }

  async fetchCount() {
    const response = await fetch(this.dataset.src).catch(() => null);
    if (!response?.ok) {
      return;
    }
    const { unread, announcement } = await response.json();
    this.querySelector(".talk-count__figure").textContent = unread > 99 ? "99+" : unread || "";
    this.hidden = !unread;
    this.announce(announcement);
  }

  async announce(waits) {
    const place = document.getElementById("announcements");
    if (!place || place.contains(document.activeElement) || (!waits && !place.childElementCount)) {
      return;
    }
    const response = waits && (await fetch(place.dataset.src, { headers: { "HX-Request": "true" } }).catch(() => null));
    if (response === null) {
      return;
    }
    const part = document.createElement("template");
    part.innerHTML = response?.ok ? await response.text() : "";
    if (part.content.textContent.trim() !== place.textContent.trim()) {
      place.replaceChildren(part.content);
      window.htmx?.process(place);
    }
  }

  static asks = ["tugi:talk", "tugi:announcement", "tugi:resync", "talk:read"];
}

customElements.define("talk-count", TalkCount);
