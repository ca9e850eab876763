// <list-edge data-src>: the right edge of the list, dragged or moved by the arrow keys; the width is kept for the member.

const LEAST = 280;
const MOST = 480;
const STEP = 16;

class ListEdge extends HTMLElement {
  connectedCallback() {
    this.sheet = this.closest(".sheet");
    this.addEventListener("pointerdown", (event) => this.grab(event));
    this.addEventListener("keydown", (event) => this.key(event));
  }

  get width() {
    return Number(this.getAttribute("aria-valuenow"));
  }

  set width(wanted) {
    const width = Math.round(Math.min(MOST, Math.max(LEAST, wanted)));
    this.setAttribute("aria-valuenow", width);
    this.sheet.style.setProperty("--list-width", `${width}px`);
  }

  grab(event) {
    event.preventDefault();
    this.setPointerCapture(event.pointerId);
    const left = this.parentElement.getBoundingClientRect().left;
    const move = (moved) => {
      this.width = moved.clientX - left;
    };
    this.addEventListener("pointermove", move);
    this.addEventListener(
      "pointerup",
      () => {
        this.removeEventListener("pointermove", move);
        this.keep();
      },
      { once: true },
    );
  }

  key(event) {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step) {
      event.preventDefault();
      this.width += step;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), 500);
    }
  }

  keep() {
    const data = new FormData();
    data.set("width", this.width);
    data.set("csrfmiddlewaretoken", document.querySelector("meta[name='csrf-token']").content);
    fetch(this.dataset.src, { method: "POST", body: data }).catch(() => {}); // the next change keeps it
  }
}

customElements.define("list-edge", ListEdge);
