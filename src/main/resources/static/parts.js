/**
 * The parts that a card is made of: a list of trades, a book, a k-line bar. Each takes ticks at any rate and
 * touches the document only in paint(), and there only what changed. Prices and quantities are shown digit for
 * digit as they came; numbers are made of them for a bar's width alone. add() says whether a tick is the
 * newest of its kind.
 */

const TRADES = 12;
const LEVELS = 5;

/** @returns {HTMLElement} a copy of a template's one element */
export function copyOf(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** Writes only what differs: a text node that is replaced costs a layout even where it reads the same. */
export function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** @returns {string} local time of day, such as 14:03:27.483 */
export function clock(ms, milliseconds = true) {
  const time = new Date(ms);
  if (!Number.isFinite(ms) || Number.isNaN(time.getTime())) {
    return '–';
  }
  const two = (value) => String(value).padStart(2, '0');
  const seconds = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  return milliseconds ? `${seconds}.${String(time.getMilliseconds()).padStart(3, '0')}` : seconds;
}

/** @returns {string} such as `7 s`, `2 min 5 s`, `3 h 10 min`, `4 d 2 h` */
export function duration(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const min = Math.floor(s / 60);
  const h = Math.floor(min / 60);
  if (h >= 24) {
    return `${Math.floor(h / 24)} d ${h % 24} h`;
  }
  return h > 0 ? `${h} h ${min % 60} min` : min > 0 ? `${min} min ${s % 60} s` : `${s} s`;
}

/** @returns {string} a decimal text as it came, or a dash where there was none */
function shown(decimal) {
  return decimal === undefined || decimal === null ? '–' : String(decimal);
}

function cells(row, count) {
  return Array.from({ length: count }, () => row.insertCell());
}

export class TradeList {
  #fresh = [];
  #body;

  constructor() {
    this.element = copyOf('trade-template');
    this.element.querySelector('h3').textContent = 'Last trades';
    this.#body = this.element.querySelector('tbody');
    for (let i = 0; i < TRADES; i += 1) {
      cells(this.#body.insertRow(), 4)[0].textContent = '\u00a0'; // Full height from the start: nothing jumps.
    }
  }

  add(trade) {
    this.#fresh.push(trade);
    if (this.#fresh.length > TRADES) {
      this.#fresh.shift();
    }
    return true;
  }

  paint() {
    for (const trade of this.#fresh.splice(0)) {
      const row = this.#body.lastElementChild;
      const [time, price, size, side] = row.cells;
      const known = trade.side === 'buy' || trade.side === 'sell';
      row.dataset.side = known ? trade.side : 'unknown';
      row.dataset.snapshot = String(trade.snapshot === true);
      write(time, clock(trade.ts));
      write(price, shown(trade.price));
      write(size, shown(trade.size));
      write(side, known ? trade.side : '–');
      this.#body.prepend(row);
    }
  }
}

export class Book {
  #depth;
  #bodies;

  constructor() {
    this.element = copyOf('depth-template');
    this.element.querySelector('h3').textContent = 'Book';
    const [asks, bids] = this.element.querySelectorAll('tbody');
    this.#bodies = { asks, bids };
    for (const body of [asks, bids]) {
      for (let i = 0; i < LEVELS; i += 1) {
        cells(body.insertRow(), 3)[0].textContent = body.dataset.side;
      }
    }
  }

  add(depth) {
    this.#depth = depth;
    return true;
  }

  paint() {
    if (!this.#depth) {
      return;
    }
    const asks = levels(this.#depth.asks);
    const bids = levels(this.#depth.bids);
    const largest = Math.max(0, ...[...asks, ...bids].map((level) => Number(level[1]) || 0));
    // The best ask stands lowest, so that the two best prices meet in the middle.
    this.#side(this.#bodies.asks, Array.from({ length: LEVELS }, (_, i) => asks[LEVELS - 1 - i]), largest);
    this.#side(this.#bodies.bids, bids, largest);
    this.#depth = undefined;
  }

  #side(body, side, largest) {
    for (let i = 0; i < LEVELS; i += 1) {
      const [, price, size] = body.rows[i].cells;
      const level = side[i];
      const share = level && largest > 0 ? (100 * (Number(level[1]) || 0)) / largest : 0;
      write(price, level ? shown(level[0]) : '–');
      write(size, level ? shown(level[1]) : '–');
      size.style.setProperty('--share', `${share.toFixed(1)}%`);
    }
  }
}

/** A book may be missing, short, or longer than what is shown. */
function levels(side) {
  return Array.isArray(side) ? side.slice(0, LEVELS).filter(Array.isArray) : [];
}

export class Bar {
  #kline;
  #start = -Infinity;
  #interval;
  #title;
  #fields;

  constructor(channel) {
    this.element = copyOf('kline-template');
    this.#interval = channel.replace('kline_', '');
    this.#title = this.element.querySelector('h3');
    this.#title.textContent = `K-line ${this.#interval}`;
    this.#fields = [...this.element.querySelectorAll('[data-field]')];
    this.#fields.forEach((field) => write(field, '–'));
  }

  /** One bar is shown, the one with the latest start: what comes of an earlier one does not displace it. */
  add(kline) {
    if (kline.start < this.#start) {
      return false;
    }
    this.#start = kline.start;
    this.#kline = kline;
    return true;
  }

  paint() {
    if (!this.#kline) {
      return;
    }
    const { start, change, changePercent } = this.#kline;
    write(this.#title, `K-line ${this.#interval} from ${this.#opening(start)}`);
    for (const field of this.#fields) {
      write(field, shown(this.#kline[field.dataset.field]));
      if (field.dataset.field === 'change') {
        field.dataset.direction = Number(change) > 0 ? 'up' : Number(change) < 0 ? 'down' : 'flat';
        write(field, changePercent === undefined ? shown(change) : `${shown(change)} (${changePercent} %)`);
      }
    }
    this.#kline = undefined;
  }

  /** Bars of a day and longer open at midnight UTC, which is another day's evening in half of the world. */
  #opening(start) {
    const known = Number.isFinite(start) && Math.abs(start) < 8.64e15;
    const long = /[dwMQY]$/.test(this.#interval);
    return known && long ? new Date(start).toISOString().slice(0, 10) : clock(start, false);
  }
}
