// <toast-stack> (templates/ui/_toasts.html): short news at the bottom left, or below the head of a ticket on a phone.
//
// The server sends HX-Trigger: {"toast": {"text": "#4218 solved", "undo_url": "/…", "kind": "done"}}.
//   kind      "done" (default) leaves after 8 s, not while pointed at or focused; "error" stays until closed
//   undo_url  adds Undo, which posts there; Z does the same (keys.js)
//   about    what an error is about, for whoever takes it away again
//   action_url, action_text   a link with its own words ("See 3 refused"), beside Undo or without
// After a redirect the server writes the same markup into the stack.

const SECONDS_SHOWN = 8;
const MOST = 3;

class ToastStack extends HTMLElement {
  connectedCallback() {
    this.listener = (event) => this.show(event.detail);
    document.addEventListener("toast", this.listener);
    for (const toast of this.querySelectorAll(":scope > .toast")) {
      this.start(toast);
    }
  }

  disconnectedCallback() {
    document.removeEventListener("toast", this.listener);
  }

  show({ text, undo_url: undoUrl, action_url: actionUrl, action_text: actionText, about, kind = "done" }) {
    const template =
      this.querySelector(`template[data-kind="${CSS.escape(kind)}"]`) ?? this.querySelector("template");
    const toast = template.content.firstElementChild.cloneNode(true);
    toast.querySelector(".toast__text").textContent = text;
    if (about) {
      toast.dataset.about = about;
    }
    // An error stands until it is closed: the same one need not stand there twice.
    const errors = [...this.querySelectorAll(":scope > .toast--error")];
    errors.find((one) => one.querySelector(".toast__text").textContent === text)?.remove();

    const undo = toast.querySelector("[data-undo]");
    if (undoUrl) {
      undo.dataset.undo = undoUrl;
    } else {
      undo?.remove();
    }
    const action = toast.querySelector("a.toast__action");
    if (actionUrl) {
      action.href = actionUrl;
      action.textContent = actionText;
    } else {
      action?.remove();
    }
    this.append(toast);
    this.start(toast);
    this.dropOldest();
  }

  start(toast) {
    toast.querySelector(".toast__close")?.addEventListener("click", () => this.drop(toast));
    const undo = toast.querySelector("[data-undo]");
    undo?.addEventListener("click", () => this.undo(undo, toast));
    if (toast.classList.contains("toast--error")) {
      return;
    }
    let timer = null;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.drop(toast), SECONDS_SHOWN * 1000);
    };
    const hold = () => clearTimeout(timer);
    toast.addEventListener("pointerenter", hold);
    toast.addEventListener("focusin", hold);
    toast.addEventListener("pointerleave", () => toast.matches(":focus-within") || wait());
    toast.addEventListener("focusout", () => toast.matches(":hover") || wait());
    wait();
  }

  undo(button, toast) {
    // The answer's own HX-Trigger refreshes the page and says what was undone.
    window.htmx.ajax("POST", button.dataset.undo, { source: this, swap: "none" });
    this.drop(toast);
  }

  drop(toast) {
    toast.remove();
  }

  dropOldest() {
    const toasts = [...this.querySelectorAll(":scope > .toast")];
    const leaving = toasts.filter((toast) => !toast.classList.contains("toast--error"));
    while (toasts.length > MOST) {
      const oldest = leaving.shift() ?? toasts[0];
      toasts.splice(toasts.indexOf(oldest), 1);
      oldest.remove();
    }
  }
}

customElements.define("toast-stack", ToastStack);
