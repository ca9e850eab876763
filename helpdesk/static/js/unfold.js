// A <details> with a form in it, opened by hand, has the focus in the form's first field. Menus (menu.js) see to theirs.

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.open && target.matches?.("details:not(.menu)") && document.activeElement?.parentElement === target) {
      target.querySelector("form :is(input:not([type='hidden']), textarea, select)")?.focus({ preventScroll: true });
    }
  },
  true,
);
