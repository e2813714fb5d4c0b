// @paycast/client: payment updates in a page or a Node script. docs/integration-guide.md shows how to use it.

import { connect as connectWith } from "./core.js";
import { openEvents } from "./events.js";
import { shareBetweenTabs } from "./tabs.js";

/** @typedef {import("./core.js").Client} Client */
/** @typedef {import("./core.js").Options} Options */
/** @typedef {import("./core.js").Outcome} Outcome */
/** @typedef {import("./core.js").State} State */
/** @typedef {import("./core.js").Update} Update */

/**
 * Connects to the gateway, stays connected, and gives the page each update once.
 *
 * @param {Options} options
 * @param {any} [platform] the globals it uses; a test passes simulated ones
 * @returns {Client}
 */
export const connect = (options, platform) =>
  connectWith(options, platform, { transports: [openEvents], share: shareBetweenTabs });
