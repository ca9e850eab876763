// Files of the composer go up at once: chosen, dropped or pasted. Each tab keeps its own.

export class Uploads {
  constructor(composer) {
    this.composer = composer;
    const { form } = composer;
    form.elements.files.addEventListener("change", (event) => {
      this.send([...event.target.files]);
      event.target.value = "";
    });
    form.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length > 0) {
        event.preventDefault();
        this.send(files);
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
        this.send([...event.dataTransfer.files]);
      }
    });
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-remove]");
      if (button) {
        this.post({ remove: button.dataset.remove });
      }
    });
  }

  send(files) {
    this.post({ files });
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

  async post({ files = [], remove = "" }) {
    const { form, tab, state } = this.composer;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("kind", tab.kind);
    if (remove) {
      data.set("remove", remove);
    }
    for (const file of files) {
      data.append("files", file, file.name || "picture.png");
    }
    form.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(form.dataset.uploads, { method: "POST", body: data });
      const words = await response.text();
      if (response.ok) {
        tab.pane.querySelector(".composer__uploads").innerHTML = words;
        this.refuse("");
      } else {
        this.refuse(response.status === 422 ? words : state.dataset.failed);
      }
    } catch {
      this.refuse(state.dataset.failed);
    } finally {
      form.removeAttribute("aria-busy");
    }
  }
}
