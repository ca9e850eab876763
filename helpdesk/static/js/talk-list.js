// <talk-list data-src>: the rooms beside a conversation, fetched again when somebody wrote, at most once in a second.

class TalkList extends HTMLElement {
  connectedCallback() {
    this.soon = () => (this.timer ??= setTimeout(() => this.refresh(), 600));
    for (const name of ["tugi:talk", "tugi:resync", "talk:read"]) {
      document.body.addEventListener(name, this.soon);
    }
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    for (const name of ["tugi:talk", "tugi:resync", "talk:read"]) {
      document.body.removeEventListener(name, this.soon);
    }
  }

  async refresh() {
    this.timer = null;
    const response = await fetch(this.dataset.src, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!response?.ok) {
      return;
    }
    const html = await response.text();
    const focused = this.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    if (html !== this.shown) {
      this.shown = html;
      this.innerHTML = html;
      [...this.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus();
    }
  }
}

customElements.define("talk-list", TalkList);
