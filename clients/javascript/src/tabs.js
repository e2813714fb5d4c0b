// One connection for all tabs of a user. The tab that holds a lock leads: it has the connection, and passes on what
// arrives. The others follow. A tab that joins first catches up over a connection of its own, so that it misses nothing.

/** A joining tab keeps its own connection for this long next to the leader's: their gateways may differ in time. */
const OVERLAP = 2_000;
const ASK_EVERY = 5_000;
/** Unanswered questions after which the leader counts as frozen. */
const MAX_SILENT = 3;
/** Rounds without a connection after which a leader lets another tab try: its page may be logged out. */
const MAX_TROUBLED = 6;

/** @typedef {import("./core.js").State} State */
/** @typedef {import("./core.js").Update} Update */

/**
 * What tabs tell each other. Each leader has its own `epoch` and counts what it passes on, so that a follower notices
 * what it missed. `from` is the position of the leader before, at which this one took over.
 *
 * @typedef {{ epoch: string, seq: number }} Position
 * @typedef {Position & { ask?: true | "confirm", confirmed?: true, from?: Position, state?: State, update?: Update, gap?: Update[], cursor?: string }}
 *   TabMessage
 */

/**
 * @param {object} parts
 * @param {any} parts.platform
 * @param {import("./stream.js").Stream} parts.stream
 * @param {{ start: () => void, stop: () => void, confirm: (action: () => void) => void, hurry: () => void }} parts.connection
 * @param {(state: State) => void} parts.show
 * @param {(snapshot: Update[]) => void} parts.onGap
 */
