// <paycast-status>: tells a shopper calmly that the payment is being confirmed, and then the truth.
//
//   <paycast-status order="order_456" token-url="/paycast-token" url="wss://pay.example/ws"></paycast-status>

import { connect } from "./paycast.js";
import { matters } from "./store.js";

/** After this long without a result, the element says that it takes longer than usual. */
const SLOW_AFTER = 45_000;
/** A connection that is away for less than this is not mentioned. */
const OFFLINE_AFTER = 8_000;

/** The title of each outcome, and the sentences below it. `{order}` and `{amount}` are filled in. */
const TEXTS = {
  en: {
    pending: "Confirming your payment…",
    successful: "Payment confirmed",
    cancelled: "Payment cancelled",
    rejected: "Payment not approved",
    expired: "Payment expired",
    partly_refunded: "Payment partly refunded",
    refunded: "Payment refunded",
    void: "Payment not found",
    soon: "This takes a few seconds.",
    slow: "This takes longer than usual. The result will appear here.",
    offline: "Waiting for a connection. The result will appear here.",
    paid: "Order {order} is paid: {amount}",
    returned: "Refunded for order {order}: {amount}",
    unpaid: "Order {order} is not paid.",
  },
  ar: {
    pending: "جارٍ تأكيد الدفع…",
    successful: "تم تأكيد الدفع",
    cancelled: "أُلغي الدفع",
    rejected: "لم تتم الموافقة على الدفع",
    expired: "انتهت مهلة الدفع",
    partly_refunded: "رُدّ جزء من الدفعة",
    refunded: "رُدّت الدفعة",
    void: "لم يُعثر على الدفعة",
    soon: "يستغرق ذلك بضع ثوانٍ.",
    slow: "يستغرق ذلك وقتًا أطول من المعتاد. ستظهر النتيجة هنا.",
    offline: "في انتظار الاتصال. ستظهر النتيجة هنا.",
    paid: "الطلب {order} مدفوع: {amount}",
    returned: "رُدّ للطلب {order}: {amount}",
    unpaid: "الطلب {order} غير مدفوع.",
  },
};

/** The sentence and the icon of each outcome that is final; of others, "!" and that the order is not paid. */
const FINAL = new Map([
  ["successful", ["paid", "✓"]],
  ["partly_refunded", ["returned", "↩"]],
  ["refunded", ["returned", "↩"]],
]);

const CSS = `
:host { display: block; font: 1rem/1.5 system-ui, sans-serif; color: #1c2430; --accent: #4a5568 }
:host([hidden]) { display: none }
:host([outcome="successful"]) { --accent: #0b6b3a }
:host([outcome="rejected"]), :host([outcome="expired"]), :host([outcome="void"]) { --accent: #a3261d }
div { display: flex; gap: 1rem; align-items: center; padding: 1rem; background: #fff;
  border: 1px solid; border-color: #d5dae1; border-inline-start: 4px solid var(--accent); border-radius: .5rem }
i { flex: none; box-sizing: border-box; width: 2rem; height: 2rem; border-radius: 50%; color: #fff;
  background: var(--accent); font: bold 1rem/2rem system-ui; text-align: center }
i:empty { background: none; border: 3px solid #d5dae1; border-top-color: var(--accent); animation: turn 1.2s linear infinite }
p { margin: 0 }
strong, span { display: block }
@keyframes turn { to { rotate: 1turn } }
@media (prefers-reduced-motion) { i:empty { animation: none } }
`;

const Base = globalThis.HTMLElement ?? class {}; // a server can import this module

/**
 * Attributes: `order`, `token-url` (GET responds with `{"token": "…"}`), `url` (the gateway's; by default `/ws` of the
 * page's own host) and `lang` (`ar` or `en`; by default the page's). The property `getToken` replaces `token-url`.
 * The attribute `outcome` follows the payment, for styling; so do the parts `box`, `icon`, `title` and `detail`.
 * The event `paycast-update` has the update as its `detail`.
 */
export class PaycastStatus extends Base {
  static observedAttributes = ["order", "token-url", "url", "lang"];

  /** @type {undefined | (() => string | Promise<string>)} */
  getToken;
  /** @type {import("./paycast.js").Client | undefined} */
  #client;
  /** @type {Map<string, import("./paycast.js").Update>} */
  #payments = new Map();
  #since = 0;
  /** @type {any} */
  #timer;
  #message = "";

