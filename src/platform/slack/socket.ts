import { drawBelow, type Random } from '../../lib/random.ts';
import { StartupError } from '../../lib/startup-error.ts';
import type { Log } from '../log.ts';
import { deadTokenCodes } from './failures.ts';
import { type Link, makeLink, type SocketClient } from './socket-link.ts';

// Keeps Socket Mode connections open: several places, each with one connection that is replaced before it goes.
// (slack.md *Sending*, reliability.md P04, P05, F-11 to F-21)

/** What it takes to be heard by Slack all the time. */
export interface SocketParts {
  /** A client that is not connected yet. */
  makeClient: () => SocketClient;
  /** How many connections there should be. */
  places: number;
  random: Random;
  log: Log;
  /** Whether Slack's Web API answers at the moment. */
  isSlackThere: () => Promise<boolean>;
  /** How many connections other processes of our own hold, where there may be some. */
  countFellows?: () => Promise<number>;
  /** Called, once, when Slack refuses us for good or never reaches us again. */
  onDeaf: (why: string) => void;
}

/** The connections that are held. */
export interface Sockets {
  /** Whether at least one stands. */
  isConnected(): boolean;
  /** How many connections of strangers Slack counted when it last greeted us: they take some of the payloads. */
  countOthers(): number;
  /** How many of ours Slack may have counted within the last minute. */
  countLinks(): number;
  /**
   * Acknowledges on any connection that stands, when the one that delivered is gone; where none does, on the first that comes
   * up while Slack still waits. False once it is stopped. (F-15)
   */
  acknowledge(envelopeId: string, payload: unknown): boolean;
  stop(): void;
}

const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** A connection that held so long was a good one: after it the next is opened at once. */
const stableMs = 10_000;
/** Slack may renew what has stood so long as often as it likes; only what breaks is tried more and more slowly. */
const briefMs = 1_000;
/** Slack waits no longer for an acknowledgement. */
const keepAckMs = 3_000;
const deafAfterMs = 5 * 60_000;
/** Our own say every ten seconds that they are there, also those that begin at the same moment. */
const fellowsAfterMs = 25_000;
const latelyMs = 60_000;
/** As long as Slack says it keeps a connection, where it does not say. */
const usualLifeMs = 5 * 60 * 60_000;
/** Besides a token that ended: one that never was for this. */
const refusals: ReadonlySet<string> = new Set([
  ...deadTokenCodes,
  'missing_scope',
  'forbidden_team',
]);

/**
 * Connects all places, and each again whenever Slack wants its connection to go or closes it: at once, and then with growing
 * pauses up to half a minute. The old one hears and acknowledges until Slack closes it. Resolves when the first is connected.
 * Throws a `StartupError` when Slack refuses the app token. When nothing has stood for five minutes although Slack answers
 * otherwise, something is wrong in here: `onDeaf` is called, so that the process is started anew. (P05)
 */
export async function holdSockets(parts: SocketParts): Promise<Sockets> {
  const held: Held = {
    ...{ ...parts, isStopped: false, others: 0 },
    ...{ links: new Set(), open: new Set(), lately: new Set(), kept: new Set() },
  };
  const endWatch = watch(held, tell);
  let onConnected = (): void => undefined;
  const connected = new Promise<undefined>((resolve) => {
    onConnected = () => resolve(undefined);
  });
  const first = hold(held, 0, onConnected);
  const refusal = await Promise.race([connected, first]);
  if (refusal !== undefined) {
    stop();
    throw new StartupError(
      `Slack refuses SLACK_APP_TOKEN (${refusal}): copy an app-level token with connections:write once more.`,
    );
  }
  void first.then(tellRefusal);
  for (let place = 1; place < parts.places; place += 1) {
    void hold(held, place, () => undefined).then(tellRefusal);
  }

  function tellRefusal(code: string | undefined): void {
    if (code !== undefined) tell(`Slack refuses the app token: ${code}`);
  }
  function tell(why: string): void {
    if (held.isStopped) return;
    stop();
    parts.onDeaf(why);
  }
  function stop(): void {
    held.isStopped = true;
    endWatch();
    for (const link of held.links) link.close();
  }
  return {
    isConnected: () => held.open.size > 0,
    countOthers: () => held.others,
    countLinks: () => held.lately.size,
    acknowledge: (envelopeId, payload) => acknowledge(held, { envelopeId, payload }),
    stop,
  };
}

interface Held extends SocketParts {
  isStopped: boolean;
  others: number;
  /** Everything that may be counted as ours by Slack. */
  links: Set<Link>;
  /** Those over which Slack can reach us. */
  open: Set<Link>;
  /** Those that stood within the last minute. */
  lately: Set<Link>;
  /** Acknowledgements that no connection could take yet. */
  kept: Set<string>;
}

