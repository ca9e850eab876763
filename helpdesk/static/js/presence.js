// Who else is here: says which ticket this page shows and whether somebody writes, and shows what colleagues' pages say,
// in the ticket's bar and in the rows of the list. Nothing of it is spoken: it comes and goes too often.

const STILL_WRITING = 8000; // after the last key
const tickets = new Map(); // number -> Map of connection -> {state, person, until}
let said = "";
let stop = null;

function socket() {
  return document.querySelector("live-socket");
}

function open() {
  const number = Number(document.querySelector("#conversation[data-ticket]")?.dataset.ticket);
  return document.visibilityState === "visible" && number ? number : null;
}

function say(state) {
  const ticket = open();
  const words = ticket === null ? { ticket } : { ticket, state };
  const text = JSON.stringify(words);
  if (text !== said) {
    said = text;
    socket()?.say?.(words);
  }
}

function writing(event) {
  const form = event.target.closest?.("#composer");
  if (form) {
    clearTimeout(stop);
    stop = setTimeout(() => say("looks"), STILL_WRITING);
    say(form.dataset.kind === "note" ? "note" : "reply");
  }
}

function heard({ detail }) {
  forget((connection) => connection === detail.connection); // a page shows one ticket at a time
  if (detail.state !== "gone") {
    const here = tickets.get(detail.presence) ?? new Map();
    tickets.set(detail.presence, here.set(detail.connection, { ...detail, until: Date.now() + detail.seconds * 1000 }));
  }
  draw();
}

function forget(isOver) {
  for (const [number, here] of tickets) {
    for (const [connection, one] of here) {
      if (isOver(connection, one)) {
        here.delete(connection);
      }
    }
    if (here.size === 0) {
      tickets.delete(number);
    }
  }
}

// Each person once, with what they do most: [{person, writes}], writers first.
function people(number) {
  const found = new Map();
  for (const { state, person } of tickets.get(number)?.values() ?? []) {
    const writes = state !== "looks" || Boolean(found.get(person.id)?.writes);
    found.set(person.id, { person, writes });
  }
  return [...found.values()].sort((one, other) => Number(other.writes) - Number(one.writes));
}

function words(line, { person, writes }) {
  return line.dataset[writes ? "writes" : "looks"].replace("{name}", person.name);
}

function picture({ person }, size, title) {
  const one = document.createElement("span");
  one.className = `avatar avatar--${size} avatar--present avatar--tone-${person.tone}`;
  one.dataset.who = person.id;
  one.textContent = person.initials;
  one.title = title;
  return one;
}

function draw() {
  const line = document.querySelector("#presence");
  if (line) {
    drawLine(line, people(Number(line.dataset.ticket)));
  }
  for (const row of document.querySelectorAll(".ticket-row")) {
    drawRow(row, people(Number(row.id.replace("ticket-", ""))));
  }
}

function drawLine(line, here) {
  const key = JSON.stringify(here.map((one) => [one.person.id, one.writes]));
  if (line.dataset.shown === key) {
    return;
  }
  line.dataset.shown = key;
  const parts = here.slice(0, 3).map((one) => picture(one, 24, words(line, one)));
  if (here.length > 0) {
    const first = here[0];
    const told = document.createElement("span");
    told.className = "presence__words";
    const name = document.createElement("span");
    name.className = "presence__name";
    const [before, after] = line.dataset[first.writes ? "writes" : "looks"].split("{name}");
    name.textContent = `${before}${first.person.name.split(" ")[0]} `;
    told.append(name, after.trim());
    if (!first.writes) {
      told.classList.add("presence__words--quiet");
    }
    parts.push(told);
  }
  line.replaceChildren(...parts);
}

function drawRow(row, here) {
  const signs = row.querySelector(".ticket-row__signs");
  const old = signs?.querySelector(".ticket-row__here");
  const key = here.map((one) => `${one.person.id}${one.writes}`).join();
  if (!signs || (old?.dataset.shown ?? "") === key) {
    return;
  }
  old?.remove();
  if (here.length > 0) {
    const one = picture(here[0], 18, here.map((person) => words(socket(), person)).join("\n"));
    one.classList.add("ticket-row__here");
    one.dataset.shown = key;
    signs.prepend(one);
  }
}

// Rows and the bar are drawn anew by many: whoever does it, the people stand in it again.
let drawing = false;
new MutationObserver(() => {
  if (!drawing && tickets.size > 0) {
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      draw();
    });
  }
}).observe(document.querySelector("#main"), { childList: true, subtree: true });

document.body.addEventListener("tugi:presence", heard);
document.body.addEventListener("input", writing);
document.body.addEventListener("htmx:afterSettle", () => say("looks"));
document.addEventListener("visibilitychange", () => say("looks"));
setInterval(() => {
  forget((_, { until }) => until < Date.now()); // not heard of for a minute
  draw();
}, 10_000);
say("looks");
