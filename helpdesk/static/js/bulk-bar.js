// <bulk-bar data-src>: which tickets of the list are selected, and the bar with what can be done to them.
//
// The boxes of the rows (name="ticket") hold the truth; what a live change replaces is ticked again. X selects the row that
// is open, pointed at or has the focus; Shift X, or a click with Shift, everything since the last one; Ctrl A all rows; Esc
// none. With "Select all that match" the server takes all tickets of the list, also those that are not on the page.

import { answerTo } from "./unreached.js";

const BOX = "input[name='ticket']";

class BulkBar extends HTMLElement {
  connectedCallback() {
    this.numbers = new Set();
    this.all = false;
    this.last = null;
    this.list = document.querySelector("#list");
    const listen = (target, name, call) => {
      target.addEventListener(name, call);
      this.undoes.push(() => target.removeEventListener(name, call));
    };
    this.undoes = [];
    listen(document, "click", (event) => this.onClick(event));
    listen(document, "change", (event) => this.onChange(event));
    listen(document, "keydown", (event) => this.onKey(event));
    listen(document, "pointermove", () => (this.isPointing = true));
    listen(document, "submit", (event) => this.carry(event));
    listen(document.body, "tugi:rows", () => this.tick());
    listen(document.body, "htmx:configRequest", (event) => this.name(event));
    listen(document.body, "htmx:afterRequest", (event) => this.after(event));
    for (const box of this.boxes().filter((one) => one.checked)) {
      this.numbers.add(box.value); // the browser kept them over "back"
    }
    this.show();
  }

  disconnectedCallback() {
    for (const undo of this.undoes) {
      undo();
    }
  }

  get bar() {
    return this.querySelector(".bulk-bar");
  }

  boxes() {
    return [...(this.list?.querySelectorAll(BOX) ?? [])];
  }

  onClick(event) {
    const box = event.target.closest?.(BOX);
    if (box && this.list?.contains(box) && event.shiftKey && this.last) {
      this.range(box);
    }
    if (event.target.closest?.(".bulk-bar__close")) {
      this.clear();
    } else if (event.target.closest?.(".bulk-bar__all")) {
      this.all = true;
      this.show();
    }
  }

  onChange(event) {
    if (event.target.matches?.(BOX) && this.list?.contains(event.target)) {
      this.set(event.target, event.target.checked);
      this.last = event.target.value;
      this.show();
    } else if (event.target.matches?.("[data-select-all]")) {
      this.setAll(event.target.checked);
    }
  }

  onKey(event) {
    const isX = event.key.toLowerCase() === "x";
    this.isPointing &&= isX || event.key === "Shift"; // other keys went on: where the pointer was left means nothing
    const isTyping = event.target.closest?.("input:not([type='checkbox']), textarea, select, [contenteditable='true'], dialog");
    if (event.defaultPrevented || event.altKey || isTyping || document.querySelector("details.menu[open], dialog[open]")) {
      return;
    }
    const withCommand = event.ctrlKey || event.metaKey;
    const isOff = document.documentElement.dataset.keys === "off";
    if (event.key === "Escape" && this.numbers.size > 0) {
      event.preventDefault();
      this.clear();
    } else if (withCommand && event.key === "a" && this.isInList()) {
      event.preventDefault();
      this.setAll(true);
    } else if (!withCommand && isX && !isOff) {
      const box = this.pointedAt();
      if (box) {
        event.preventDefault();
        this.toggle(box, event.shiftKey);
      }
    }
  }

  isInList() {
    return this.numbers.size > 0 || this.list?.contains(document.activeElement);
  }

  // The row with the focus, else the one that is pointed at, else the ticket that is open.
  pointedAt() {
    const rows = [...(this.list?.querySelectorAll("[data-version]") ?? [])];
    const row =
      rows.find((one) => one.contains(document.activeElement)) ||
      (this.isPointing && rows.find((one) => one.matches(":hover"))) ||
      rows.find((one) => one.querySelector("[aria-current='page']"));
    return row?.querySelector(BOX);
  }

  toggle(box, withRange) {
    if (withRange && this.last) {
      this.range(box);
    } else {
      this.set(box, !box.checked);
    }
    this.last = box.value;
    this.show();
  }

