// Shows what is pushed while Tugi is closed. Keeps no pages: what agents see is always fresh.

self.addEventListener("push", (event) => {
  const { title, text, url, tag } = event.data.json();
  event.waitUntil(
    self.clients.matchAll({ type: "window" }).then((windows) => {
      // Who looks at Tugi just now sees the bell; a browser that shows nothing at all is taken its right to be told.
      const silent = windows.some((one) => one.focused);
      return self.registration.showNotification(title, { body: text, tag, silent, data: { url } });
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = event.notification.data;
  event.waitUntil(
    self.clients.matchAll({ type: "window" }).then(async (windows) => {
      const [open] = windows;
      if (open) {
        await open.navigate(url);
        return open.focus();
      }
      return self.clients.openWindow(url);
    }),
  );
});
