/** Everything about one symbol: its price, the state of its streams, and a part for each channel. */

import { Bar, Book, copyOf, TradeList, write } from './parts.js';
import { StreamLine } from './streamline.js';
import { partsOf } from './symbols.js';

const ARROWS = { up: '▲', down: '▼', flat: '' };

export class Card {
  /** @type {Map<string, {line: StreamLine, part: TradeList|Book|Bar|null, dirty: boolean}>} */
  #streams = new Map();
  #price = { text: '', direction: 'flat', source: '', stream: '' };
  #find;

  /**
   * @param {string} business empty where nobody could tell it
   * @param {string} symbol
   */
  constructor(business, symbol) {
    this.element = copyOf('card-template');
    this.element.dataset.card = business ? `${business}:${symbol}` : symbol;
    this.#find = (selector) => this.element.querySelector(selector);
    write(this.#find('[data-symbol]'), symbol);
    write(this.#find('[data-business]'), business);
  }

  /**
   * Takes the relay's answer to a subscription; what this card showed before stays where it still applies.
   * @param {string[]} accepted
   * @param {{stream: string, code?: string, message?: string}[]} rejected
   */
  subscribe(accepted, rejected, now, resuming) {
    const wanted = new Set([...accepted, ...rejected.map((item) => item.stream)]);
    for (const [name, { line, part }] of this.#streams) {
      if (!wanted.has(name)) {
        line.element.remove();
        part?.element.remove();
        this.#streams.delete(name);
      }
    }
    accepted.forEach((name) => this.#stream(name, true).line.accept(now, resuming));
    rejected.forEach((item) => this.#stream(item.stream, false).line.reject(item, now));
  }

  tick(tick, at, replayed) {
    const stream = this.#streams.get(tick.stream);
    if (stream?.line.tick(tick, at, replayed) && stream.part?.add(tick)) {
      stream.dirty = true;
      this.#reprice(tick);
    }
  }

  status(status, now) {
    this.#streams.get(status.stream)?.line.tell(status, now);
  }

  gap(gap) {
    this.#streams.get(gap.stream)?.line.gap(gap);
  }

  /** The relay could not say what was missed. */
  forgetSequence() {
    this.#streams.forEach(({ line }) => line.forgetSequence());
  }

  /** The page's own connection is gone: nothing here is known to be current. */
  lose(now) {
    this.#streams.forEach(({ line }) => line.lose(now));
  }

  paint(now) {
    const states = new Set();
    for (const stream of this.#streams.values()) {
      const { line, part } = stream;
      line.paint(now);
      states.add(line.state);
      if (part) {
        part.element.dataset.state = line.state;
        part.element.dataset.snapshot = String(line.snapshot);
      }
      if (stream.dirty) {
        part.paint();
        stream.dirty = false;
      }
    }
    this.element.dataset.state = ['stale', 'pending', 'live', 'rejected'].find((state) => states.has(state)) ?? 'pending';
    this.#paintPrice();
  }

  #stream(name, accepted) {
    const known = this.#streams.get(name);
    if (known && (known.part || !accepted)) {
      return known;
    }
    known?.line.element.remove();
    const { channel } = partsOf(name);
    const stream = { line: new StreamLine(name, channel), part: accepted ? partFor(channel) : null, dirty: false };
    this.#streams.set(name, stream);
    this.#find('.streams').append(stream.line.element);
    if (stream.part) {
      stream.part.element.dataset.part = name;
      this.#find('.parts').append(stream.part.element);
    }
    return stream;
  }

  /** The last trade is the price; a symbol without trades has its bar's close. */
  #reprice(tick) {
    const trade = tick.type === 'trade';
    const text = trade ? tick.price : tick.close;
    if (typeof text !== 'string' || (!trade && this.#price.source === 'trade')) {
      return;
    }
    const before = Number(this.#price.text || text);
    const direction = Number(text) > before ? 'up' : Number(text) < before ? 'down' : this.#price.direction;
    this.#price = { text, direction, source: trade ? 'trade' : 'close', stream: tick.stream };
  }

  #paintPrice() {
    const { text, direction, source, stream } = this.#price;
    const line = this.#streams.get(stream)?.line;
    this.#find('.last').hidden = text === '';
    const price = this.#find('[data-price]');
    write(price, text);
    price.dataset.direction = direction;
    price.dataset.state = line?.state ?? 'stale';
    write(this.#find('[data-arrow]'), ARROWS[direction]);
    const kind = source === 'trade' ? 'last trade' : 'close of the bar';
    const doubt = line?.snapshot ? ', snapshot' : line?.state === 'live' ? '' : `, ${line?.state ?? 'stale'}`;
    write(this.#find('[data-price-source]'), text === '' ? '' : kind + doubt);
  }
}

function partFor(channel) {
  if (channel === 'trade') {
    return new TradeList();
  }
  if (channel === 'depth') {
    return new Book();
  }
  return channel.startsWith('kline_') ? new Bar(channel) : null;
}
