// <canned-variants data-sample>: the variants of a canned response as tabs, their texts as rich ones, and how they read.
//
// Without this module they stand one below the other, as plain text. The text goes into the form as HTML.

import { richText } from "./composer-editor.js";

class CannedVariants extends HTMLElement {
  connectedCallback() {
    this.parts = [...this.querySelectorAll(".canned-variant")];
    this.tabs = document.createElement("div");
    this.tabs.className = "switch switch--wrap";
    this.tabs.setAttribute("role", "tablist");
    this.tabs.setAttribute("aria-labelledby", "texts");
    this.parts.forEach((part, place) => this.make(part, place));
    this.prepend(this.tabs);
    this.show(Math.max(0, this.parts.findIndex((part) => part.dataset.wrong !== undefined)));
    this.tabs.addEventListener("keydown", (event) => this.key(event));
  }

  make(part, place) {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.className = "switch__tab";
    tab.id = `variant-tab-${place}`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", `variant-${place}`);
    tab.textContent = part.dataset.title;
    tab.addEventListener("click", () => this.show(place));
    this.tabs.append(tab);
    part.id = `variant-${place}`;
    part.setAttribute("role", "tabpanel");
    part.setAttribute("aria-labelledby", tab.id);
    part.querySelector(".canned-variant__title").hidden = true;
    const field = part.querySelector("textarea");
    const format = part.querySelector("[name$='-body_format']");
    part.editor = richText(field, field.dataset.html || "", () => {
      format.value = "html";
      field.value = part.editor.isEmpty ? "" : part.editor.getHTML();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.sample(part), 400);
    });
    part.querySelector(`label[for="${field.id}"]`)?.addEventListener("click", () => part.editor.commands.focus());
    part.addEventListener("change", (event) => event.target.matches("select") && this.sample(part));
  }

  show(place) {
    this.parts.forEach((part, own) => {
      part.hidden = own !== place;
      const tab = this.tabs.children[own];
      tab.setAttribute("aria-selected", String(own === place));
      tab.tabIndex = own === place ? 0 : -1;
    });
    if (this.shown !== undefined && this.shown !== place) {
      this.sample(this.parts[place]);
    }
    this.shown = place;
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.show((this.shown + step + this.parts.length) % this.parts.length);
      this.tabs.children[this.shown].focus();
    }
  }

  async sample(part) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", this.closest("form").elements.csrfmiddlewaretoken.value);
    data.set("body", part.editor.isEmpty ? "" : part.editor.getHTML());
    data.set("body_format", "html");
    data.set("language", part.querySelector("select[name$='-language']").value);
    const asked = (this.asked = {});
    const answer = await fetch(this.dataset.sample, { method: "POST", body: data }).catch(() => null);
    const html = answer?.ok ? await answer.text() : null;
    if (html !== null && asked === this.asked) {
      const holder = document.createElement("template");
      holder.innerHTML = html;
      document.querySelector("#canned-sample").replaceWith(holder.content.querySelector("#canned-sample"));
    }
  }
}

customElements.define("canned-variants", CannedVariants);
