// <a href="/attachments/…/" download data-preview="/attachments/…/preview/">: shows the file large in a dialog, with the ones
// beside it. Without scripts, or if the preview does not come, the link downloads the file.

let opener = null;

function dialog() {
  const found = document.querySelector("dialog.preview");
  if (found) {
    return found;
  }
  const made = document.createElement("dialog");
  made.className = "preview";
  made.setAttribute("aria-labelledby", "preview-name");
  made.addEventListener("close", () => {
    made.replaceChildren();
    returnFocus();
  });
  document.body.append(made);
  return made;
}

// The page may have been drawn anew meanwhile: then to the link that stands there now.
function returnFocus() {
  const same = opener?.isConnected ? opener : document.querySelector(`[data-preview="${CSS.escape(opener?.dataset.preview ?? "")}"]`);
  same?.focus({ preventScroll: true });
  opener = null;
}

async function show(link) {
  const box = dialog();
  const step = link.dataset.step;
  box.setAttribute("aria-busy", "true");
  const answer = await fetch(link.dataset.preview, { headers: { "HX-Request": "true" } }).catch(() => null);
  box.removeAttribute("aria-busy");
  if (!answer?.ok || answer.redirected) {
    window.location.assign(link.href);
    return;
  }
  const words = await answer.text();
  if (step && !box.open) {
    return; // closed meanwhile
  }
  box.innerHTML = words;
  window.htmx?.process(box);
  if (!box.open) {
    opener = link;
    box.showModal();
  }
  (box.querySelector(`[data-step="${step}"]`) ?? box.querySelector("[data-preview-close]")).focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-preview]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    show(link);
  } else if (event.target.closest?.("[data-preview-close]") || event.target.matches?.("dialog.preview, .preview__body--picture")) {
    event.target.closest("dialog.preview")?.close();
  }
});
