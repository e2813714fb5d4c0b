import { connect, type Client, type Update } from "@paycast/client";

const paid: Update[] = [];
const client: Client = connect({
  url: "wss://pay.example/ws",
  getToken: async () => "token",
  orders: ["order_456"],
  onUpdate: (update) => update.Outcome === "successful" && paid.push(update),
  onState: ({ status, stale, asOf }) => console.log(status === "closed", stale, asOf?.toFixed()),
  onGap: (snapshot) => snapshot.map(({ PaymentId }) => PaymentId),
});
client.close();

// @ts-expect-error getToken is required
connect({ url: "wss://pay.example/ws" });
