// <live-list data-src>: the list of tickets stays true without moving what is under the pointer or has focus.
//
// On news the rows are fetched again. Rows that are there are replaced where they stand. New ones, and another order, go in
// at once if nobody points at the list or works in it; else they wait behind the "3 new" button. It also shows where new
// ones came in out of sight, below the fold of a list that begins with the longest wait: a click goes to them.
// J and K (and the arrows) go through the rows; Enter opens. In a table (data-opens="elsewhere") J and K open nothing. From a
// ticket that is not among the rows they go where its own ways to the next and the previous one lead.
//
// A row is what has data-version; rows stand in [data-rows]. After each change of them it sends "tugi:rows" to <body>.

const PAUSE = 400;
// Something came into the panes, or what was asked for did not: the open row is the one that they show.
const PANES = ["htmx:afterSettle", "htmx:sendError", "htmx:timeout", "htmx:responseError", "tugi:stays"];
const FLASH = "ticket-row--fresh";

class LiveList extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[data-rows]");
    this.pill = this.querySelector(".new-rows");
    this.empty = this.querySelector(".empty-list");
    const pill = this.closest("#list")?.querySelector(".filter-pill[aria-current]");
    pill?.scrollIntoView({ block: "nearest", inline: "center" }); // on a phone, where not all have room
    this.onNews = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.fetchRows(), PAUSE);
    };
    this.onKey = (event) => this.move(event);
    this.onPanes = () => this.markCurrent();
    // Beside a ticket the rows come after the page.
    this.onRows = (event) => event.target === this.list && this.start();
    document.body.addEventListener("tugi:ticket", this.onNews);
    document.body.addEventListener("tugi:resync", this.onNews);
    document.body.addEventListener("tugi:drafts", this.onNews);
    // The member's own doing: nothing is held back.
    this.onChanged = () => this.fetchRows(true);
    document.body.addEventListener("tugi:changed", this.onChanged);
    document.addEventListener("keydown", this.onKey);
    for (const name of PANES) {
      document.body.addEventListener(name, this.onPanes);
    }
    this.list.addEventListener("htmx:afterRequest", this.onRows);
    this.onPill = () => this.showNews();
    this.pill.addEventListener("click", this.onPill);
    // Told apart from the ones that are seen as they come: a row in sight is news no more.
    this.unseen = new Set();
    this.sight = new IntersectionObserver((entries) => this.see(entries), { root: this, threshold: 0.5 });
    this.addEventListener("mouseleave", () => this.waiting && this.apply(this.waiting));
    if (!this.list.matches("[hx-get]:empty")) {
      this.start();
    }
  }

  start() {
    this.list.hidden = this.list.children.length === 0;
    this.empty.hidden = !this.list.hidden;
    this.markCurrent();
    this.querySelector("[aria-current='page']")?.scrollIntoView({ block: "nearest" });
  }

  disconnectedCallback() {
    document.body.removeEventListener("tugi:ticket", this.onNews);
    document.body.removeEventListener("tugi:resync", this.onNews);
    document.body.removeEventListener("tugi:drafts", this.onNews);
    document.body.removeEventListener("tugi:changed", this.onChanged);
    document.removeEventListener("keydown", this.onKey);
    for (const name of PANES) {
      document.body.removeEventListener(name, this.onPanes);
    }
    this.list.removeEventListener("htmx:afterRequest", this.onRows);
    this.pill.removeEventListener("click", this.onPill);
    this.sight.disconnect();
    clearTimeout(this.timer);
  }

  async fetchRows(atOnce = false) {
    this.isOwnDoing ||= atOnce;
    if (this.waitsForDialog()) {
      return;
    }
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const response = await fetch(this.dataset.src, { headers: { "HX-Request": "true" } }).catch(() => null);
    const text = response?.ok ? await response.text() : null;
    if (text === null || turn !== this.turn || this.waitsForDialog()) {
      return; // a later answer knows better
    }
    const isAtOnce = this.isOwnDoing;
    this.isOwnDoing = false;
    const holder = document.createElement("template");
    const frame = this.list.matches("tbody") ? ["<table><tbody>", "</tbody></table>"] : ["<ul>", "</ul>"];
    holder.innerHTML = frame[0] + text + frame[1];
    const rows = [...holder.content.querySelectorAll("[data-version]")];
    const more = holder.content.querySelector(".ticket-list__more");
    const known = new Set([...this.list.querySelectorAll("[data-version]")].map((row) => row.id));
    // What stands behind the last known row while more follow may only have moved up from the next page.
    const last = more ? rows.findLastIndex((row) => known.has(row.id)) : rows.length;
    const fresh = rows.filter((row, at) => !known.has(row.id) && at < last);
    for (const row of rows) {
      this.replaceInPlace(row);
    }
    const news = { rows, more, fresh, atOnce: isAtOnce };
    if (!isAtOnce && this.isBusy() && known.size > 0) {
      this.hold(news);
    } else {
      this.apply(news);
    }
  }

  // Under an open dialog the rows stay as they are: its focus goes back to one of them. Once it closes they are fetched.
  waitsForDialog() {
    const dialog = document.querySelector("dialog[open]:modal");
    this.afterDialog ??= () => this.fetchRows();
    dialog?.addEventListener("close", this.afterDialog, { once: true });
    return dialog !== null;
  }

  isBusy() {
    return this.matches(":hover") || this.contains(document.activeElement) || this.scrollTop > 40;
  }

  replaceInPlace(row) {
    const old = this.list.querySelector(`#${CSS.escape(row.id)}`);
    const isSame = old?.dataset.version === row.dataset.version && old?.dataset.draft === row.dataset.draft;
    if (!old || isSame || old.contains(document.activeElement)) {
      return;
    }
    const copy = row.cloneNode(true);
    old.replaceWith(copy);
    if (this.unseen.has(copy.id)) {
      this.sight.observe(copy);
    }
    window.htmx?.process(copy);
    this.markCurrent();
  }

  hold(news) {
    this.waiting = news;
    this.showCount();
  }

  showCount() {
    const count = this.unseen.size + (this.waiting?.fresh.length ?? 0);
    this.pill.hidden = count === 0;
    this.pill.textContent = count === 1 ? this.pill.dataset.one : this.pill.dataset.many.replace("{n}", count);
  }

  // The button: what waits goes in, and the first new row comes into view.
  showNews() {
    if (this.waiting) {
      this.apply(this.waiting);
    }
    const rows = [...this.list.querySelectorAll("[data-version]")];
    const first = rows.find((row) => this.unseen.has(row.id));
    this.unseen.clear();
    this.showCount();
    first?.scrollIntoView({ block: "center" });
    first?.querySelector("[data-link]").focus({ preventScroll: true });
  }

  // Follow the rows that came in until they have been in sight. Ones that left the list are news no more.
  watch() {
    this.sight.disconnect();
    for (const id of this.unseen) {
      const row = this.list.querySelector(`#${CSS.escape(id)}`);
      if (row) {
        this.sight.observe(row);
      } else {
        this.unseen.delete(id);
      }
    }
    this.showCount();
  }

  see(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) {
        this.unseen.delete(target.id);
        this.sight.unobserve(target);
      }
    }
    this.showCount();
  }

  isInSight(row) {
    const [box, frame] = [row.getBoundingClientRect(), this.getBoundingClientRect()];
    return box.top < Math.min(frame.bottom, innerHeight) - 20 && box.bottom > frame.top + 20;
  }

  apply(news) {
    this.waiting = null;
    const fresh = new Set(news.fresh.map((row) => row.id));
    const nodes = news.rows.map((row) => row.cloneNode(true));
    for (const node of nodes) {
      node.classList.toggle(FLASH, fresh.has(node.id));
    }
    const isFirst = !this.list.querySelector("[data-version]");
    const loadedMore = !news.atOnce && this.list.querySelectorAll("[data-version]").length > nodes.length + 5;
    if (loadedMore) {
      // Further pages are open below: put the new ones on top and leave the rest.
      this.list.prepend(...nodes.filter((node) => fresh.has(node.id)));
    } else {
      this.list.replaceChildren(...nodes, ...(news.more ? [news.more.cloneNode(true)] : []));
    }
    window.htmx?.process(this.list);
    this.list.hidden = this.list.children.length === 0;
    this.empty.hidden = !this.list.hidden;
    this.markCurrent();
    for (const row of this.list.querySelectorAll("[data-version]")) {
      if (!isFirst && fresh.has(row.id) && !this.isInSight(row)) {
        this.unseen.add(row.id);
      }
    }
    this.watch();
  }

  markCurrent() {
    document.body.dispatchEvent(new CustomEvent("tugi:rows"));
    const open = document.querySelector("#conversation[data-ticket]")?.dataset.ticket;
    for (const link of this.querySelectorAll("[data-link]")) {
      const row = link.closest("[data-version]");
      const isOpen = row.id === `ticket-${open}`;
      link.toggleAttribute("aria-current", isOpen);
      if (isOpen) {
        link.setAttribute("aria-current", "page");
        row.classList.remove("ticket-row--unread");
        row.querySelector(".ticket-row__dot")?.remove();
      }
    }
  }

  move(event) {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable='true'], details[open], dialog");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || document.documentElement.dataset.keys === "off") {
      return;
    }
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    const isArrow = event.key.startsWith("Arrow");
    if (!step || (isArrow && !this.contains(document.activeElement))) {
      return;
    }
    const links = [...this.querySelectorAll("[data-link]")];
    const isFocusMoving = isArrow || this.dataset.opens === "elsewhere";
    const focused = links.indexOf(document.activeElement);
    const open = links.findIndex((link) => link.getAttribute("aria-current") === "page");
    const [first, second] = isFocusMoving ? [focused, open] : [open, focused];
    const at = first < 0 ? second : first;
    const next = links[Math.max(0, Math.min(links.length - 1, at + step))];
    const way = document.querySelector(`#conversation [rel="${step > 0 ? "next" : "prev"}"]`);
    if (way && !isArrow && (at < 0 || next === links[at] || !this.checkVisibility())) {
      // The open ticket is not among the rows that are here, or the last of them: the server knows what comes.
      event.preventDefault();
      way.click();
      return;
    }
    if (!next) {
      return;
    }
    event.preventDefault();
    if (isFocusMoving) {
      next.focus();
    } else {
      next.click();
      if (focused >= 0) {
        next.focus({ preventScroll: true }); // the arrows go on from the ticket that is open
      }
      next.scrollIntoView({ block: "nearest" });
      // At once, so that the next J goes on from there before this one has come.
      links.forEach((link) => link.toggleAttribute("aria-current", link === next));
      next.setAttribute("aria-current", "page");
    }
  }
}

customElements.define("live-list", LiveList);
