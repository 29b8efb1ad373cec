/**
 * One stream of server-sent events, kept alive.
 *
 * The browser itself comes back after a broken connection, with Last-Event-ID. It never comes back from an
 * answer other than 200, and hides that answer's body: those cases are asked again by fetch, once, and
 * then shown or retried here. A relay that asks for a credential gets a ticket with each connection: EventSource can
 * send no header, and a ticket is good once, so a browser that comes back by itself is refused and helped here.
 *
 * The browser does not notice a connection that died without a word. The relay is asked for pings, and a connection
 * that is silent for three keep-alives is given up for another, which resumes.
 *
 * @typedef {{title: string, code: string, rejected: {stream: string, code?: string, message?: string}[]}} Problem
 * @typedef {object} Listener
 * @property {(state: 'connecting'|'live'|'stale'|'reconnecting'|'refused') => void} state
 * @property {(type: string, message: object, replayed: boolean) => void} message
 * @property {(problem: Problem) => void} problem the server's own words about why there is no stream
 * @property {() => void} unreadable
 */

import { Silence } from './silence.js';

const TYPES = ['hello', 'subscribed', 'resumed', 'trade', 'depth', 'kline', 'status', 'gap', 'ping', 'goaway'];
const PROBE_TIMEOUT_MS = 10_000;
const LONGEST_WAIT_MS = 60_000;
const KEEP_ALIVES = 3;
// Until the relay has told its own.
const KEEP_ALIVE_MS = 15_000;
// A browser may send the next request over another connection that died with this one: it has up to six, and gives up
// one for each request that is given up.
const QUICK_ATTEMPTS = 6;
const QUICK_ATTEMPT_MS = 4000;
const UNREACHABLE = {
  problem: { title: 'The relay cannot be reached. Trying again.', code: '', rejected: [] },
  final: false,
  retryAfterMs: 0,
};

/**
 * @param {string} url
 * @param {Listener} on
 * @param {() => string} secret the key or token to show; empty where there is none
 * @returns {() => void} ends the stream; the listener hears nothing after it
 */
export function openStream(url, on, secret) {
  const ended = new AbortController();
  let source;
  let timer;
  let failures = 0;
  let lastId = '';
  let resuming = false;
  let attempts = 0;
  let givenUp = 0;
  const silence = new Silence(KEEP_ALIVES * KEEP_ALIVE_MS, giveUp);

  async function connect() {
    attempts += 1;
    const attempt = attempts;
    const { ticket, refusal } = await ticketFor(secret(), ended.signal);
    if (ended.signal.aborted || attempt !== attempts) {
      return;
    }
    if (refusal) {
      retry(refusal);
      return;
    }
    resuming = lastId !== '';
    const resume = resuming ? `&lastEventId=${encodeURIComponent(lastId)}` : '';
    source = new EventSource(`${url}&ping=true${resume}` + (ticket ? `&ticket=${encodeURIComponent(ticket)}` : ''));
    TYPES.forEach((type) => source.addEventListener(type, receive));
    source.addEventListener('error', fail);
  }

  /** Nothing came for too long: this connection is dead, or the attempt is. */
  function giveUp() {
    clearTimeout(timer);
    close();
    givenUp += 1;
    silence.allow(givenUp <= QUICK_ATTEMPTS ? QUICK_ATTEMPT_MS * (1 + Math.random() / 4) : KEEP_ALIVES * KEEP_ALIVE_MS);
    on.state('stale');
    connect();
  }

  function close() {
    source?.close();
    TYPES.forEach((type) => source?.removeEventListener(type, receive));
    source?.removeEventListener('error', fail);
  }

  function receive(event) {
    silence.heard();
    let message;
    try {
      message = JSON.parse(event.data);
    } catch {
      message = null;
    }
    if (message === null || typeof message !== 'object') {
      on.unreadable();
      return;
    }
    if (event.type === 'hello') {
      failures = 0;
      givenUp = 0;
      silence.allow(patienceOf(message));
      on.state('live');
    } else if (event.type === 'goaway') {
      silence.expect(Number(message.retryMs) || 0);
    }
    on.message(event.type, message, resuming);
    resuming = resuming && event.type !== 'resumed';
    lastId = event.lastEventId || lastId;
  }

  function fail(event) {
    if (event instanceof MessageEvent) {
      return; // "event: error" of a server, not an error of the connection
    }
    on.state('reconnecting');
    silence.failed();
    if (source.readyState === EventSource.CLOSED) {
      recover();
    } else {
      resuming = lastId !== '';
    }
  }

  async function recover() {
    const attempt = attempts;
    const refusal = await probe(url, secret(), ended.signal);
    if (!ended.signal.aborted && attempt === attempts) {
      retry(refusal);
    }
  }

  function retry(refusal) {
    if (refusal) {
      on.problem(refusal.problem);
    }
    if (refusal?.final) {
      silence.end();
      on.state('refused');
      return;
    }
    failures += 1;
    // Jitter, because everybody else's page lost the relay in the same second.
    const wait = Math.min(LONGEST_WAIT_MS, Math.max(refusal?.retryAfterMs ?? 0, 1000 * 2 ** failures));
    const jittered = wait * (1 + Math.random() / 2);
    // The relay's wait is kept to; this page's own ends when the network is back.
    silence.expect(refusal?.retryAfterMs > 0 ? jittered : 0);
    timer = setTimeout(connect, jittered);
  }

  on.state('connecting');
  connect();
  return () => {
    ended.abort();
    clearTimeout(timer);
    silence.end();
    close();
  };
}

