import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { ActFailed } from '../../sandbox/server/play/actor.ts';
import type { CardId, OnePagerId, ReviewId } from '../../src/lib/ids.ts';
import type { Member, Team } from './company.ts';
import type { Dice } from './dice.ts';
import type { SimulatedWorld } from './world.ts';

const lastSteps = 30;

/** Something that the product promises, seen broken. */
export class Broken extends Error {}

/** Where words that people type must lie, as table and column. */
export type Place =
  | 'vote.reason'
  | 'card_note.why'
  | 'decision_text.text'
  | 'onepager_version.content'
  | 'review.skipped_because'
  | 'onepager_park.reason';

/** What words are counted by. */
const owners: Readonly<Record<Place, string>> = {
  'vote.reason': 'card_id',
  'card_note.why': 'card_id',
  'decision_text.text': 'decision_id',
  'onepager_version.content': 'onepager_id',
  'review.skipped_because': 'id',
  'onepager_park.reason': 'onepager_id',
};

/** The person was told that it did not work. */
class Told extends Error {}

/** What a person sees of trouble: Slack's own refusal, a form that is not there, a sentence. */
function isSaid(error: unknown): boolean {
  if (error instanceof ActFailed || error instanceof Told) return true;
  return error instanceof Error && /^nobody |^no |There is no/.test(error.message);
}

/** These never lose a word again; elsewhere the writer may write something else later. */
const forGood: ReadonlySet<Place> = new Set(['decision_text.text', 'onepager_version.content']);

/** What one simulation is played in: the world, chance, and what people did and typed. */
export class Room {
  /** In a storm people meet what they did not foresee, and are told. */
  isStormy = false;
  readonly world: SimulatedWorld;
  readonly dice: Dice;
  /** How often each thing was done, and how often Slack or a form said no to it. */
  readonly done = new Map<string, number>();
  readonly refused = new Map<string, number>();
  /** Forms that somebody left open, to be submitted at some later time. */
  readonly leftOpen: (() => Promise<void>)[] = [];
  private readonly steps: string[] = [];
  private readonly history = createHash('sha256');
  private acting: Member | undefined;
  /** How many messages there were when they began. */
  private shownBefore = 0;
  private readonly kept: { place: Place; words: string }[] = [];
  private typed = 0;

  constructor(world: SimulatedWorld, dice: Dice) {
    this.world = world;
    this.dice = dice;
  }

  /** The last things that happened, newest last. */
  get trail(): string {
    return this.steps.join('\n');
  }

  note(step: string): void {
    const line = `${this.world.now.toISOString().slice(0, 16)} ${step}`;
    this.history.update(`${line}\n`);
    this.steps.push(line);
    if (this.steps.length > lastSteps) this.steps.shift();
  }

  /** A digest of all that was noted so far. */
  get told(): string {
    return this.history.copy().digest('hex');
  }

  /** Words that nobody has typed before; in a storm some of them would ping everybody. */
  words(about: string): string {
    this.typed += 1;
    const ping = this.isStormy && this.typed % 3 === 0 ? ' <!channel> & <@U0NOBODY>' : '';
    return `${about}${ping}, said ${this.typed} times over`;
  }

  /**
   * Somebody does something. Nobody is there while the bot is down; while it is up, only a `no` that was foreseen may come
   * back. What was open on the screen is closed afterwards unless `staysOpen`.
   */
  async does(
    who: Member,
    what: string,
    deed: () => Promise<void>,
    options: { mayBeRefused?: RegExp; staysOpen?: boolean } = {},
  ): Promise<void> {
    const { world } = this;
    this.note(`${who.name} ${what}`);
    this.acting = who;
    this.shownBefore = world.sandbox.world.workspace.messages.list().length;
    try {
      await deed();
      count(this.done, what);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      const isForeseen =
        options.mayBeRefused?.test(said) === true ||
        (this.isStormy && !(error instanceof Broken) && isSaid(error));
      const isNobodyThere = !world.isBotUp && (error instanceof ActFailed || /^nobody/.test(said));
      if (!isForeseen && !isNobodyThere) throw error;
      count(this.refused, isNobodyThere ? 'nobody there' : what);
    } finally {
      if (options.staysOpen !== true) await this.clearScreen(who);
    }
  }

  /** Words that were taken must be there. */
  async expectKept(place: Place, words: string): Promise<void> {
    if ((await this.countKept(place, words)) === 0) await this.lost(`lost in ${place}: ${words}`);
    if (forGood.has(place)) this.kept.push({ place, words });
  }

  /** What was taken for good is still there. */
  async expectAllKept(): Promise<void> {
    for (const { place, words } of this.kept) {
      if ((await this.countKept(place, words)) === 0)
        throw new Broken(`lost later in ${place}: ${words}`);
    }
  }

