// "@" in a room: the colleagues who read it, narrowed by what is typed; Enter or Tab puts the name in, Esc leaves it.

const AT = /(?:^|[^\w/@.])@([^\s@]*(?: [^\s@]*)?)$/u;

document.addEventListener("input", ({ target }) => target.matches?.(".talk__composer textarea") && offer(target));
document.addEventListener("focusout", ({ target }) => target.matches?.(".talk__composer textarea") && close(target));
// Before the room's own Enter.
document.addEventListener(
  "keydown",
  (event) => event.target.matches?.(".talk__composer textarea") && steer(event),
  { capture: true },
);
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.("#talk-names [role='option']");
  if (option) {
    event.preventDefault();
    put(document.querySelector(".talk__composer textarea"), option);
  }
});

function list() {
  return document.getElementById("talk-names");
}

function shown() {
  return [...list().children].filter((option) => !option.hidden);
}

function offer(text) {
  const found = text.value.slice(0, text.selectionStart).match(AT);
  const typed = found?.[1].toLocaleLowerCase();
  for (const option of list().children) {
    const words = option.dataset.name.toLocaleLowerCase();
    option.hidden = typed === undefined || !(words.startsWith(typed) || words.includes(` ${typed}`));
  }
  const [first] = shown();
  list().hidden = !first;
  text.setAttribute("aria-controls", "talk-names");
  choose(text, first);
}

function close(text) {
  list().hidden = true;
  choose(text, null);
}

function choose(text, chosen) {
  for (const option of list().children) {
    option.setAttribute("aria-selected", String(option === chosen));
  }
  if (chosen) {
    text.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  } else {
    text.removeAttribute("aria-activedescendant");
  }
}

function steer(event) {
  if (list().hidden || event.isComposing) {
    return;
  }
  const options = shown();
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    choose(event.target, options.at((at + step) % options.length));
  } else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") {
    put(event.target, options[at]);
  } else if (event.key === "Escape") {
    close(event.target);
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

function put(text, option) {
  const end = text.selectionStart;
  const [, typed] = text.value.slice(0, end).match(AT) ?? [];
  if (typed !== undefined && option) {
    text.setRangeText(`${option.dataset.name} `, end - typed.length, end, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
  close(text);
}
