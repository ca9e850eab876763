// Files on their way up, one after the other, each with its progress, a way to stop it, and one to try again.
//
//   new FileQueue({ form, target, refuse })
// ``form`` has data-max-bytes and the words (templates/ui/_upload_words.html). ``target(file)`` → { url, data, place, done }:
// where it goes, what makes the FormData, the element that shows it meanwhile, and what to do with the answer. ``refuse(words)``
// shows why a file was not taken; the others go on.

const UNITS = ["B", "kB", "MB", "GB"];

export function sizeWords(bytes) {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = unit < 2 || size >= 10 ? 0 : 1;
  return `${new Intl.NumberFormat(document.documentElement.lang || "en", { maximumFractionDigits: digits }).format(size)} ${UNITS[unit]}`;
}

export class FileQueue {
  constructor({ form, target, refuse }) {
    this.form = form;
    this.target = target;
    this.refuse = refuse;
    this.waiting = [];
    this.chips = new Set(); // of files that the server does not have
    this.underWay = null;
  }

  add(files) {
    const { maxBytes, tooLarge } = this.form.dataset;
    const refused = [];
    for (const file of files) {
      if (file.size > Number(maxBytes)) {
        refused.push(tooLarge.replace("{name}", file.name));
      } else {
        this.queue(file, this.target(file));
      }
    }
    this.refuse(refused.join(" "));
    this.run();
  }

  get isBusy() {
    return this.underWay !== null || this.waiting.length > 0;
  }

  // Files that failed and were neither tried again nor taken away.
  get failed() {
    return [...this.chips].filter((chip) => chip.classList.contains("attachment--failed"));
  }

  // Once nothing is on its way.
  async settled() {
    while (this.isBusy) {
      await (this.underWay ?? new Promise((resume) => setTimeout(resume, 20)));
    }
  }

  queue(file, target) {
    const one = { file, target, chip: this.chip(file) };
    one.chip.querySelector("[data-stop]").addEventListener("click", () => this.stop(one));
    target.place.append(one.chip);
    this.chips.add(one.chip);
    this.waiting.push(one);
  }

  chip(file) {
    const { removes } = this.form.dataset;
    const chip = document.createElement("span");
    chip.className = "attachment attachment--upload attachment--on-its-way";
    const words = document.createElement("span");
    const name = document.createElement("span");
    name.className = "attachment__name";
    name.textContent = file.name || "picture.png";
    const state = document.createElement("span");
    state.className = "attachment__size";
    state.textContent = sizeWords(file.size);
    const bar = document.createElement("progress");
    bar.className = "attachment__progress";
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", name.textContent);
    words.append(name, state, bar);
    const stop = document.createElement("button");
    stop.type = "button";
    stop.className = "icon-button";
    stop.dataset.stop = "";
    stop.textContent = "×";
    stop.setAttribute("aria-label", removes.replace("{name}", name.textContent));
    chip.append(words, stop);
    return chip;
  }

  async run() {
    if (this.underWay) {
      return;
    }
    while (this.waiting.length > 0) {
      const one = this.waiting.shift();
      this.underWay = this.upload(one);
      await this.underWay;
      this.underWay = null;
    }
  }

  // Resolves in any case. Fetch tells no progress.
  upload(one) {
    const { file, target, chip } = one;
    const bar = chip.querySelector("progress");
    const state = chip.querySelector(".attachment__size");
    chip.classList.remove("attachment--failed");
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      one.request = request;
      request.open("POST", target.url);
      request.setRequestHeader("HX-Request", "true");
      request.upload.addEventListener("progress", ({ loaded, total }) => {
        bar.value = total ? loaded / total : 0;
        state.textContent = `${sizeWords(Math.min(loaded, file.size))} / ${sizeWords(file.size)}`;
      });
      request.addEventListener("load", () => {
        if (request.status === 200) {
          this.drop(one);
          target.done(request.responseText);
        } else if (request.status === 422) {
          this.drop(one);
          this.refuse(request.responseText);
        } else {
          this.fail(one);
        }
      });
      request.addEventListener("error", () => this.fail(one));
      request.addEventListener("timeout", () => this.fail(one));
      request.addEventListener("loadend", resolve);
      const data = target.data();
      data.append("files", file, file.name || "picture.png");
      request.send(data);
    });
  }

  fail(one) {
    const { again, failed } = this.form.dataset;
    const state = one.chip.querySelector(".attachment__size");
    one.chip.classList.add("attachment--failed");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = again;
    button.addEventListener("click", () => {
      state.textContent = sizeWords(one.file.size);
      one.chip.classList.remove("attachment--failed");
      this.waiting.push(one);
      this.run();
    });
    state.replaceChildren(`${failed} `, button);
  }

  stop(one) {
    this.waiting = this.waiting.filter((other) => other !== one);
    this.drop(one);
    one.request?.abort();
  }

  drop({ chip }) {
    this.chips.delete(chip);
    chip.remove();
  }
}

// Chosen in ``input``, dropped on ``form`` or pasted into it: ``take`` gets the files.
export function takeFiles(form, input, take) {
  const takeChosen = () => {
    take([...input.files]);
    input.value = "";
  };
  input.addEventListener("change", takeChosen);
  if (input.files.length > 0) {
    takeChosen(); // before this module had come
  }
  form.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) {
      event.preventDefault();
      take(files);
    }
  });
  form.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) {
      event.preventDefault();
      form.dataset.dragging = "";
    }
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) {
      delete form.dataset.dragging;
    }
  });
  form.addEventListener("drop", (event) => {
    delete form.dataset.dragging;
    if (event.dataTransfer.files.length > 0) {
      event.preventDefault();
      take([...event.dataTransfer.files]);
    }
  });
}
