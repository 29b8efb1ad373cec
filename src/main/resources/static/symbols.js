/**
 * What to watch: the text of the input, the page's address and the names of streams, turned into one
 * another. Symbols are case-sensitive, so nothing here changes a letter.
 *
 * @typedef {{symbols: string[], channels: string[]}} Choice symbols may hold full stream names too
 */

export const INTERVALS = ['1m', '5m', '15m', '30m', '1h', '2h', '4h', '1d', '1w', '1M', '1Q', '1Y'];

const DEFAULT_SYMBOLS = ['BTCUSDT', 'AAPL.US', 'XAUUSD'];
const DEFAULT_CHANNELS = ['trade', 'depth', 'kline_1m'];

/**
 * @param {string} text separated by commas, semicolons or white space
 * @returns {string[]} each item once, in the order of the text
 */
export function split(text) {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}

/**
 * @param {string} search the query of the page's address
 * @returns {Choice}
 */
export function choiceOf(search) {
  const query = new URLSearchParams(search);
  return {
    symbols: query.has('symbols') ? split(query.get('symbols')) : DEFAULT_SYMBOLS,
    channels: query.has('channels') ? split(query.get('channels')) : DEFAULT_CHANNELS,
  };
}

/**
 * @param {Choice} choice
 * @returns {string} the query that choiceOf() reads back as the same choice
 */
export function searchOf({ symbols, channels }) {
  return `?symbols=${encode(symbols)}&channels=${encode(channels)}`;
}

/**
 * @param {Choice} choice
 * @returns {string[]} every symbol with every channel; a full stream name stands for itself
 */
export function streamsOf({ symbols, channels }) {
  const names = symbols.flatMap((symbol) =>
    symbol.includes('@') ? [symbol] : channels.map((channel) => `${symbol}@${channel}`));
  return [...new Set(names)];
}

/**
 * @param {Choice} choice
 * @returns {string|null} what keeps it from being watched, in words
 */
export function faultOf({ symbols, channels }) {
  if (symbols.length === 0) {
    return 'Type at least one symbol.';
  }
  const bare = symbols.find((symbol) => !symbol.includes('@'));
  return bare && channels.length === 0 ? `Choose at least one channel for ${bare}.` : null;
}

/**
 * @param {string[]} streams
 * @returns {string} relative, so that a path prefix in front of the relay stays in place
 */
export function streamUrl(streams) {
  return `v1/stream?streams=${encode(streams)}`;
}

/**
 * @param {string} name `[business:]SYMBOL@channel`, or what somebody took for it
 * @returns {{business: string, symbol: string, channel: string}} empty texts for what is missing
 */
export function partsOf(name) {
  const colon = name.indexOf(':');
  const at = name.lastIndexOf('@');
  const end = at > colon ? at : name.length;
  return {
    business: name.slice(0, Math.max(colon, 0)),
    symbol: name.slice(colon + 1, end),
    channel: name.slice(end + 1),
  };
}

/** Commas, colons and @ are legal in a query, and a link with them is one that people can read. */
function encode(items) {
  return encodeURIComponent(items.join(',')).replace(/%2C/g, ',').replace(/%3A/g, ':').replace(/%40/g, '@')
    .replace(/'/g, '%27'); // The address also stands between single quotes in the curl line.
}
