// Keyboard and closing for <details class="menu">, which opens by itself without scripts.
//
//   arrows, Home, End   move between .menu__item; typing jumps to the entry that starts so
//   Esc                 closes, focus returns to the summary
//   search              an <input> in .menu__search filters the entries by their text; Enter takes the first
//   form                the first field of a .menu__panel--form has the focus
// A pick closes the menu unless the entry has data-keep-open. Works on whatever a swap brings: listens on the document.

let typed = "";
let typedAt = 0;

function items(menu) {
  return [...menu.querySelectorAll(".menu__item")].filter((item) => item.checkVisibility());
}

function close(menu, { focus = false } = {}) {
  menu.open = false;
  if (focus) {
    menu.querySelector(":scope > summary")?.focus();
  }
}

function opened(menu) {
  for (const other of document.querySelectorAll("details.menu[open]")) {
    if (other !== menu && !other.contains(menu)) {
      other.open = false;
    }
  }
  if (menu.contains(document.activeElement) && !document.activeElement.matches("summary")) {
    return;
  }
  const field = menu.querySelector(".menu__panel--form :is(input:not([type='hidden']), textarea, select)");
  if (field) {
    field.focus({ preventScroll: true });
    field.select?.();
    return;
  }
  const search = menu.querySelector(".menu__search input");
  if (search) {
    search.value = "";
    filter(menu, "");
    search.focus();
    return;
  }
  const current = menu.querySelector(".menu__item:is([aria-current], [aria-checked='true'], [aria-pressed='true'])");
  (current ?? items(menu)[0])?.focus({ preventScroll: true });
}

function filter(menu, text) {
  const wanted = text.trim().toLocaleLowerCase();
  for (const item of menu.querySelectorAll(".menu__item")) {
    const entry = item.closest("li") ?? item;
    entry.hidden = wanted !== "" && !item.textContent.toLocaleLowerCase().includes(wanted);
  }
}

function move(menu, key) {
  const all = items(menu);
  const place = all.indexOf(document.activeElement);
  const next = { ArrowDown: place + 1, ArrowUp: place < 0 ? -1 : place - 1, Home: 0, End: -1 }[key];
  all.at(next % all.length)?.focus();
}

function jump(menu, letter) {
  const now = Date.now();
  typed = now - typedAt < 700 ? typed + letter : letter;
  typedAt = now;
  items(menu)
    .find((item) => item.textContent.trim().toLocaleLowerCase().startsWith(typed))
    ?.focus();
}

// "toggle" does not bubble, but can be caught on its way down.
document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.matches?.("details.menu") && event.target.open) {
      opened(event.target);
    }
  },
  true,
);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (!menu) {
    return;
  }
  const searching = event.target.matches(".menu__search input");
  if (event.key === "Escape") {
    close(menu, { focus: true });
  } else if (event.target.matches("input[type='datetime-local']")) {
    return; // its arrows count up and down
  } else if (["ArrowDown", "ArrowUp"].includes(event.key) || (!searching && ["Home", "End"].includes(event.key))) {
    move(menu, event.key);
  } else if (searching && event.key === "Enter") {
    items(menu)[0]?.click();
  } else if (event.target.matches("input, textarea, select, [contenteditable]")) {
    return;
  } else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
    jump(menu, event.key.toLocaleLowerCase());
  } else {
    return;
  }
  event.preventDefault();
});

document.addEventListener("input", (event) => {
  if (event.target.matches?.(".menu__search input:not([hx-get])")) {
    filter(event.target.closest("details.menu"), event.target.value);
  }
});

document.addEventListener("click", (event) => {
  const item = event.target.closest?.(".menu__item");
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) {
      close(menu);
    } else if (item && menu.contains(item) && !item.hasAttribute("data-keep-open") && !item.closest("summary")) {
      close(menu, { focus: true });
    }
  }
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) {
    close(menu);
  }
});

// htmx forgets which button was pressed when the focus leaves the form, and closing a menu takes it away: the event knows.
document.addEventListener("htmx:configRequest", (event) => {
  const { parameters, triggeringEvent } = event.detail;
  const button = triggeringEvent?.submitter;
  if (button?.name && !parameters.has(button.name)) {
    parameters.append(button.name, button.value);
  }
});

// A word that is no entry was sent, and is asked back: what comes for its letters after that does not take the question away.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { target, requestConfig } = detail;
  if (!target.matches?.(".tag-choices")) {
    return;
  }
  const word = target.closest("form").querySelector(".input").value;
  if (requestConfig.verb === "post") {
    target.dataset.asked = word;
  } else if (target.dataset.asked === word) {
    detail.shouldSwap = false;
  } else {
    delete target.dataset.asked;
  }
});
