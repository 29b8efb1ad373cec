/** The page: a choice of streams in the address, one connection for it, a card for each symbol. */

import { Card } from './card.js';
import { duration, write } from './parts.js';
import { openStream } from './stream.js';
import { choiceOf, faultOf, INTERVALS, partsOf, searchOf, split, streamsOf, streamUrl } from './symbols.js';

const TICKS = new Set(['trade', 'depth', 'kline']);
const byId = (id) => document.getElementById(id);

/** @type {Map<string, Card>} by `business:SYMBOL` */
const cards = new Map();
/** @type {Map<string, Card>} by the canonical name of the stream */
const cardOfStream = new Map();
const dirty = new Set();
let frame = 0;
let close = () => {};
let requested = [];
let lastMessageAt = 0;
let relayOffset = 0;
let unreadable = 0;
// Of this page's life alone: what is stored, every script of this origin could read.
let secret = '';

function start(choice) {
  close();
  cards.clear();
  cardOfStream.clear();
  dirty.clear();
  byId('cards').replaceChildren();
  lastMessageAt = 0;
  write(byId('last-message'), '');
  unreadable = 0;
  note('');
  showConnection('idle');
  const fault = faultOf(choice);
  showProblem(fault ? { title: fault, code: '', rejected: [] } : null);
  requested = fault ? [] : streamsOf(choice);
  showChoice(choice);
  const listener = { state: showConnection, message: receive, problem: showProblem, unreadable: countUnreadable };
  close = fault ? () => {} : openStream(streamUrl(requested), listener, () => secret);
}

function receive(type, message, replayed) {
  const now = Date.now();
  lastMessageAt = now;
  const card = cardOfStream.get(message.stream);
  if (TICKS.has(type)) {
    // What is sent again is as old as the relay says; its clock is compared on what comes at once.
    const at = replayed ? Math.min(now, message.rts / 1000 + relayOffset) : now;
    relayOffset = replayed || message.snapshot ? relayOffset : now - message.rts / 1000;
    card?.tick(message, at, replayed);
  } else if (type === 'status') {
    card?.status(message, now);
  } else if (type === 'gap') {
    card?.gap(message);
  } else {
    control(type, message, replayed, now);
  }
  if (card) {
    repaint(card);
  }
}

function control(type, message, resuming, now) {
  if (type === 'hello') {
    showConnectionId(String(message.connection ?? ''));
    byId('simulated').hidden = message.simulated !== true;
    showProblem(null);
    note('');
  } else if (type === 'subscribed') {
    subscribed(message, resuming, now);
  } else if (type === 'resumed' && message.recovered === false) {
    cards.forEach((card) => card.forgetSequence());
    note('Updates were missed while this page was away, more than the relay keeps.');
  } else if (type === 'goaway') {
    note(`The relay asked this page to come back later${message.message ? `: ${message.message}` : '.'}`);
  }
}

function subscribed({ accepted = [], rejected = [] }, resuming, now) {
  const groups = new Map();
  const groupOf = (name, key) => {
    const { business, symbol } = partsOf(name);
    const id = key ?? (business ? `${business}:${symbol}` : symbol);
    return groups.get(id) ?? groups.set(id, { business, symbol, accepted: [], rejected: [] }).get(id);
  };
  const rank = (name) => requested.findIndex((item) => item === name || name.endsWith(`:${item}`));
  [...accepted].sort((a, b) => rank(a) - rank(b)).forEach((name) => groupOf(name).accepted.push(name));
  for (const item of rejected) {
    // A stream that nobody could place stands with its symbol, if that has a card.
    const { business, symbol } = partsOf(item.stream);
    const home = business ? undefined : [...groups.keys()].find((key) => key.endsWith(`:${symbol}`));
    groupOf(item.stream, home).rejected.push(item);
  }
  cardOfStream.clear();
  for (const key of [...cards.keys()].filter((key) => !groups.has(key))) {
    cards.get(key).element.remove();
    cards.delete(key);
  }
  for (const [key, group] of groups) {
    const card = cards.get(key) ?? cards.set(key, new Card(group.business, group.symbol)).get(key);
    card.subscribe(group.accepted, group.rejected, now, resuming);
    group.accepted.forEach((name) => cardOfStream.set(name, card));
    byId('cards').append(card.element);
    repaint(card);
  }
}

