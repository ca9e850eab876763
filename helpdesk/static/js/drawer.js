// <drawer-toggle for="side-panel"><button data-key="i" aria-controls="side-panel" aria-expanded="false">…
//
// Opens and closes a pane that is a drawer at this width ([data-open]); where the pane has its own column,
// puts it away and back ([data-collapsed]). Esc and a click beside it close a drawer; focus returns to the button.

let scrim = null;

function isDrawer(pane) {
  return ["absolute", "fixed"].includes(getComputedStyle(pane).position);
}

function openDrawer() {
  return document.querySelector("[data-open].side-panel, [data-open].rail");
}

class DrawerToggle extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.onClick = () => this.toggle();
    this.button?.addEventListener("click", this.onClick);
    if (this.pane) {
      this.say();
    }
  }

  disconnectedCallback() {
    this.button?.removeEventListener("click", this.onClick);
  }

  get pane() {
    return document.getElementById(this.getAttribute("for"));
  }

  toggle() {
    const pane = this.pane;
    if (!isDrawer(pane)) {
      pane.toggleAttribute("data-collapsed");
    } else if (pane.hasAttribute("data-open")) {
      close(pane);
    } else {
      open(pane, this.button);
    }
    this.say();
  }

  say() {
    const pane = this.pane;
    const visible = isDrawer(pane) ? pane.hasAttribute("data-open") : !pane.hasAttribute("data-collapsed");
    this.button.setAttribute("aria-expanded", String(visible));
  }
}

/** Have ``pane`` in sight, wherever it is at this width. */
export function reveal(pane) {
  const isHidden = isDrawer(pane) ? !pane.hasAttribute("data-open") : pane.hasAttribute("data-collapsed");
  if (isHidden) {
    document.querySelector(`drawer-toggle[for="${CSS.escape(pane.id)}"]`)?.toggle();
  }
}

const openers = new WeakMap();

function open(pane, button) {
  openers.set(pane, button);
  pane.toggleAttribute("data-open", true);
  pane.tabIndex = -1;
  scrim = document.createElement("div");
  scrim.className = "scrim";
  scrim.addEventListener("click", () => close(pane));
  pane.before(scrim);
  pane.focus({ preventScroll: true });
}

function close(pane) {
  pane.removeAttribute("data-open");
  scrim?.remove();
  scrim = null;
  for (const toggle of document.querySelectorAll(`drawer-toggle[for="${CSS.escape(pane.id)}"]`)) {
    toggle.say();
  }
  openers.get(pane)?.focus();
}

document.addEventListener("keydown", (event) => {
  const pane = openDrawer();
  if (event.key === "Escape" && pane && !event.defaultPrevented) {
    event.preventDefault();
    close(pane);
  }
});

// A link followed inside the rail's drawer has done its work.
document.addEventListener("click", (event) => {
  const pane = openDrawer();
  if (pane?.matches(".rail") && event.target.closest?.("a") && pane.contains(event.target)) {
    close(pane);
  }
});

customElements.define("drawer-toggle", DrawerToggle);
