import type { Dice } from '../dice.ts';
import { type FaultKind, injectedMark, type Storm } from './storm.ts';

/** What the network between one process and Slack needs to know. */
interface Line {
  storm: Storm;
  fetch: typeof fetch;
  /** The clock of the transport; a slow call moves it. */
  nowMs: () => number;
  wait: (ms: number) => void;
  /** Called before each call of the Web API: a process may die or stand still here. */
  onCall: (method: string) => Promise<void>;
  /** Whether the process is there to hear an answer. */
  isHeard: () => boolean;
}

/** A call that posts or changes a message, as Slack saw it come in. */
export interface Sent {
  atMs: number;
  channel: string;
  method: string;
}

/** The line to Slack in a storm, and what went over it. */
export interface TroubledLine {
  fetch: typeof fetch;
  sent: Sent[];
  /** Until when Slack asked for silence, and since when. */
  silences: { fromMs: number; untilMs: number }[];
}

const posting = /^chat\.(postMessage|update)$/;
const opening = /^views\.(open|push)$/;

/** Lays a line on which calls fail in every way in which calls to Slack fail. */
export function layLine(line: Line): TroubledLine {
  const sent: Sent[] = [];
  const silences: { fromMs: number; untilMs: number }[] = [];
  const troubled: typeof fetch = async (input, init) => {
    const { pathname } = new URL(String(input));
    if (!pathname.startsWith('/api/')) return line.fetch(input, init);
    const method = pathname.slice('/api/'.length);
    // What a process had begun before it stood still it could not know better.
    const atMs = line.nowMs();
    await line.onCall(method);
    const args = new URLSearchParams(String(init?.body ?? ''));
    const channel = args.get('channel') ?? '';
    if (posting.test(method)) sent.push({ atMs, channel, method });
    const dice = line.storm.diceFor(`${method} ${keyOf(method, args)}`);
    if (!line.storm.mayStrike(dice, shareOf(method))) return line.fetch(input, init);
    return strike({ line, method, silences, call: () => line.fetch(input, init) }, dice);
  };
  return { fetch: troubled, sent, silences };
}

/** How often a call fails; a message fails in more ways than others, and each of them must come. */
function shareOf(method: string): number {
  if (method === 'auth.test') return 0;
  return posting.test(method) ? 0.12 : 0.09;
}

/** What makes this call the same call again. */
function keyOf(method: string, args: URLSearchParams): string {
  const metadata = args.get('metadata') ?? '';
  const key = /"k":"([^"]+)"/.exec(metadata)?.[1];
  return key ?? (args.get('ts') || args.get('channel') || args.get('user') || method);
}

interface Struck {
  line: Line;
  method: string;
  silences: TroubledLine['silences'];
  call: () => Promise<Response>;
}

function listKinds(method: string): FaultKind[] {
  if (opening.test(method)) return ['slack: trigger expired', 'slack: slow', 'slack: not reached'];
  if (method === 'views.update' || method === 'views.publish') {
    return ['slack: hash conflict', 'slack: slow', 'slack: 5xx before accept'];
  }
  const anyCall: FaultKind[] = [
    'slack: 429 without Retry-After',
    'slack: 5xx before accept',
    'slack: not reached',
    'slack: timed out before accept',
    'slack: slow',
  ];
  if (!posting.test(method)) return anyCall;
  return [
    ...anyCall,
    'slack: 429 with Retry-After',
    'slack: 5xx after accept',
    'slack: internal_error after accept',
    'slack: answer lost',
  ];
}

async function strike(struck: Struck, dice: Dice): Promise<Response> {
  const { line, method, call } = struck;
  const { only } = line.storm;
  if (only !== undefined && !listKinds(method).includes(only)) return call();
  const kind = only ?? dice.pick(listKinds(method));
  line.storm.strike(kind, method);
  switch (kind) {
    case 'slack: 429 with Retry-After':
      return silence(struck, dice.between(1, 40), true);
    case 'slack: 429 without Retry-After':
      // Without the header the bot keeps to half a minute of its own; it is not held to more.
      return silence(struck, 1, false);
    case 'slack: 5xx after accept':
      await call();
      return refuse('service_unavailable', 503);
    case 'slack: internal_error after accept':
      await call();
      return refuse('internal_error');
    case 'slack: answer lost':
      await call();
      line.wait(10_000);
      throw broken('ECONNRESET');
    case 'slack: timed out before accept':
      line.wait(10_000);
      throw broken('UND_ERR_HEADERS_TIMEOUT');
    case 'slack: not reached':
      throw broken('ECONNREFUSED');
    case 'slack: slow':
      line.wait(dice.between(1_000, 8_000));
      return call();
    case 'slack: trigger expired':
      return refuse('expired_trigger_id');
    case 'slack: hash conflict':
      return refuse('hash_conflict');
    default:
      return refuse('service_unavailable', 503);
  }
}

function silence({ line, method, silences }: Struck, seconds: number, isSaid: boolean): Response {
  // A silence that was asked of a process which died meanwhile is known to nobody.
  if (isSaid && posting.test(method) && line.isHeard()) {
    const fromMs = line.nowMs();
    silences.push({ fromMs, untilMs: fromMs + seconds * 1000 });
  }
  return refuse('ratelimited', 429, isSaid ? { 'retry-after': String(seconds) } : {});
}

function refuse(error: string, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ ok: false, error }), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** A connection that broke, as Node's fetch tells it. */
function broken(code: string): TypeError {
  const cause = Object.assign(new Error(`${code}, ${injectedMark}`), { code });
  return new TypeError('fetch failed', { cause });
}
