// The member's views in the rail ([data-orders]) are put in order by dragging them, or with Alt and the arrow keys.

import { answerTo } from "./unreached.js";

const VIEW = "[data-orders] a[href*='/view-']";
let dragged = null;

function save(link, field, value) {
  const data = new FormData();
  data.set(field, value);
  data.set("csrfmiddlewaretoken", document.querySelector("meta[name='csrf-token']").content);
  const number = link.getAttribute("href").match(/view-(\d+)/)[1];
  return answerTo(`/inbox/views/${number}/position/`, { method: "POST", body: data });
}

document.addEventListener("keydown", async (event) => {
  const link = event.target.closest?.(VIEW);
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!link || !step || !event.altKey) {
    return;
  }
  event.preventDefault();
  const item = link.closest("li");
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (other) {
    other[step < 0 ? "before" : "after"](item);
    link.focus();
    await save(link, "step", step);
  }
});

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(VIEW) ?? null;
  dragged?.setAttribute("data-dragged", "");
});

document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.(VIEW);
  if (!dragged || !over || over === dragged || over.closest("ul") !== dragged.closest("ul")) {
    return;
  }
  event.preventDefault();
  const box = over.getBoundingClientRect();
  over.closest("li")[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged.closest("li"));
});

document.addEventListener("drop", (event) => {
  if (dragged) {
    event.preventDefault();
  }
});

document.addEventListener("dragend", () => {
  if (dragged) {
    dragged.removeAttribute("data-dragged");
    save(dragged, "place", [...dragged.closest("ul").children].indexOf(dragged.closest("li")));
    dragged = null;
  }
});
