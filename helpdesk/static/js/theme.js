// <theme-choice> around radio buttons (light, dark, system): shows the theme at once. The form itself keeps the choice
// on the server, which writes <html data-theme> on the next page.

class ThemeChoice extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => {
      const theme = event.target.value;
      if (theme === "light" || theme === "dark") {
        document.documentElement.dataset.theme = theme;
      } else {
        delete document.documentElement.dataset.theme;
      }
    });
  }
}

customElements.define("theme-choice", ThemeChoice);
