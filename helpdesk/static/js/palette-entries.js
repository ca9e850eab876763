// What the palette offers on this page, gathered when it opens; none of it is written twice.
//
//   [data-runs]      a key of the registry: stays if an element of the page declares it, and is pressed
//   [data-presses]   a key that a script listens to: stays if the page has [data-needs], and is pressed there
//   menus            what the page's own menus offer is offered here, too, and clicked there
//   links            of the rail, its menu and the settings

import { capsOf, elementOf, press, strike } from "./keys.js";

const SIGN = "svg, .avatar";

const acts = new WeakMap(); // option → what it does, beside data-href

/** Does what ``option`` says, once the palette is closed. */
export function act(option) {
  acts.get(option)?.();
}

/** Keeps in ``dialog`` what the page has, and adds what its menus and links offer. */
export function furnish(dialog) {
  const groups = Object.fromEntries([...dialog.querySelectorAll("[data-group]")].map((one) => [one.dataset.group, one]));
  const words = dialog.querySelector(".palette__words").dataset;
  keys(dialog, groups);
  name(groups, words);
  ticketMenus(groups, words);
  listMenus(groups);
  rail(groups.go, words);
  settings(dialog, groups.go, words);
  macros(groups.ticket, words);
}

function keys(dialog, groups) {
  for (const option of dialog.querySelectorAll("[data-runs]")) {
    const element = elementOf(option.dataset.runs);
    if (!element) {
      option.remove();
      continue;
    }
    acts.set(option, () => press(option.dataset.runs));
    if (element.closest(".bulk-bar")) {
      groups.selected.append(option);
    }
  }
  const lettersOff = document.documentElement.dataset.keys === "off";
  for (const option of dialog.querySelectorAll("[data-presses]")) {
    const place = [...document.querySelectorAll(option.dataset.needs)].find((one) => one.checkVisibility());
    if (!place || (lettersOff && !option.dataset.presses.startsWith("mod+"))) {
      option.remove(); // the script would not listen
      continue;
    }
    acts.set(option, () => strike(option.dataset.presses, within(place)));
  }
  const tags = document.querySelector("#new-tag");
  for (const option of dialog.querySelectorAll("[data-adds]")) {
    if (!tags) {
      option.remove();
      continue;
    }
    acts.set(option, () => {
      const field = document.querySelector("#new-tag");
      field.value = option.dataset.adds;
      field.form.requestSubmit();
    });
  }
}

// Where a key is struck: at the text that is written; for the list at its row that has the focus, else at its first.
function within(place) {
  const list = place.closest("#list");
  if (!list) {
    return place;
  }
  if (!list.contains(document.activeElement)) {
    (list.querySelector("[data-link][aria-current='page']") ?? list.querySelector("[data-link]"))?.focus();
  }
  return document.activeElement;
}

function name(groups, words) {
  const number = document.querySelector(".conversation__number")?.textContent;
  if (number) {
    groups.list.querySelectorAll(".palette__option").forEach((option) => (option.dataset.whenAsked = ""));
    groups.ticket.querySelector(".palette__title").textContent = `${words.onTicket} ${number}`;
  }
  const selected = document.querySelector(".bulk-bar__count")?.textContent.trim();
  if (selected) {
    groups.selected.querySelector(".palette__title").textContent = selected;
  }
}

function ticketMenus(groups, words) {
  for (const item of document.querySelectorAll("#conversation .conversation__bar .menu__item:not([data-key])")) {
    if (!item.closest(".only-phone")) {
      add(groups.ticket, item, labelOf(item), { whenAsked: true });
    }
  }
  for (const item of document.querySelectorAll("#side-panel .property .menu__item:not([aria-current='true'])")) {
    const property = item.closest(".property").querySelector(".property__label").textContent.trim();
    add(groups.ticket, item, `${property}: ${labelOf(item)}`, { whenAsked: true });
  }
  for (const item of document.querySelectorAll("#composer [data-send]:not([hidden]) .menu__item")) {
    add(groups.writing, item, labelOf(item), { whenAsked: true });
  }
  for (const item of document.querySelectorAll(".bulk-bar .menu__item")) {
    const menu = item.closest("details").querySelector(".bulk-bar__word")?.textContent.trim();
    add(groups.selected, item, menu ? `${menu}: ${labelOf(item)}` : labelOf(item), { whenAsked: true });
  }
  const canned = document.querySelector("#composer [data-canned]");
  if (canned?.checkVisibility()) {
    add(groups.writing, canned, words.canned, { whenAsked: true });
  }
}

function listMenus(groups) {
  for (const item of document.querySelectorAll(".list-pane__bar .menu__item:not([aria-current='true'])")) {
    add(groups.list, item, labelOf(item), { whenAsked: true });
  }
}

