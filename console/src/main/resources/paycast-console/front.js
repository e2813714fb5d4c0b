// Shows on the front page whether the gateway serves sockets, and how many are open.

const health = document.querySelector("#health");

async function refresh() {
  let shown = "down";
  try {
    const response = await fetch("/api/websocket/health", { cache: "no-store" });
    const { connections } = await response.json();
    shown = response.ok ? "up" : "starting";
    health.querySelector("[data-field=connections]").textContent = new Intl.NumberFormat(
      document.documentElement.lang,
    ).format(connections);
  } catch {
    // Paycast was stopped.
  }
  for (const text of health.querySelectorAll("[data-state]")) text.hidden = text.dataset.state !== shown;
}

refresh();
setInterval(refresh, 5000);
