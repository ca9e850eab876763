// <job-lines data-src>: long work of this member at the foot of the page: a line each with its progress, then a toast.
//
// Fetched when news of a job comes (live.js, or the answer to the form that began it), and each two seconds while one runs,
// in case the socket is away. A tab that began one looks for it again on its next page. An end is told once a tab.

const EVERY = 2000;
const BEGUN = "tugi:jobs";
const TOLD = "tugi:jobs-told";

class JobLines extends HTMLElement {
  connectedCallback() {
    this.onNews = () => {
      sessionStorage.setItem(BEGUN, "yes");
      this.look();
    };
    document.body.addEventListener("tugi:job", this.onNews);
    if (sessionStorage.getItem(BEGUN)) {
      this.look();
    }
  }

  disconnectedCallback() {
    document.body.removeEventListener("tugi:job", this.onNews);
    clearTimeout(this.timer);
  }

  async look() {
    clearTimeout(this.timer);
    if (this.isLooking) {
      this.again = true;
      return;
    }
    this.isLooking = true;
    try {
      const answer = await fetch(this.dataset.src, { headers: { "HX-Request": "true" } });
      if (answer.ok) {
        this.show(await answer.text());
      }
    } catch {
      // no network: the next look tells
    }
    this.isLooking = false;
    const runs = this.querySelector(".job-line") !== null;
    if (this.again || runs) {
      this.timer = setTimeout(() => this.look(), this.again ? 200 : EVERY);
    } else {
      sessionStorage.removeItem(BEGUN);
    }
    this.again = false;
  }

  show(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const lines = [...holder.content.querySelectorAll(".job-line")];
    const running = new Set(lines.map((line) => line.dataset.job));
    for (const old of this.querySelectorAll(".job-line")) {
      if (!running.has(old.dataset.job)) {
        old.remove();
      }
    }
    for (const line of lines) {
      this.put(line);
    }
    for (const news of holder.content.querySelectorAll(".job-news")) {
      this.tell(news);
    }
  }

  // In place, so that Stop keeps the focus and nothing moves under the pointer.
  put(line) {
    const old = this.querySelector(`.job-line[data-job="${CSS.escape(line.dataset.job)}"]`);
    if (!old) {
      this.append(line);
      window.htmx?.process(line);
      return;
    }
    const [bar, fresh] = [old.querySelector("progress"), line.querySelector("progress")];
    if (fresh.hasAttribute("value")) {
      bar.max = fresh.max;
      bar.value = fresh.value;
    }
    old.querySelector(".job-line__figures").replaceWith(line.querySelector(".job-line__figures"));
    if (!line.querySelector("form")) {
      old.querySelector("form")?.replaceWith(line.lastElementChild);
    }
  }

  tell(news) {
    const told = (sessionStorage.getItem(TOLD) ?? "").split(" ");
    const { job, kind, text, undo, action, actionText } = news.dataset;
    if (told.includes(job)) {
      return;
    }
    sessionStorage.setItem(TOLD, [...told.slice(-20), job].join(" "));
    const detail = { kind, text, undo_url: undo, action_url: action, action_text: actionText };
    document.dispatchEvent(new CustomEvent("toast", { detail }));
    document.body.dispatchEvent(new CustomEvent("tugi:resync"));
  }
}

customElements.define("job-lines", JobLines);
