// <news-bell data-src>: how much is unread, in the rail and in front of the page's title; a sound when more comes in.
//
// Asked after the page, so that no page waits for it, and when the socket says that there is news (live.js).

class NewsBell extends HTMLElement {
  connectedCallback() {
    this.badge = this.querySelector(".news-bell__count");
    this.link = this.querySelector("a");
    this.unread = null;
    this.ask = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.fetchCount(), 300);
    };
    this.onNews = () => {
      this.rings = true;
      this.ask();
    };
    document.body.addEventListener("tugi:news", this.onNews);
    document.body.addEventListener("tugi:resync", this.ask);
    document.body.addEventListener("htmx:afterSettle", this.ask);
    this.ask();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    document.body.removeEventListener("tugi:news", this.onNews);
    document.body.removeEventListener("tugi:resync", this.ask);
    document.body.removeEventListener("htmx:afterSettle", this.ask);
  }

  async fetchCount() {
    const rings = this.rings;
    this.rings = false;
    const response = await fetch(this.dataset.src).catch(() => null); // no net: asked again when there is one
    if (!response?.ok) {
      return;
    }
    const { unread, volume } = await response.json();
    if (rings && unread > (this.unread ?? 0) && volume > 0) {
      play(volume);
    }
    this.unread = unread;
    this.show();
  }

  show() {
    const figure = this.unread > 99 ? "99+" : String(this.unread);
    this.badge.hidden = this.unread === 0;
    this.badge.textContent = figure;
    this.link.setAttribute(
      "aria-label",
      this.unread ? this.dataset.some.replace("{n}", figure) : this.dataset.none,
    );
    const plain = document.title.replace(/^\(\d+\+?\) /, "");
    document.title = this.unread ? `(${figure}) ${plain}` : plain;
  }
}

customElements.define("news-bell", NewsBell);

// Two short tones. A browser that was not touched yet keeps silent, which is no error.
function play(volume) {
  const audio = new AudioContext();
  const start = audio.currentTime;
  [660, 880].forEach((pitch, at) => {
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, start + at * 0.14);
    loudness.gain.exponentialRampToValueAtTime(Math.max(0.001, (volume / 100) * 0.4), start + at * 0.14 + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + at * 0.14 + 0.3);
    tone.connect(loudness).connect(audio.destination);
    tone.start(start + at * 0.14);
    tone.stop(start + at * 0.14 + 0.32);
  });
  setTimeout(() => audio.close(), 1000);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-play-sound]");
  if (button) {
    play(Number(document.getElementById(button.dataset.playSound).value) || 50);
  }
});