  connectedCallback() {
    if (!this.shadowRoot) {
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet(); // not a <style>: a strict content security policy forbids it
      sheet.replaceSync(CSS);
      root.adoptedStyleSheets = [sheet];
      root.innerHTML = `<div part="box"><i part="icon" aria-hidden="true"></i>
        <p role="status"><strong part="title"></strong><span part="detail"></span></p></div>`;
    }
    this.#start();
  }

  disconnectedCallback() {
    this.#client?.close();
    clearTimeout(this.#timer);
  }

  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    if (before === now || !this.shadowRoot || !this.isConnected) return;
    if (name === "lang") this.#show();
    else this.#start();
  }

  #start() {
    this.disconnectedCallback();
    const order = this.getAttribute("order");
    const payments = (this.#payments = new Map());
    this.#message = "";
    this.#since = Date.now();
    this.#client = order
      ? connect({
          url: this.getAttribute("url") ?? "/ws",
          orders: [order],
          getToken: () => (this.getToken ?? this.#fetchToken).call(this),
          onUpdate: (detail) => {
            payments.set(detail.PaymentId, detail);
            this.#show();
            this.dispatchEvent(new CustomEvent("paycast-update", { detail, bubbles: true, composed: true }));
          },
          onState: () => this.#show(),
        })
      : undefined;
    this.#show();
  }

  async #fetchToken() {
    const url = this.getAttribute("token-url");
    if (!url) throw new Error("<paycast-status> has no token-url.");
    const response = await fetch(url, { cache: "no-store", headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`${url} responded with ${response.status}.`);
    return (await response.json()).token;
  }

  get #language() {
    const lang = this.closest("[lang]")?.getAttribute("lang") || navigator.language;
    return lang.startsWith("ar") ? "ar" : "en";
  }

  #show() {
    const root = this.shadowRoot;
    if (!root) return;
    const payment = [...this.#payments.values()].sort(matters).at(-1);
    const { stale, asOf } = this.#client?.state ?? { stale: true, asOf: null };
    const outcome = payment && payment.Outcome in TEXTS.en ? payment.Outcome : "pending";
    clearTimeout(this.#timer);
    let [sentence, symbol] = FINAL.get(outcome) ?? ["unpaid", "!"];
    if (outcome === "pending") {
      const waited = Date.now() - this.#since;
      const away = stale ? Date.now() - (asOf ?? this.#since) : 0;
      symbol = "";
      sentence = away >= OFFLINE_AFTER ? "offline" : waited >= SLOW_AFTER ? "slow" : "soon";
      this.#timer = setTimeout(() => this.#show(), 1000);
    }
    const language = this.#language;
    const shown = JSON.stringify([sentence, language, payment]);
    if (shown === this.#message) return; // a screen reader announces each change
    this.#message = shown;
    this.setAttribute("outcome", outcome);
    const [box, icon, title, detail] = ["div", "i", "strong", "span"].map(
      (name) => /** @type {Element} */ (root.querySelector(name)),
    );
    box.setAttribute("dir", language === "ar" ? "rtl" : "ltr");
    box.setAttribute("lang", language);
    icon.textContent = symbol;
    const texts = /** @type {Record<string, string>} */ (TEXTS[language]);
    title.textContent = texts[outcome];
    detail.replaceChildren(...texts[sentence].split(/({\w+})/).map((part) => this.#fill(part, language, payment)));
  }

  /**
   * Ids and amounts keep their own direction in a sentence of another.
   *
   * @param {string} part @param {string} language @param {import("./paycast.js").Update} [payment]
   */
  #fill(part, language, payment) {
    if (!payment || part[0] !== "{") return part;
    const { OrderReferenceId, Currency: currency, Amount, RefundedAmount } = payment;
    const isolated = document.createElement("bdi");
    isolated.textContent =
      part === "{order}"
        ? OrderReferenceId
        : new Intl.NumberFormat(language, { style: "currency", currency }).format(RefundedAmount || Amount);
    return isolated;
  }
}

if (globalThis.customElements && !customElements.get("paycast-status")) {
  customElements.define("paycast-status", PaycastStatus);
}