/** Any number of ticks between two frames cost one painting; a hidden page costs none. */
function repaint(card) {
  dirty.add(card);
  if (frame === 0 && !document.hidden) {
    frame = requestAnimationFrame(paint);
  }
}

function paint() {
  frame = 0;
  const now = Date.now();
  dirty.forEach((card) => card.paint(now));
  dirty.clear();
  write(byId('last-message'), lastMessageAt ? `last message ${duration(now - lastMessageAt)} ago` : '');
}

function showConnection(state) {
  const element = byId('connection');
  element.dataset.state = state;
  write(element, state === 'idle' ? 'not connected' : state);
  if (state !== 'live') {
    showConnectionId('');
    cards.forEach((card) => card.lose(Date.now()));
    cards.forEach(repaint);
  }
}

function showConnectionId(id) {
  write(byId('connection-id'), id);
  byId('connection-id').parentElement.hidden = id === '';
}

function showProblem(problem) {
  const element = byId('problem');
  element.hidden = problem === null;
  if (problem?.code === 'unauthorized') {
    byId('credential').hidden = false;
    byId('secret').focus();
  }
  const asks = problem?.code === 'unauthorized' && secret === '';
  write(element.querySelector('p'), asks ? 'This relay asks for a key or a token.' : (problem?.title ?? ''));
  element.querySelector('ul').replaceChildren(...(problem?.rejected ?? []).map((item) => {
    const line = document.createElement('li');
    line.textContent = [item.stream, item.message ?? item.code].filter(Boolean).join(': ');
    return line;
  }));
}

function note(text) {
  byId('notice').hidden = text === '';
  write(byId('notice'), text);
}

function countUnreadable() {
  unreadable += 1;
  note(`${unreadable} unreadable ${unreadable === 1 ? 'message' : 'messages'} from the relay, left out.`);
}

function showChoice({ symbols, channels }) {
  byId('symbols').value = symbols.join(', ');
  byId('channel-trade').checked = channels.includes('trade');
  byId('channel-depth').checked = channels.includes('depth');
  const kline = channels.find((channel) => INTERVALS.some((interval) => channel === `kline_${interval}`));
  byId('channel-kline').checked = kline !== undefined;
  byId('interval').value = kline?.replace('kline_', '') ?? byId('interval').value;
  byId('curl').value = requested.length > 0 ? `curl -N '${new URL(streamUrl(requested), document.baseURI)}'` : '';
}

function chosen() {
  const channels = ['trade', 'depth'].filter((channel) => byId(`channel-${channel}`).checked);
  const kline = byId('channel-kline').checked ? [`kline_${byId('interval').value}`] : [];
  return { symbols: split(byId('symbols').value), channels: [...channels, ...kline] };
}

async function copyCurl() {
  byId('curl').select();
  // Only a secure page has a clipboard; elsewhere the line is selected and one key away.
  const copied = await navigator.clipboard?.writeText(byId('curl').value).then(() => true, () => false);
  write(byId('copy'), copied ? 'Copied' : 'Selected');
  setTimeout(() => write(byId('copy'), 'Copy'), 2000);
}

byId('interval').append(...INTERVALS.map((interval) => new Option(interval, interval)));
byId('watch').addEventListener('submit', (event) => {
  event.preventDefault();
  const choice = chosen();
  if (searchOf(choice) !== location.search) {
    history.pushState(null, '', searchOf(choice));
  }
  start(choice);
});
byId('credential').addEventListener('submit', (event) => {
  event.preventDefault();
  secret = byId('secret').value.trim();
  byId('secret').value = '';
  byId('credential').hidden = true;
  start(chosen());
});
byId('copy').addEventListener('click', copyCurl);
document.addEventListener('visibilitychange', () => cards.forEach(repaint));
window.addEventListener('popstate', () => start(choiceOf(location.search)));
window.addEventListener('pagehide', () => close());
window.addEventListener('pageshow', (event) => event.persisted && start(choiceOf(location.search)));
setInterval(() => cards.forEach(repaint), 1000);
start(choiceOf(location.search));
