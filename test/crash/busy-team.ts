import { Actor, type Place } from '../../sandbox/server/play/actor.ts';
import { ControlClient } from '../../sandbox/server/play/control-client.ts';
import { wordsOf } from '../../sandbox/server/play/find.ts';
import { publish } from '../harness/crew.ts';
import { logDecision, type ReviewRoom, voteWithLine } from '../harness/review-room.ts';

/** What is certain about the effect of acts: acknowledged means done; anything else, done or not. */
export interface Ledger {
  /** By `card of #1/U0BEN`: what the vote may be now. One entry when the last one was acknowledged. */
  votes: Map<string, Set<string>>;
  /** Numbers of one-pagers whose publishing was acknowledged. */
  published: number[];
  /** How often publishing was tried without an acknowledgement. */
  perhapsPublished: number;
  /** Numbers of one-pagers whose decision was acknowledged; the others were tried. */
  decided: Set<number>;
  perhapsDecided: Set<number>;
  /** Acknowledged acts of any kind, and those that nobody answered. */
  acked: number;
  lost: number;
}

/** An empty ledger. */
export function openLedger(): Ledger {
  return {
    votes: new Map(),
    published: [],
    perhapsPublished: 0,
    decided: new Set(),
    perhapsDecided: new Set(),
    acked: 0,
    lost: 0,
  };
}

/** People who do things as fast as the bot answers, until `isOver`; what the bot does not answer they try again later. */
export interface BusyTeam {
  url: string;
  review: ReviewRoom;
  ledger: Ledger;
  random: () => number;
  isOver: () => boolean;
}

/** A person at the keyboard who gives up quickly. */
export function sitDown(url: string, userId: string): Actor {
  return new Actor(new ControlClient(url, 1_500), userId);
}

/** Votes on these cards, again and again, now without and now with a reason. */
export async function keepVoting(team: BusyTeam, by: Actor, cards: number[]): Promise<void> {
  const { ledger, random, review } = team;
  while (!team.isOver()) {
    const number = cards[Math.floor(random() * cards.length)] ?? 1;
    const choice = random() < 0.7 ? 'continue' : 'stop';
    const key = `#${number}/${by.userId}`;
    const before = ledger.votes.get(key) ?? new Set(['none']);
    const on: Place = review.card(number);
    ledger.votes.set(key, new Set([...before, choice]));
    const isAcked = await tryOut(by, ledger, () =>
      choice === 'continue'
        ? by.presses('Continue', on)
        : voteWithLine(by, 'Stop', { on, line: 'because' }),
    );
    if (isAcked) ledger.votes.set(key, new Set([choice]));
  }
}

/** Publishes one one-pager after the other. */
export async function keepPublishing(team: BusyTeam, by: Actor): Promise<void> {
  const { ledger } = team;
  while (!team.isOver()) {
    ledger.perhapsPublished += 1;
    const isAcked = await tryOut(by, ledger, async () => {
      ledger.published.push(await publish(by, { scene: 'Platform' }));
    });
    if (isAcked) ledger.perhapsPublished -= 1;
  }
}

/** Decides these cards, one after the other, each until the bot has acknowledged it. */
export async function keepDeciding(team: BusyTeam, by: Actor, cards: number[]): Promise<void> {
  const { ledger, review } = team;
  for (const number of cards) {
    for (;;) {
      if (team.isOver()) return;
      ledger.perhapsDecided.add(number);
      if (await tryOut(by, ledger, () => decide(by, review.card(number)))) break;
    }
    ledger.decided.add(number);
  }
}

/** Logs what is proposed; when the votes that came meanwhile ask for a because, that too: only then is it logged. */
async function decide(by: Actor, card: Place): Promise<void> {
  await logDecision(by, card);
  const top = (await by.client.views(by.userId)).stack.at(-1);
  if (top === undefined) return;
  await by.fills({ '^Against': 'what we saw in the calls says so' });
  await by.submits();
  const still = (await by.client.views(by.userId)).stack.at(-1);
  if (still !== undefined) throw new Error(`not logged: ${wordsOf(still.view)}`);
}

async function tryOut(by: Actor, ledger: Ledger, act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    ledger.acked += 1;
    return true;
  } catch {
    ledger.lost += 1;
    await putAway(by);
    return false;
  }
}

/** Closes whatever is open on the screen; the bot may be dead. */
async function putAway(by: Actor): Promise<void> {
  for (;;) {
    const top = (await by.client.views(by.userId)).stack.at(-1);
    if (top === undefined) return;
    const { userId } = by;
    await by.client.act({ act: 'close', userId, viewId: top.id, isCleared: true });
  }
}