export function shareBetweenTabs({ platform, stream, connection, show, onGap }) {
  const locks = platform.navigator?.locks;
  if (!locks || !platform.BroadcastChannel || !platform.document) return undefined;

  /** @type {"alone" | "joining" | "following" | "leading"} */
  let role = "alone";
  let name = "";
  /** @type {any} */
  let channel;
  let request = 0; // the current one for the lock
  /** @type {any} */
  let waiting;
  /** @type {(() => void) | undefined} */
  let release;
  /** @type {any} */
  let timer;
  let timerDate = 0;
  let silent = 0;
  let troubled = 0;
  /** @type {Position} */
  let position = { epoch: "", seq: 0 };
  /** @type {State | undefined} */
  let own;
  /** @type {State | undefined} */
  let leader;
  /** What the leader passes on during the overlap. @type {TabMessage[] | undefined} */
  let overlap;

  /** The connections that were confirmed after the overlap. @type {Set<string> | undefined} */
  let alive;

  /** @param {object} [message] */
  const say = (message) => channel.postMessage({ ...position, state: own, ...message });
  const isFresh = (/** @type {State | undefined} */ state) => state?.stale === false;

  /** @param {boolean} [steal] */
  function requestLock(steal) {
    const mine = ++request;
    waiting?.abort();
    waiting = new platform.AbortController();
    locks
      .request(name, steal ? { steal } : { signal: waiting.signal }, () => {
        if (mine !== request) return;
        lead();
        return new Promise((resolve) => (release = () => resolve(undefined)));
      })
      .catch(() => {
        if (mine !== request) return; // left, or asked again
        join(); // another tab took the lock: this one seemed frozen
        requestLock();
      });
  }

  function lead() {
    const from = role === "following" ? position : undefined;
    role = "leading";
    overlap = undefined;
    position = { epoch: platform.crypto.randomUUID(), seq: 0 };
    say({ from }); // before anything else of this epoch
    connection.start();
  }

  function join() {
    role = "joining";
    overlap = leader = undefined;
    connection.start();
  }

  /** Begins to follow if this tab has caught up and the leader is connected. */
  function beginOverlap() {
    if (role !== "joining" || overlap || !isFresh(own) || !isFresh(leader)) return;
    /** @type {TabMessage[]} */
    const mine = [];
    overlap = mine;
    alive = leader = undefined;
    say({ ask: true });
    platform.setTimeout(() => {
      if (mine !== overlap) return;
      // Either connection may have died without a sign: both show that they are alive.
      alive = new Set();
      say({ ask: "confirm" });
      connection.confirm(() => {
        if (mine === overlap) confirmed("own");
      });
    }, OVERLAP);
  }

  /** @param {"own" | "leader"} which */
  function confirmed(which) {
    alive?.add(which);
    if (!overlap || alive?.size !== 2) return;
    const passed = overlap;
    overlap = undefined;
    if (isFresh(own) && isFresh(leader)) follow(passed);
  }

  /** @param {TabMessage[]} passed what the leader passed on meanwhile */
  function follow(passed) {
    role = "following";
    connection.stop();
    own = undefined;
    // The own connection was ahead of the leader's in what comes before an update that both have delivered.
    const known = new Map();
    passed.forEach(({ update }, i) => update && stream.has(update) && known.set(update.PaymentId, i));
    passed.forEach(({ update }, i) => update && !(i <= known.get(update.PaymentId)) && stream.update(update));
    if (leader) show(leader);
  }

  /** @param {TabMessage} message */
  function receive(message) {
    const { epoch, seq, from, update, gap } = message;
    if (role === "leading") {
      if (!message.ask) return;
      connection.hurry(); // the timers of a hidden tab are slow
      if (message.ask === "confirm") connection.confirm(() => say({ confirmed: true }));
      return say();
    }
    if (message.ask) return;
    const expected = update || gap ? position.seq + 1 : position.seq;
    const continues =
      epoch === position.epoch ? seq === expected : from?.epoch === position.epoch && from.seq <= position.seq;
    silent = 0;
    leader = message.state;
    position = { epoch, seq };
    if (role === "joining") {
      if (!continues || !isFresh(leader)) overlap = undefined;
      overlap?.push(message);
      if (message.confirmed) confirmed("leader");
      beginOverlap();
    } else if (!continues) join();
    else {
      if (update) stream.update(update);
      if (gap) {
        stream.cursor = message.cursor;
        onGap(gap);
      }
      if (leader) show(leader);
    }
  }

  function tick() {
    if (platform.Date.now() - timerDate > ASK_EVERY) silent = 0; // the timer was late: this tab slept
    troubled = role === "leading" && !isFresh(own) ? troubled + 1 : 0;
    if (troubled > MAX_TROUBLED) {
      troubled = 0;
      release?.();
      join();
      requestLock(); // behind the tabs that wait
    }
    if (role === "joining" || role === "following") {
      say({ ask: true });
      if (++silent > MAX_SILENT) {
        silent = 0;
        requestLock(true);
      }
      beginOverlap();
    }
    const delay = ASK_EVERY * (1 + platform.Math.random() / 4);
    timer = platform.setTimeout(tick, delay);
    timerDate = platform.Date.now() + delay;
  }

  function leave() {
    if (role === "alone") return;
    role = "alone";
    request++;
    waiting.abort();
    release?.();
    release = overlap = leader = undefined;
    channel.close();
    platform.clearTimeout(timer);
  }

  return {
    /** Joins the tabs that use the same name. @param {string} key */
    enter(key) {
      leave();
      name = key;
      channel = new platform.BroadcastChannel(name);
      channel.onmessage = (/** @type {MessageEvent<TabMessage>} */ { data }) => receive(data);
      role = "joining";
      silent = 0;
      timerDate = platform.Date.now();
      tick();
      requestLock();
    },
    leave,
    wake() {
      if (role === "joining" || role === "following") say({ ask: true });
      silent = 0;
    },
    /** Passes on what the own connection received. @param {{ update?: Update, gap?: Update[], cursor?: string }} message */
    post(message) {
      if (role !== "leading") return;
      position = { ...position, seq: position.seq + 1 };
      say(message);
    },
    /** @param {State} state */
    ownState(state) {
      own = state;
      if (!isFresh(own)) overlap = undefined;
      if (role !== "following") show(state);
      if (state.status === "closed") leave();
      else if (role === "leading") say();
      else beginOverlap();
    },
  };
}
