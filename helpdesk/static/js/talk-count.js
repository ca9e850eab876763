// <talk-count data-src>: how many messages of colleagues wait unread, beside Talk in the rail.
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
    const response = await fetch(this.dataset.src);
    if (!response.ok) {
      return;
    }
    const { unread } = await response.json();
    this.querySelector(".talk-count__figure").textContent = unread > 99 ? "99+" : unread || "";
    this.hidden = !unread;
  }

  static asks = ["tugi:talk", "tugi:resync", "talk:read"];
}

customElements.define("talk-count", TalkCount);