/** How long nothing may come of a connection, by its first message. */
function patienceOf({ keepAliveMs, pingMs }) {
  const keepAlive = keepAliveMs > 0 ? keepAliveMs : KEEP_ALIVE_MS;
  return Math.min(KEEP_ALIVES * keepAlive, pingMs > 0 ? 2 * pingMs : Infinity);
}

/**
 * Gets a ticket for one connection.
 * @param {string} secret
 * @param {AbortSignal} ended
 * @returns {Promise<{ticket?: string, refusal?: object}>} neither where no credential is shown
 */
async function ticketFor(secret, ended) {
  if (secret === '') {
    return {};
  }
  try {
    const response = await fetch('v1/tickets', {
      method: 'POST',
      headers: { 'X-API-Key': secret },
      cache: 'no-store',
      signal: AbortSignal.any([ended, AbortSignal.timeout(PROBE_TIMEOUT_MS)]),
    });
    return response.ok ? { ticket: (await response.json()).ticket } : { refusal: await refusalOf(response) };
  } catch {
    return { refusal: UNREACHABLE };
  }
}

/**
 * Asks once why there was no stream.
 * @param {string} url
 * @param {string} secret
 * @param {AbortSignal} ended
 * @returns {Promise<{problem: Problem, final: boolean, retryAfterMs: number}|null>} null where there would be a stream now
 */
async function probe(url, secret, ended) {
  const reading = new AbortController();
  const abort = () => reading.abort();
  ended.addEventListener('abort', abort);
  const timeout = setTimeout(abort, PROBE_TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      headers: { Accept: 'application/json, text/event-stream', ...(secret ? { 'X-API-Key': secret } : {}) },
      cache: 'no-store',
      signal: reading.signal,
    });
    const type = response.headers.get('Content-Type') ?? '';
    if (response.ok && type.startsWith('text/event-stream')) {
      return null;
    }
    return await refusalOf(response);
  } catch {
    return UNREACHABLE;
  } finally {
    abort(); // A stream that was let in must not stay open beside the real one.
    clearTimeout(timeout);
    ended.removeEventListener('abort', abort);
  }
}

async function refusalOf(response) {
  const type = response.headers.get('Content-Type') ?? '';
  const body = type.includes('json') ? await response.json().catch(() => null) : null;
  return {
    problem: problemOf(response.status, body),
    final: response.status < 500 && response.status !== 429 && response.status !== 408,
    retryAfterMs: 1000 * (Number(response.headers.get('Retry-After')) || 0),
  };
}

function problemOf(status, body) {
  const words = body?.detail || body?.title || 'the answer was not an event stream';
  return {
    code: String(body?.code ?? ''),
    title: `${words} (HTTP ${status}${body?.code ? `, ${body.code}` : ''})`,
    rejected: Array.isArray(body?.rejected) ? body.rejected.filter((item) => item && typeof item === 'object') : [],
  };
}
