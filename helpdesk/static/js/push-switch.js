// <push-switch>: has this browser told while Tugi is closed. Says what stands in the way.

class PushSwitch extends HTMLElement {
  async connectedCallback() {
    this.button = this.querySelector("button");
    this.words = this.querySelector("[role=status]");
    if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
      this.say(this.dataset.none);
      return;
    }
    this.button.addEventListener("click", () => this.switchOn());
    const registration = await navigator.serviceWorker.getRegistration();
    const subscription = await registration?.pushManager.getSubscription();
    this.button.hidden = Boolean(subscription);
    this.say(subscription ? this.dataset.on : "");
  }

  say(words) {
    this.words.textContent = words;
  }

  async switchOn() {
    if ((await Notification.requestPermission()) !== "granted") {
      this.say(this.dataset.refused);
      return;
    }
    this.button.setAttribute("aria-busy", "true");
    try {
      await navigator.serviceWorker.register(this.dataset.worker);
      const registration = await navigator.serviceWorker.ready;
      const subscription = await registration.pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: this.dataset.key,
      });
      const { endpoint, keys } = subscription.toJSON();
      const data = new FormData();
      data.set("csrfmiddlewaretoken", document.querySelector("meta[name='csrf-token']").content);
      data.set("endpoint", endpoint);
      data.set("p256dh", keys.p256dh);
      data.set("auth", keys.auth);
      data.set("device", navigator.userAgentData ? `${navigator.userAgentData.brands.at(-1).brand}, ${navigator.userAgentData.platform}` : navigator.platform);
      const response = await fetch(this.dataset.src, { method: "POST", body: data });
      if (!response.ok) {
        await subscription.unsubscribe();
        throw new Error(String(response.status));
      }
      location.reload();
    } catch {
      this.say(this.dataset.failed);
    } finally {
      this.button.removeAttribute("aria-busy");
    }
  }
}

customElements.define("push-switch", PushSwitch);
