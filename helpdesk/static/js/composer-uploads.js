// Files of the composer go up at once: chosen, dropped or pasted. Each tab keeps its own.

import { FileQueue, takeFiles } from "./file-queue.js";

export class Uploads {
  constructor(composer) {
    this.composer = composer;
    const { form } = composer;
    this.queue = new FileQueue({ form, target: () => this.target(), refuse: (words) => this.refuse(words) });
    takeFiles(form, form.elements.files, (files) => this.queue.add(files));
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-remove]");
      if (button) {
        this.remove(button.dataset.remove);
      }
    });
  }

  // The tab that is open now, whichever is when they have arrived.
  target() {
    const { form, tab } = this.composer;
    const list = tab.pane.querySelector(".composer__uploads");
    if (!list.nextElementSibling?.matches(".composer__on-its-way")) {
      const box = document.createElement("div");
      box.className = "composer__files composer__on-its-way";
      list.after(box);
    }
    return {
      url: form.dataset.uploads,
      data: () => this.data(tab.kind),
      place: list.nextElementSibling,
      done: (words) => (list.innerHTML = words),
    };
  }

  get failed() {
    return this.queue.failed.filter((chip) => this.composer.tab.pane.contains(chip));
  }

  get holdsUp() {
    return this.queue.isBusy || this.failed.length > 0;
  }

  // Once no file is on its way: has the server all of this tab's?
  async settled() {
    await this.queue.settled();
    return this.failed.length === 0;
  }

  data(kind) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", this.composer.form.elements.csrfmiddlewaretoken.value);
    data.set("kind", kind);
    return data;
  }

  // Why the last files were not taken: in a line of its own, until the next ones are.
  refuse(words) {
    const { form } = this.composer;
    form.querySelector(".composer__error--files")?.remove();
    if (words) {
      const line = document.createElement("p");
      line.className = "composer__error composer__error--files";
      line.setAttribute("role", "alert");
      line.textContent = words;
      form.querySelector(".composer__tools").before(line);
    }
  }

  async remove(id) {
    const { form, tab, state } = this.composer;
    const data = this.data(tab.kind);
    data.set("remove", id);
    const response = await fetch(form.dataset.uploads, { method: "POST", body: data }).catch(() => null);
    if (response?.ok) {
      tab.pane.querySelector(".composer__uploads").innerHTML = await response.text();
      this.refuse("");
    } else {
      this.refuse(state.dataset.failed);
    }
  }
}