/** Holds one place until it is stopped; answers Slack's code when Slack refuses for good. */
async function hold(
  held: Held,
  place: number,
  onConnected: () => void,
): Promise<string | undefined> {
  let failures = 0;
  let isFirst = true;
  while (!held.isStopped) {
    const link = openLink(held);
    const failure = await link.connect();
    if (failure === undefined) {
      held.open.add(link);
      held.lately.add(link);
      // It may be gone already: then this is the next thing that happens.
      void link.gone.then(() => {
        held.open.delete(link);
        setTimeout(() => held.lately.delete(link), latelyMs).unref();
      });
      sendKept(held);
      onConnected();
      const stagger = isFirst ? staggerMs(held, place, link) : undefined;
      isFirst = false;
      const renewal = stagger === undefined ? undefined : setTimeout(link.leave, stagger);
      renewal?.unref();
      const stable = setTimeout(() => {
        failures = 0;
      }, stableMs);
      let hasStood = false;
      const brief = setTimeout(() => {
        hasStood = true;
      }, briefMs);
      const isAsked = await Promise.race([
        link.leaving.then(() => true),
        link.gone.then(() => false),
      ]);
      if (isAsked && hasStood) failures = 0;
      clearTimeout(brief);
      clearTimeout(renewal);
      clearTimeout(stable);
    } else {
      held.links.delete(link);
      if (refusals.has(failure.code)) return failure.code;
      if (held.isStopped) return undefined;
      held.log.warn({ code: failure.code }, 'Socket Mode does not connect; it is tried again');
    }
    if (failures > 0 || failure !== undefined) {
      await pause(Math.max(pauseMs(failures, held.random), failure?.retryAfterMs ?? 0));
    }
    failures += 1;
  }
  return undefined;
}

/** Doubles with each failure up to the longest; up to a quarter less by chance, so that many bots do not come back in step. */
function pauseMs(failures: number, random: Random): number {
  const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 16));
  return longest - drawBelow(Math.floor(longest / 4), random);
}

function openLink(held: Held): Link {
  const link = makeLink(held.makeClient(), {
    log: held.log,
    onGreeted: (connections) => {
      const others = Math.max(0, connections - held.links.size);
      const { countFellows } = held;
      if (others === 0 || countFellows === undefined) return noteOthers(held, others);
      const timer = setTimeout(() => void lessFellows(held, others, countFellows), fellowsAfterMs);
      timer.unref();
    },
  });
  held.links.add(link);
  void link.gone.then(() => held.links.delete(link));
  return link;
}

/** Two processes of one database are no strangers to each other. While the database cannot be asked, what was known stays. */
async function lessFellows(
  held: Held,
  others: number,
  countFellows: () => Promise<number>,
): Promise<void> {
  const [fellows] = await Promise.allSettled([countFellows()]);
  if (fellows.status === 'fulfilled') noteOthers(held, Math.max(0, others - fellows.value));
}

/** Ghosts and laptops with our token steal payloads. (F-13, F-17) */
function noteOthers(held: Held, others: number): void {
  const isNew = held.others === 0 && others > 0;
  held.others = others;
  if (isNew) held.log.warn({ others }, 'another process is connected with this app token');
}

/**
 * Connections that were opened together would be refreshed together: the later places open another one once, in between. What
 * stood there before stays as well until Slack renews it: what is underway to a connection that we close would be lost. (P04)
 */
function staggerMs(held: Held, place: number, link: Link): number | undefined {
  if (place === 0) return undefined;
  return Math.floor(((link.livesMs() ?? usualLifeMs) * place) / held.places);
}

/** Looks whether anything stands; answers what ends it. */
function watch(held: Held, tell: (why: string) => void): () => void {
  let deafMs = 0;
  const everyMs = 15_000;
  const timer = setInterval(() => {
    deafMs = held.open.size > 0 ? 0 : deafMs + everyMs;
    if (deafMs < deafAfterMs) return;
    deafMs = 0;
    void held.isSlackThere().then((isThere) => {
      if (!isThere || held.open.size > 0) return;
      tell('there was no Socket Mode connection for five minutes, although Slack answers');
    });
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

function acknowledge(
  held: Held,
  { envelopeId, payload }: { envelopeId: string; payload: unknown },
): boolean {
  if (held.isStopped) return false;
  const frame = JSON.stringify({ envelope_id: envelopeId, payload: payload ?? {} });
  if (sendFrame(held, frame)) return true;
  held.kept.add(frame);
  const timer = setTimeout(() => {
    if (!held.kept.delete(frame)) return;
    held.log.warn({}, 'there was no connection for an acknowledgement while Slack waited');
  }, keepAckMs);
  timer.unref();
  return true;
}

function sendKept(held: Held): void {
  for (const frame of held.kept) {
    if (sendFrame(held, frame)) held.kept.delete(frame);
  }
}

function sendFrame({ open }: Held, frame: string): boolean {
  const standing = [...open].find(({ client }) => client.websocket?.isActive() === true);
  standing?.client.websocket?.send(frame, () => undefined);
  return standing !== undefined;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
