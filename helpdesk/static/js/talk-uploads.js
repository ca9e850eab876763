// Files of a room's composer go up at once: chosen, dropped or pasted.

import { FileQueue, takeFiles } from "./file-queue.js";

export class TalkUploads {
  constructor(form, say) {
    this.form = form;
    this.say = say;
    this.list = form.querySelector(".composer__uploads");
    this.queue = new FileQueue({ form, target: () => this.target(), refuse: say });
    takeFiles(form, form.elements.files, (files) => this.queue.add(files));
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-remove]");
      if (button) {
        this.remove(button.dataset.remove);
      }
    });
  }

  get hasFiles() {
    return this.list.querySelector("[data-remove]") !== null || this.queue.chips.size > 0;
  }

  target() {
    return {
      url: this.form.dataset.uploads,
      data: () => this.data(),
      place: this.form.querySelector(".composer__on-its-way"),
      done: (words) => (this.list.innerHTML = words),
    };
  }

  data() {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    return data;
  }

  // Once no file is on its way: has the server all of them? If not, it is said.
  async settled() {
    await this.queue.settled();
    const hasAll = this.queue.failed.length === 0;
    if (!hasAll) {
      this.say(this.form.dataset.unsent);
    }
    return hasAll;
  }

  // What was sent waits no more.
  clear(ids) {
    for (const button of this.list.querySelectorAll("[data-remove]")) {
      if (ids.includes(button.dataset.remove)) {
        button.closest(".attachment").remove();
      }
    }
    const rest = [...this.list.querySelectorAll("[data-remove]")].map((button) => button.dataset.remove);
    const field = this.form.elements.uploads;
    field.value = rest.join(" ");
    field.disabled = rest.length === 0;
  }

  async remove(id) {
    const data = this.data();
    data.set("remove", id);
    const response = await fetch(this.form.dataset.uploads, { method: "POST", body: data }).catch(() => null);
    if (response?.ok) {
      this.list.innerHTML = await response.text();
      this.say("");
    } else {
      this.say(this.form.dataset.failed);
    }
  }
}
