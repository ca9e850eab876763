// The sheet of keys: <a data-opens="keys-sheet" href="/keys/"> opens <dialog id="keys-sheet"> with what its address answers.
// Without scripts, or if the answer does not come, the link leads to the same as a page. Esc and a press beside it close.

function sheet() {
  return document.querySelector("#keys-sheet");
}

async function show(link) {
  let words;
  try {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
    words = answer.ok ? await answer.text() : null;
  } catch {
    words = null;
  }
  if (words === null) {
    window.location.assign(link.href);
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
