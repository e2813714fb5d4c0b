// A simulated world: one clock, devices that sleep, and tabs that freeze and crash. Nothing in it waits for real time.

/** A small seeded generator (mulberry32). */
export function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export class World {
  now = 1_700_000_000_000;
  #tasks = [];
  #next = 1;

  constructor(seed) {
    this.seed = seed;
    this.random = random(seed);
  }

  chance(probability) {
    return this.random() < probability;
  }

  between(low, high) {
    return low + Math.floor(this.random() * (high - low + 1));
  }

  pick(values) {
    return values[Math.floor(this.random() * values.length)];
  }

  /** Runs an action later. While `suspended` returns true, it waits. */
  after(delay, action, suspended = () => false) {
    const task = { id: this.#next++, at: this.now + Math.max(0, delay), action, suspended };
    this.#tasks.push(task);
    return task;
  }

  cancel(task) {
    const at = this.#tasks.indexOf(task);
    if (at >= 0) this.#tasks.splice(at, 1);
  }

  async run(duration) {
    const end = this.now + duration;
    for (;;) {
      await new Promise(setImmediate); // promises run between two tasks
      let next;
      for (const task of this.#tasks) {
        if (task.suspended()) continue;
        if (!next || task.at < next.at || (task.at === next.at && task.id < next.id)) next = task;
      }
      if (!next || next.at > end) break;
      this.cancel(next);
      this.now = Math.max(this.now, next.at);
      next.action();
    }
    this.now = end;
  }
}

/** A browser: its clock, locks and channels, which its tabs share. */
export class Device {
  clockError = 0;
  asleep = false;
  pausedFor = 0;
  locks = new Map();
  channels = new Map();
  tabs = [];

  constructor(world) {
    this.world = world;
  }

  get monotonic() {
    return this.world.now - this.pausedFor;
  }

  /** Sleeps; the monotonic clock may stop meanwhile, as on some systems. */
  sleep(duration, { stopsClock, tells }) {
    this.asleep = true;
    this.world.after(duration, () => {
      this.asleep = false;
      if (stopsClock) this.pausedFor += duration;
      if (tells) this.tabs.forEach((tab) => tab.fire("document", "visibilitychange"));
    });
  }

  post(name, sender, data) {
    const clone = structuredClone(data);
    for (const channel of this.channels.get(name) ?? []) {
      if (channel === sender) continue;
      if (channel.tab.frozen && this.world.chance(0.3)) continue; // lost while the tab is frozen
      this.world.after(
        1,
        () => !channel.closed && channel.onmessage?.({ data: structuredClone(clone) }),
        () => this.asleep || channel.tab.frozen,
      );
    }
  }

  grant(name) {
    const lock = this.locks.get(name);
    if (!lock || lock.holder || !lock.queue.length) return;
    const request = lock.queue.shift();
    lock.holder = request;
    const release = () => {
      if (lock.holder !== request) return;
      lock.holder = undefined;
      request.resolve();
      this.grant(name);
    };
    request.release = release;
    this.world.after(
      0,
      () => Promise.resolve(request.callback()).then(release, release),
      () => this.asleep || request.tab.frozen,
    );
  }

  request(tab, name, { signal, steal }, callback) {
    return new Promise((resolve, reject) => {
      const lock = this.locks.get(name) ?? { queue: [] };
      this.locks.set(name, lock);
      const request = { tab, callback, resolve, reject };
      signal?.addEventListener("abort", () => {
        const at = lock.queue.indexOf(request);
        if (at < 0) return;
        lock.queue.splice(at, 1);
        reject(signal.reason);
      });
      if (steal && lock.holder) {
        lock.holder.reject(new DOMException("stolen", "AbortError"));
        lock.holder = undefined;
        lock.queue.unshift(request);
      } else lock.queue.push(request);
      this.grant(name);
    });
  }
}

/** One tab: the globals that a client uses. */
export class Tab {
  frozen = false;
  throttled = false; // only its timers do not run
  crashed = false;
  sockets = new Set();
  #listeners = [];

  constructor(device, network, { name, shares = true }) {
    const { world } = device;
    this.device = device;
    this.name = name;
    this.reported = [];
    device.tabs.push(this);
    const tab = this;
    const suspended = () => tab.crashed || tab.frozen || device.asleep;
    const target = (kind) => ({
      addEventListener: (type, action) => tab.#listeners.push({ key: `${kind} ${type}`, action }),
      removeEventListener: (type, action) => {
        tab.#listeners = tab.#listeners.filter((other) => other.key !== `${kind} ${type}` || other.action !== action);
      },
    });
    const storage = new Map();
    this.platform = {
      setTimeout: (action, delay) =>
        world.after(delay > 0x7fffffff ? 1 : delay, action, () => suspended() || tab.throttled), // as real timers do
      clearTimeout: (task) => world.cancel(task),
      performance: { now: () => device.monotonic },
      Date: { now: () => Math.floor(world.now + device.clockError) },
      Math: { ...Math, random: world.random, min: Math.min, max: Math.max },
      AbortController,
      crypto: { randomUUID: () => `epoch-${world.random()}` },
      reportError: (error) => tab.reported.push(error),
      console,
      ...target("window"),
      document: { ...target("document"), hidden: false },
      sessionStorage: { getItem: (key) => storage.get(key) ?? null, setItem: (key, value) => storage.set(key, value) },
      WebSocket: class {
        constructor(address, protocols) {
          network.socket(this, tab, new URL(address), protocols);
        }
      },
      fetch: (address, request) => network.fetch(tab, new URL(address), request),
      TextDecoderStream: class {},
      navigator: shares
        ? {
            locks: {
              request: (name, options, callback) => device.request(tab, name, options, callback),
            },
          }
        : {},
      BroadcastChannel: class {
        constructor(name) {
          this.name = name;
          this.tab = tab;
          const all = device.channels.get(name) ?? [];
          device.channels.set(name, all);
          all.push(this);
        }
        postMessage(data) {
          device.post(this.name, this, data);
        }
        close() {
          this.closed = true;
          const all = device.channels.get(this.name);
          all.splice(all.indexOf(this), 1);
        }
      },
    };
    this.suspended = suspended;
  }

  fire(kind, type) {
    if (this.frozen || this.crashed) return;
    this.#listeners.filter(({ key }) => key === `${kind} ${type}`).forEach(({ action }) => action());
  }

  /** The process dies: its locks and channels are gone, and its sockets close. */
  crash() {
    this.crashed = true;
    this.device.tabs.splice(this.device.tabs.indexOf(this), 1);
    for (const all of this.device.channels.values()) {
      for (const channel of all.filter((other) => other.tab === this)) {
        channel.closed = true;
        all.splice(all.indexOf(channel), 1);
      }
    }
    for (const [name, lock] of this.device.locks) {
      lock.queue = lock.queue.filter((request) => request.tab !== this);
      if (lock.holder?.tab === this) {
        lock.holder = undefined;
        this.device.grant(name);
      }
    }
    for (const socket of this.sockets) socket.gone();
  }
}
