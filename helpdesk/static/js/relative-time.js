// <relative-time datetime="2026-06-10T12:41:00Z" format="age|due|moment" [soon="…"]>Wed 14:41</relative-time>
//
// The server writes the words; this keeps them true while the page stays open, every 30 s.
//   age     how long ago: "42 min", then weekday, then date
//   due     how long until: "3 h 05 min", "Tomorrow 09:40", "8 min over"; the .due chip around it becomes soon
//           (from the instant in `soon`) and over by itself
//   moment  when it was: "09:38", "Wed 14:41", "12 May 14:41"
// Words come from <meta name="time-words" data-…>, language and zone from <html lang data-time-zone>.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const shown = new Set();
let timer = null;

function root() {
  return document.documentElement;
}

function words() {
  return document.querySelector("meta[name='time-words']")?.dataset ?? {};
}

const formatters = new Map();

function locale() {
  const language = root().lang || "en";
  return language === "en" ? "en-GB" : language; // day before month
}

function formatted(date, options) {
  const language = locale();
  const key = language + JSON.stringify(options);
  if (!formatters.has(key)) {
    const timeZone = root().dataset.timeZone || undefined;
    formatters.set(key, new Intl.DateTimeFormat(language, { hourCycle: "h23", timeZone, ...options }));
  }
  return formatters.get(key).format(date);
}

function clock(date) {
  return formatted(date, { hour: "2-digit", minute: "2-digit" });
}

function dayKey(date) {
  return formatted(date, { year: "numeric", month: "2-digit", day: "2-digit" });
}

function capital(text) {
  return text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1);
}

function weekday(date) {
  return capital(formatted(date, { weekday: "short" }));
}

function dayAndMonth(date, now) {
  const otherYear = date.getFullYear() !== now.getFullYear();
  return formatted(date, { day: "numeric", month: "short", ...(otherYear && { year: "numeric" }) });
}

function duration(milliseconds) {
  const text = words();
  const minutes = Math.floor(milliseconds / MINUTE);
  if (minutes < 60) {
    return (text.minutes ?? "{n} min").replace("{n}", Math.max(minutes, 1));
  }
  if (milliseconds >= DAY) {
    return (text.days ?? "{n} d").replace("{n}", Math.floor(milliseconds / DAY));
  }
  const hours = (text.hours ?? "{n} h").replace("{n}", Math.floor(minutes / 60));
  const rest = (text.minutes ?? "{n} min").replace("{n}", String(minutes % 60).padStart(2, "0"));
  return minutes % 60 ? `${hours} ${rest}` : hours;
}

function age(date, now) {
  const passed = now - date;
  if (passed < MINUTE) {
    return words().now ?? "now";
  }
  if (passed < HOUR) {
    return duration(passed);
  }
  if (passed < DAY) {
    return (words().hours ?? "{n} h").replace("{n}", Math.floor(passed / HOUR));
  }
  return passed < 6 * DAY ? weekday(date) : dayAndMonth(date, now);
}

function due(date, now) {
  const left = date - now;
  if (left <= 0) {
    return (words().over ?? "{t} over").replace("{t}", duration(-left));
  }
  if (left < 4 * HOUR || dayKey(date) === dayKey(now)) {
    return duration(left);
  }
  if (dayKey(date) === dayKey(new Date(now.getTime() + DAY))) {
    return `${words().tomorrow ?? "Tomorrow"} ${clock(date)}`;
  }
  return left < 6 * DAY ? `${weekday(date)} ${clock(date)}` : dayAndMonth(date, now);
}

function moment(date, now) {
  if (dayKey(date) === dayKey(now)) {
    return clock(date);
  }
  if (Math.abs(now - date) < 6 * DAY) {
    return `${weekday(date)} ${clock(date)}`;
  }
  return `${dayAndMonth(date, now)} ${clock(date)}`;
}

const FORMATS = { age, due, moment };

class RelativeTime extends HTMLElement {
  connectedCallback() {
    shown.add(this);
    timer ??= setInterval(updateAll, 30_000);
    this.update();
  }

  disconnectedCallback() {
    shown.delete(this);
    if (!shown.size) {
      clearInterval(timer);
      timer = null;
    }
  }

  update(now = new Date()) {
    const date = new Date(this.getAttribute("datetime"));
    if (Number.isNaN(date.getTime())) {
      return;
    }
    const format = this.getAttribute("format") ?? "moment";
    const text = (FORMATS[format] ?? moment)(date, now);
    if (this.textContent !== text) {
      this.textContent = text;
    }
    if (!this.title) {
      this.title = formatted(date, { dateStyle: "full", timeStyle: "long" });
    }
    if (format === "due") {
      this.colourChip(date, now);
    }
  }

  colourChip(date, now) {
    const chip = this.closest(".due");
    if (!chip) {
      return;
    }
    const over = now >= date;
    const soon = !over && this.hasAttribute("soon") && now >= new Date(this.getAttribute("soon"));
    chip.classList.toggle("due--over", over);
    chip.classList.toggle("due--soon", soon);
  }
}

function updateAll() {
  const now = new Date();
  for (const element of shown) {
    element.update(now);
  }
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    updateAll();
  }
});

customElements.define("relative-time", RelativeTime);
