// Links in what people wrote open in a tab of their own: who follows one keeps the ticket and what is being written.

function openApart(event) {
  const link = event.target.closest?.(".message__text a[href], .announcement-line__text a[href]");
  if (!link || link.origin === location.origin || !link.protocol.startsWith("http")) return;
  link.target = "_blank";
  link.relList.add("noopener", "noreferrer");
}

document.addEventListener("click", openApart, { capture: true });
