// The page that a shopper comes back to after Tabby: it says that the payment is being confirmed, and then how it
// ended. This is the example to copy. It needs Paycast's client, a token from the shop's back end, and nothing else.
//
// The address that Tabby sends the shopper to says "success", but it proves nothing: anybody can type it, and the
// shopper may be back before the payment is stored. So the page shows what Paycast says.

// From a page of another host: https://pay.example/sdk/paycast.js, and url: "wss://pay.example/ws" below.
import { connect } from "/sdk/paycast.js";

const language = document.documentElement.lang;
const address = new URL(location.href); // /demo/orders/DEMO-1234?from=success
const order = address.pathname.split("/").at(-1);
const result = document.querySelector("#result");

// 1. A token that shows this order and no other. The shop's back end mints it for the shopper who placed the order.
//    The client asks for a new one before the old one expires, and after a refusal.
async function getToken() {
  const response = await fetch(`${address.pathname}/token`, { cache: "no-store" });
  if (!response.ok) throw new Error(`The shop responded with ${response.status}.`);
  return (await response.json()).token;
}

// 2. Each update has the payment's whole state. An order may have several payments, if the shopper tried again:
//    one that paid for the order counts, otherwise the latest.
const payments = new Map();
const paid = ({ Outcome }) => ["successful", "partly_refunded"].includes(Outcome);

function remember(update) {
  payments.delete(update.PaymentId); // moves it to the end
  payments.set(update.PaymentId, update);
  const all = [...payments.values()];
  show(all.findLast(paid) ?? all.at(-1));
}

// 3. Decide from Outcome, not from Status: a payment that is "closed" may be paid, cancelled or refunded.
//    The page has one section per outcome, in its language, and shows one of them.
function show({ Outcome, Amount, RefundedAmount, Currency }) {
  // For Tabby, a session that the shopper left has expired. The shopper knows better what happened; not paid it is.
  const left = ["pending", "expired"].includes(Outcome) && address.searchParams.get("from") === "cancel";
  const name = left ? "left" : Outcome;
  const sections = [...result.querySelectorAll("[data-outcome]")];
  const shown = sections.find((section) => section.dataset.outcome === name) ?? sections[0]; // a new one: not paid yet
  for (const section of sections) section.hidden = section !== shown;
  result.dataset.shown = shown.dataset.outcome;
  document.title = shown.querySelector("h1").textContent;
  if (Currency) {
    const money = new Intl.NumberFormat(language, { style: "currency", currency: Currency });
    fill("amount", money.format(Amount));
    fill("refunded", money.format(RefundedAmount));
  }
}

function fill(field, text) {
  for (const element of document.querySelectorAll(`[data-field=${field}]`)) element.textContent = text;
}

fill("order", order);
show({ Outcome: "pending" });

// 4. Connect. The client reconnects, resumes, falls back to Server-Sent Events where WebSocket is blocked, and shares
//    one connection among tabs. After a reload it begins with the current state of the order.
connect({
  url: "/ws",
  getToken,
  onUpdate: remember,
  onState({ status }) {
    document.querySelector("#offline").hidden = status !== "reconnecting";
  },
});

// 5. The same page in the other language, with the same parameters.
const other = document.querySelector("#language");
address.searchParams.set("lang", other.lang);
other.href = address.href;