  /** What was taken for good is there, and once. */
  async expectAllKeptOnce(): Promise<void> {
    for (const [place, owner] of Object.entries(owners)) {
      const mine = this.kept.filter((one) => one.place === place);
      if (mine.length === 0) continue;
      const [table = '', column = ''] = place.split('.');
      const { rows } = await sql<{ owner: string; text: string }>`
        select ${sql.ref(owner)} as owner, ${sql.ref(column)} as text from ${sql.table(table)}
      `.execute(this.world.db);
      for (const { words } of mine) {
        const count = new Set(rows.flatMap((row) => (row.text?.includes(words) ? [row.owner] : [])))
          .size;
        if (count !== 1) throw new Broken(`${count} times in ${place}: ${words}`);
      }
    }
  }

  /** I13: in a storm something may not have been taken, but never without a word to who did it. */
  async lost(what: string): Promise<never> {
    if (this.isStormy && (await this.wasTold())) throw new Told();
    throw new Broken(`${this.isStormy ? 'I13: ' : ''}${what}`);
  }

  /** The bot said to whoever acts now that it did not take what they did. */
  private async wasTold(): Promise<boolean> {
    const { acting, world } = this;
    if (acting === undefined) return false;
    const { stack } = await acting.actor.client.views(acting.actor.userId);
    const { messages } = world.sandbox.world.workspace;
    // Only since they began: what was said of another act says nothing about this one.
    const notes = messages
      .list()
      .slice(this.shownBefore)
      .filter(({ ephemeralFor }) => ephemeralFor === acting.actor.userId);
    return /Nothing was saved|try once more/.test(JSON.stringify([stack, notes]));
  }

  /** In how many things the words are; a later version of a one-pager is the same thing. */
  private async countKept(place: Place, words: string): Promise<number> {
    const [table = '', column = ''] = place.split('.');
    const found = await sql<{ n: number }>`
      select count(distinct ${sql.ref(owners[place])}) as n from ${sql.table(table)}
      where ${sql.ref(column)} like ${`%${words}%`}
    `.execute(this.world.db);
    return Number(found.rows[0]?.n ?? 0);
  }

  private async clearScreen({ actor }: Member): Promise<void> {
    const { stack } = await actor.client.views(actor.userId);
    if (stack.length === 0) return;
    const [closing] = await Promise.allSettled([actor.closes({ isCleared: true })]);
    if (closing.status === 'rejected' && !this.isStormy) throw closing.reason;
  }
}

/** Submits the form on top; red text under a field, wherever it comes from, is an error with these words. */
export async function submits({ actor }: Member): Promise<void> {
  await actor.submits();
  const top = (await actor.client.views(actor.userId)).stack.at(-1);
  const errors = Object.values(top?.errors ?? {});
  if (errors.length > 0) throw new ActFailed('submit', { ok: false, error: errors.join(' ') });
}

/** A card that takes votes, as the database knows it. */
export interface OpenCard {
  id: CardId;
  onepagerId: OnePagerId;
  number: number;
  ownerId: string;
}

/** A team's open review; `threadTs` once it is posted. */
export interface OpenReview {
  id: ReviewId;
  threadTs: string | undefined;
  cards: OpenCard[];
}

/** The team's review that is open now, also ahead of its time. */
export async function findReview(room: Room, team: Team): Promise<OpenReview | undefined> {
  const { db } = room.world;
  const review = await db
    .selectFrom('review')
    .innerJoin('team', 'team.id', 'review.team_id')
    .select(['review.id'])
    .where('team.channel_id', '=', team.channelId)
    .where('review.state', '=', 'open')
    .executeTakeFirst();
  if (review === undefined) return undefined;
  const root = await db
    .selectFrom('message')
    .select('ts')
    .where('address', '=', `review:${review.id}`)
    .executeTakeFirst();
  const cards = await db
    .selectFrom('card')
    .innerJoin('onepager', 'onepager.id', 'card.onepager_id')
    .select([
      'card.id',
      'card.onepager_id as onepagerId',
      'onepager.number',
      'onepager.owner_id as ownerId',
    ])
    .where('card.review_id', '=', review.id)
    .where('card.state', '=', 'open')
    .orderBy('card.position')
    .execute();
  return { id: review.id, threadTs: root?.ts ?? undefined, cards };
}

/** The numbers of the team's running one-pagers with their owners. */
export async function listRunning(room: Room, team: Team): Promise<Omit<OpenCard, 'id'>[]> {
  return room.world.db
    .selectFrom('onepager')
    .innerJoin('team', 'team.id', 'onepager.team_id')
    .select(['onepager.id as onepagerId', 'onepager.number', 'onepager.owner_id as ownerId'])
    .where('team.channel_id', '=', team.channelId)
    .where('onepager.state', '=', 'running')
    .orderBy('onepager.number')
    .execute();
}

function count(tally: Map<string, number>, what: string): void {
  tally.set(what, (tally.get(what) ?? 0) + 1);
}
