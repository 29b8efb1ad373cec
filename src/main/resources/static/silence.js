/**
 * Notices a connection that is dead without a word: a laptop slept, a NAT forgot, a cable was pulled. TCP would tell
 * that after a quarter of an hour, or never. The relay says something often enough, so silence is the sign.
 *
 * Time is the longer way of two clocks. The monotonic one stands still while the machine sleeps, and the wall clock
 * may be set back.
 */

const LOOK_EVERY_MS = 1000;
const AFTER_ONLINE_MS = 3000;

export class Silence {
  #onTooLong;
  #patience;
  #silentMs = 0;
  #wall = Date.now();
  #monotonic = performance.now();
  #timer;
  #ended = new AbortController();

  /**
   * @param {number} patience how long nothing may come, milliseconds
   * @param {() => void} onTooLong called once for each silence that is too long
   */
  constructor(patience, onTooLong) {
    this.#patience = patience;
    this.#onTooLong = onTooLong;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    const signal = this.#ended.signal;
    // A hidden page's timers come once a minute, and a frozen page's do not come at all.
    document.addEventListener('visibilitychange', () => this.#look(), { signal });
    document.addEventListener('resume', () => this.#look(), { signal });
    // The network is another one now, and what was said over the old one may be lost.
    window.addEventListener('online', () => this.#hurry(), { signal });
  }

  /** @param {number} patience how long nothing may come from now on, milliseconds */
  allow(patience) {
    this.#patience = patience;
  }

  /** Something came. */
  heard() {
    this.#advance();
    this.#silentMs = 0;
  }

  /** The connection broke, which the browser noticed itself. A wait that the relay asked for goes on. */
  failed() {
    this.#advance();
    this.#silentMs = Math.min(this.#silentMs, 0);
  }

  /** @param {number} wait how long nothing will come, because the relay said so, milliseconds */
  expect(wait) {
    this.heard();
    this.#silentMs = -wait;
  }

  end() {
    clearInterval(this.#timer);
    this.#ended.abort();
  }

  #advance() {
    const wall = Date.now();
    const monotonic = performance.now();
    this.#silentMs += Math.max(0, wall - this.#wall, monotonic - this.#monotonic);
    this.#wall = wall;
    this.#monotonic = monotonic;
  }

  #look() {
    this.#advance();
    // A look early is better than one that is late.
    if (this.#silentMs + LOOK_EVERY_MS > this.#patience) {
      this.#silentMs = 0;
      this.#onTooLong();
    }
  }

  #hurry() {
    this.#advance();
    if (this.#silentMs >= 0) {
      this.#silentMs = Math.max(this.#silentMs, this.#patience - AFTER_ONLINE_MS);
    }
  }
}
