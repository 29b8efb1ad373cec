/** The line that says how one stream is: its state and why, the age of its last tick, what it lost. */

import { clock, copyOf, duration, write } from './parts.js';

const CAUSES = {
  awaiting_first_tick: 'waiting for the first tick',
  awaiting_status: 'subscribed just now',
  budget: 'waiting for the frame budget of the upstream',
  cut_off: 'this relay is cut off from the others',
  disconnected: 'this page has lost the relay',
  draining: 'the relay is shutting down',
  key_rejected: 'the upstream rejects the key',
  mute: 'silent for longer than usual',
  quota: 'the plan of the upstream is full',
  reconnecting: 'the upstream is being reconnected',
  replay_window: 'older than what the relay keeps',
  slow_consumer: 'this page was too slow',
  relay_behind: 'the relay had too much to do',
  upstream_down: 'the upstream is down',
  upstream_refused: 'the upstream does not accept this stream',
  upstream_reconnect: 'the upstream was reconnected',
};
const STATES = ['live', 'pending', 'stale', 'rejected'];

/** A stream that is not live is told so at once; one that hears nothing for this long is live. */
const SILENCE_MEANS_LIVE_MS = 1000;

const words = (cause) => CAUSES[cause] ?? String(cause ?? '').replaceAll('_', ' ');

export class StreamLine {
  #state = 'pending';
  #cause = 'awaiting_status';
  #why = '';
  #since = 0;
  #until = 0;
  #untoldSince = 0;
  #lostSince = 0;
  #lastTickAt = 0;
  #snapshotAt = 0;
  #seq = 0;
  #rts = 0;
  #gaps = { count: 0, dropped: 0, cause: '', outages: 0 };
  #merged = 0;
  #at;

  constructor(name, channel) {
    this.element = copyOf('stream-template');
    this.element.dataset.stream = name;
    this.#at = (part) => this.element.querySelector(`.${part}`);
    write(this.#at('channel'), channel || name);
  }

  /** What a reader should take the stream for: one behind a lost connection is stale, whatever it was. */
  get state() {
    return this.#lostSince && this.#state !== 'rejected' ? 'stale' : this.#state;
  }

  get snapshot() {
    return this.#snapshotAt > 0;
  }

  get ticked() {
    return this.#lastTickAt > 0;
  }

  /** The relay has accepted the stream, on a connection that resumes the one before or starts anew. */
  accept(now, resuming) {
    this.#lostSince = 0;
    this.#become('pending', 'awaiting_status', '', now);
    this.#untoldSince = now;
    if (!resuming) {
      this.forgetSequence();
    }
  }

  reject({ code, message }, now) {
    this.#lostSince = 0;
    this.#become('rejected', code, message ?? '', now);
  }

  /** Between this tick and the next one there may be a hole, or a new count. */
  forgetSequence() {
    this.#seq = 0;
  }

  lose(now) {
    this.#lostSince ||= now;
  }

  tell(status, now) {
    const state = STATES.includes(status.state) ? status.state : 'pending';
    this.#become(state, status.cause, status.message ?? '', status.since);
    this.#until = Number.isFinite(status.etaMs) ? now + status.etaMs : 0;
    if (Number.isFinite(status.lastTickAgeMs)) {
      this.#lastTickAt = now - status.lastTickAgeMs;
    }
  }

  /**
   * @param {object} tick
   * @param {number} at when it reached the relay, by this machine's clock
   * @param {boolean} replayed whether it is sent again after a reconnect: that makes no stream live
   * @returns {boolean} whether the tick is new
   */
  tick(tick, at, replayed) {
    const known = tick.seq <= this.#seq && tick.rts <= this.#rts;
    const same = tick.rts === this.#rts;
    if (tick.snapshot) {
      this.#snapshotAt = at - (tick.ageMs ?? 0);
      this.#lastTickAt = this.#snapshotAt;
    } else if (known) {
      return false;
    } else {
      this.#merged += this.#seq > 0 && tick.seq > this.#seq ? tick.seq - this.#seq - 1 : 0;
      if (!tick.backfilled) {
        this.#hear(at, replayed);
      }
    }
    this.#seq = tick.seq;
    this.#rts = tick.rts;
    return !(tick.snapshot && same);
  }

  /** What never reached the relay has no numbers: such a gap says between which ticks, and nobody knows how many. */
  gap({ dropped, cause, toSeq }) {
    if (dropped === undefined) {
      this.#gaps.outages += 1;
      return;
    }
    this.#gaps.count += 1;
    this.#gaps.dropped += Number(dropped) || 0;
    this.#gaps.cause = cause;
    this.#seq = this.#seq > 0 ? Math.max(this.#seq, Number(toSeq) || 0) : 0;
  }

  paint(now) {
    if (this.#untoldSince && now - this.#untoldSince >= SILENCE_MEANS_LIVE_MS) {
      this.#become('live', '', '', now);
    }
    const { dataset } = this.element;
    dataset.state = this.state;
    dataset.cause = this.#lostSince ? 'disconnected' : (this.#cause ?? '');
    dataset.snapshot = String(this.snapshot);
    dataset.gaps = String(this.#gaps.count + this.#gaps.outages);
    write(this.#at('state'), this.state);
    this.#show('age', this.state === 'rejected' ? '' : this.#age(now));
    this.#show('mark', this.snapshot ? 'snapshot, no live tick yet' : '');
    this.#show('why', this.state === 'live' ? '' : this.#reason(now));
    this.#show('gaps', this.#losses());
  }

  /** Only news makes a stream younger or live; history does not. */
  #hear(at, replayed) {
    this.#snapshotAt = 0;
    this.#lastTickAt = at;
    if (this.#untoldSince && !replayed) {
      this.#become('live', '', '', at);
    }
  }

  #become(state, cause, why, since) {
    this.#state = state;
    this.#cause = cause;
    this.#why = why;
    this.#since = since;
    this.#until = 0;
    this.#untoldSince = 0;
  }

  #show(part, text) {
    const element = this.#at(part);
    element.hidden = text === '';
    write(element, text);
  }

  #age(now) {
    return this.ticked ? `last tick ${duration(now - this.#lastTickAt)} ago` : 'no tick yet';
  }

  #reason(now) {
    const lost = this.#lostSince && this.#state !== 'rejected';
    const since = lost ? this.#lostSince : this.#since;
    const said = this.#why && this.#cause ? `${this.#why} (${this.#cause})` : this.#why || words(this.#cause);
    const eta = this.#until && !lost ? `about ${duration(this.#until - now)} more` : '';
    return [lost ? CAUSES.disconnected : said, eta, since ? `since ${clock(since, false)}` : ''].filter(Boolean).join(', ');
  }

  #losses() {
    const { count, dropped, cause, outages } = this.#gaps;
    const times = outages > 1 ? `, ${outages} times` : '';
    const unknown = outages > 0 ? `updates lost while the upstream was away${times}` : '';
    const gaps = count > 0 ? `${count} ${count === 1 ? 'gap' : 'gaps'}, ${dropped} lost (${words(cause)})` : '';
    return [gaps, unknown, this.#merged > 0 ? `${this.#merged} merged into later ones` : ''].filter(Boolean).join(' · ');
  }
}
