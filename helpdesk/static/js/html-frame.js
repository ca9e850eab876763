// <mail-frame src="/messages/12/body" title="…"></mail-frame>: a mail's own HTML, shut in an iframe without scripts.
//
// The sandbox keeps "allow-same-origin" only so that this side can measure the content; the height follows it.
// A frame written by the server inside the element is used as it is, and works (with a scrollbar) without scripts.

const SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
const TALLEST = 30_000;

class MailFrame extends HTMLElement {
  connectedCallback() {
    this.frame = this.querySelector("iframe") ?? this.makeFrame();
    this.onLoad = () => this.watch();
    this.frame.addEventListener("load", this.onLoad);
    if (this.frame.contentDocument?.readyState === "complete") {
      this.watch();
    }
  }

  disconnectedCallback() {
    this.observer?.disconnect();
    this.frame.removeEventListener("load", this.onLoad);
  }

  makeFrame() {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", SANDBOX);
    frame.setAttribute("loading", "lazy");
    frame.title = this.getAttribute("title") ?? "";
    this.removeAttribute("title");
    frame.src = this.getAttribute("src");
    this.append(frame);
    return frame;
  }

  watch() {
    const content = this.frame.contentDocument;
    if (!content?.body) {
      return;
    }
    this.observer?.disconnect();
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(content.documentElement);
    this.observer.observe(content.body);
    this.fit();
  }

  fit() {
    const content = this.frame.contentDocument;
    if (!content?.body) {
      return;
    }
    const page = content.documentElement;
    // A table wider than the pane scrolls sideways inside; its scrollbar needs room.
    const scrollbar = page.scrollWidth > page.clientWidth ? 16 : 0;
    const height = Math.min(Math.ceil(page.getBoundingClientRect().height) + scrollbar, TALLEST);
    if (height && height !== this.height) {
      this.height = height;
      this.frame.style.height = `${height}px`;
    }
  }
}

customElements.define("mail-frame", MailFrame);