function rail(go, words) {
  const first = go.querySelector(".palette__option");
  for (const link of document.querySelectorAll("#rail a.rail__item[href]:not([data-palette], [data-key='?'])")) {
    const label = link.querySelector(".rail__label")?.textContent.trim();
    const isView = link.closest("#rail-counts") !== null;
    const option = entry(link.querySelector(SIGN), isView ? `${words.view}: ${label}` : label, {
      number: link.querySelector(".rail__count")?.textContent.trim() ?? "",
      keys: capsOf(link.dataset.key),
    });
    option.dataset.href = link.href;
    go.insertBefore(option, first);
  }
  const bell = document.querySelector("#rail news-bell a");
  if (bell) {
    go.insertBefore(entry(bell.querySelector(SIGN), words.news), first).dataset.href = bell.href;
  }
  for (const item of document.querySelectorAll("#rail .menu__item:not([data-key])")) {
    add(go, item, labelOf(item), { whenAsked: true });
  }
}

function settings(dialog, go, words) {
  const pages = dialog.querySelector(".palette__settings");
  for (const link of pages.querySelectorAll("a.settings__link[href]")) {
    if (!link.closest(".only-narrow")) {
      const option = entry(link.querySelector(SIGN), `${words.settings}: ${link.textContent.trim()}`);
      option.dataset.href = link.href;
      option.dataset.whenAsked = "";
      go.append(option);
    }
  }
  pages.remove();
}

// Their names are the picker's; to choose one shows what it will do, as there.
async function macros(group, words) {
  const link = document.querySelector("#composer [data-opens='macros']");
  const answer = link && (await fetch(link.href, { headers: { "HX-Request": "true" } }).catch(() => null));
  if (!answer?.ok) {
    return;
  }
  for (const item of pieces(await answer.text(), ".menu__item")) {
    const option = entry(item.querySelector(SIGN), `${words.macro}: ${labelOf(item)}`);
    option.dataset.whenAsked = "";
    acts.set(option, () => document.body.dispatchEvent(new CustomEvent("tugi:macro", { detail: { show: item.href } })));
    group.append(option);
  }
  group.dispatchEvent(new CustomEvent("tugi:entries", { bubbles: true }));
}

/** Canned responses that suit ``typed``, to be put into the composer of the page; none where there is none. */
export async function cannedFor(typed, most, words, signal) {
  const button = document.querySelector("#composer [data-canned]");
  if (!button?.checkVisibility()) {
    return [];
  }
  const address = `${button.dataset.canned}?q=${encodeURIComponent(typed)}`;
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal });
  if (!answer.ok) {
    return [];
  }
  return pieces(await answer.text(), "[data-insert]")
    .slice(0, most)
    .map((found) => {
      const option = entry(button.querySelector(SIGN), `${words.insert}: ${found.querySelector(".picker__name").textContent}`);
      const detail = { insert: found.dataset.insert };
      acts.set(option, () => document.body.dispatchEvent(new CustomEvent("tugi:canned", { detail })));
      return option;
    });
}

function pieces(html, selector) {
  return [...new DOMParser().parseFromString(html, "text/html").querySelectorAll(selector)];
}

function labelOf(item) {
  return (item.querySelector(".menu__label") ?? item).textContent.trim();
}

function add(group, item, words, { whenAsked = false } = {}) {
  const option = entry(item.querySelector(SIGN), words);
  if (whenAsked) {
    option.dataset.whenAsked = "";
  }
  acts.set(option, () => standingFor(item)?.click());
  group.append(option);
}

// What it is drawn as now: news may have replaced the panel while the palette was open.
function standingFor(item) {
  const isSame = (one) =>
    one.name === item.name && one.value === item.value && one.href === item.href &&
    one.form?.action === item.form?.action && labelOf(one) === labelOf(item);
  return item.isConnected ? item : [...document.querySelectorAll(item.tagName)].find(isSame);
}

function entry(icon, words, { number = "", keys = [] } = {}) {
  const option = document.createElement("div");
  option.className = "palette__option";
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  const sign = document.createElement("span");
  sign.className = "palette__sign";
  sign.setAttribute("aria-hidden", "true");
  if (icon) {
    sign.append(icon.cloneNode(true));
  }
  const label = document.createElement("span");
  label.className = "palette__label";
  label.textContent = words;
  const end = document.createElement("span");
  end.className = keys.length ? "palette__keys" : "palette__number";
  end.textContent = keys.length ? "" : number;
  for (const key of keys) {
    const cap = document.createElement("kbd");
    cap.className = "key";
    cap.textContent = key.toUpperCase();
    end.append(cap);
  }
  option.append(sign, label, end);
  return option;
}
