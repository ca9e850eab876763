// <password-eye><input type="password"><button type="button" hidden aria-label="Show password">…</button></password-eye>
// Without scripts the button stays hidden.

class PasswordEye extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    const button = this.querySelector("button");
    if (!input || !button) {
      return;
    }
    button.hidden = false;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      const show = input.type === "password";
      input.type = show ? "text" : "password";
      button.setAttribute("aria-pressed", String(show));
    });
    // never sent, never remembered as plain text
    input.form?.addEventListener("submit", () => (input.type = "password"));
  }
}

customElements.define("password-eye", PasswordEye);
