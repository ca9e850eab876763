// The sheet of keys: <a data-opens="keys-sheet" href="/keys/"> opens <dialog id="keys-sheet"> with what its address answers.
// Without scripts, or if the answer is none, the link leads to the same as a page. Esc and a press beside it close.

import { pieceOf } from "./unreached.js";

function sheet() {
  return document.querySelector("#keys-sheet");
}

async function show(link) {
  const words = await pieceOf(link.href);
  if (words === null) {
    return;
  }
  const dialog = sheet();
  if (!dialog.open) {
    dialog.innerHTML = words;
    dialog.showModal(); // the focus returns by itself to where it was
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-opens='keys-sheet']");
  if (link && sheet() && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(link);
  } else if (event.target === sheet()) {
    const box = event.target.getBoundingClientRect();
    const isInside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!isInside) {
      event.target.close();
    }
  }
});