  range(box) {
    const boxes = this.boxes();
    const [from, to] = [boxes.findIndex((one) => one.value === this.last), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const one of boxes.slice(Math.max(0, from), to + 1)) {
      this.set(one, true);
    }
  }

  set(box, checked) {
    box.checked = checked;
    this.numbers[checked ? "add" : "delete"](box.value);
    if (!checked) {
      this.all = false;
    }
  }

  setAll(checked) {
    for (const box of this.boxes()) {
      this.set(box, checked);
    }
    this.show();
  }

  clear() {
    this.all = false;
    this.numbers.clear();
    this.last = null;
    for (const box of this.boxes()) {
      box.checked = false;
    }
    this.show();
  }

  // Rows came or went: what stands there again is ticked, what has gone is selected no more.
  tick() {
    const there = new Set();
    for (const box of this.boxes()) {
      box.checked = this.numbers.has(box.value);
      there.add(box.value);
    }
    for (const number of this.numbers) {
      if (!there.has(number)) {
        this.numbers.delete(number);
      }
    }
    this.show();
  }

  async show() {
    const count = this.numbers.size;
    const head = this.list?.querySelector("[data-select-all]");
    if (head) {
      const boxes = this.boxes();
      head.checked = count > 0 && count >= boxes.length;
      head.indeterminate = count > 0 && !head.checked;
    }
    this.list?.classList.toggle("list-pane--selecting", count > 0);
    if (count === 0) {
      const hadFocus = this.contains(document.activeElement);
      this.bar?.remove();
      if (hadFocus) {
        this.list?.querySelector("[aria-current='page'], .ticket-row__link, .table__link")?.focus({ preventScroll: true });
      }
      return;
    }
    if (!this.bar) {
      await this.fetchBar();
    }
    if (this.bar) {
      this.say();
    }
  }

  async fetchBar() {
    if (this.isFetching) {
      return;
    }
    this.isFetching = true;
    const answer = await answerTo(this.dataset.src);
    const html = answer?.ok ? await answer.text() : null;
    this.isFetching = false;
    if (html !== null && this.numbers.size > 0) {
      this.insertAdjacentHTML("beforeend", html);
      window.htmx?.process(this.bar);
    }
  }

  say() {
    const { bar, numbers } = this;
    const total = bar.dataset.total === "" ? null : Number(bar.dataset.total);
    const words = this.all ? (total === null || total > 1000 ? bar.dataset.allUnknown : bar.dataset.all) : bar.dataset.one;
    const said = words.replace("{n}", this.all ? total : numbers.size);
    const count = bar.querySelector(".bulk-bar__count");
    if (count.textContent !== said) {
      count.textContent = said;
    }
    const most = Number(bar.dataset.most ?? Infinity);
    const more = total === null ? numbers.size >= 50 : total > numbers.size;
    for (const form of bar.querySelectorAll("[data-one-by-one]")) {
      form.hidden = this.all; // which these are, only the server knows
    }
    bar.querySelector(".bulk-bar__all").hidden = this.all || !more || (total ?? 0) > most;
  }

  // A menu of the bar sends: these are the tickets it is about.
  name(event) {
    if (!this.contains(event.target)) {
      return;
    }
    const { parameters } = event.detail;
    if (this.all) {
      parameters.append("all", "1");
      parameters.append("view", this.dataset.view);
      parameters.append("q", this.dataset.query);
      return;
    }
    for (const number of this.numbers) {
      parameters.append("ticket", number);
    }
  }

  // A form that opens a page about the selection takes the numbers along.
  carry(event) {
    const form = event.target;
    if (!form.matches("[data-one-by-one]") || !this.contains(form)) {
      return;
    }
    for (const old of form.querySelectorAll("[name='ticket']")) {
      old.remove();
    }
    for (const number of this.numbers) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = "ticket";
      field.value = number;
      form.append(field);
    }
  }

  after(event) {
    // A refusal that is shown (422) is a success to htmx.
    const changed = event.detail.xhr.status < 400 && event.detail.successful && event.detail.requestConfig.verb !== "get";
    if (changed && this.bar?.contains(event.target)) {
      this.clear();
      document.body.dispatchEvent(new CustomEvent("tugi:changed"));
    }
  }
}

customElements.define("bulk-bar", BulkBar);
