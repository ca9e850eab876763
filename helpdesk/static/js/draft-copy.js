// A text in this browser's storage until the server has it; per member, ticket and kind. Where there is no storage, nothing.

export class LocalCopy {
  constructor(ticket, kind) {
    const member = document.querySelector("live-socket")?.dataset.member ?? "";
    this.key = `tugi:draft:${member}:${ticket}:${kind}`;
  }

  keep(html) {
    const now = new Date();
    const at = `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
    try {
      localStorage.setItem(this.key, JSON.stringify({ html, at }));
    } catch {
      // full, or switched off: the server's copy is the one that counts
    }
  }

  // {html, at: "09:48"} or null
  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key));
      return typeof kept?.html === "string" ? kept : null;
    } catch {
      return null;
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // as above
    }
  }
}
