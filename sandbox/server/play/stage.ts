import type { Channel, Message, Snapshot } from '../../protocol.ts';
import { Actor, messageWords } from './actor.ts';
import type { ControlClient } from './control-client.ts';

/** Other teams have reviews and roll-ups too; ours is among the next ones of its kind. */
const mostHops = 60;
const dayMs = 24 * 60 * 60_000;
const stepMs = 30 * 60_000;

/** A team of five in a channel of its own, and the clock on the wall. */
export class Stage {
  readonly client: ControlClient;
  readonly channel: Pick<Channel, 'id' | 'name'>;
  readonly botUserId: string;
  readonly ana: Actor;
  readonly ben: Actor;
  readonly mia: Actor;
  readonly noor: Actor;
  readonly theo: Actor;
  private readonly zone: string;
  private readonly beatMs: number;
  private reviewTs = '';
  private isReviewOpen = false;
  private firstDay = '';
  private expected: { on: string; words: RegExp }[] = [];

  constructor(
    client: ControlClient,
    parts: { channel: Pick<Channel, 'id' | 'name'>; snapshot: Snapshot; beatMs: number },
  ) {
    const { channel, snapshot } = parts;
    const person = (id: string) => new Actor(client, id, channel.id);
    this.client = client;
    this.channel = channel;
    this.botUserId = snapshot.app.botUserId;
    this.ana = person('U0ANA');
    this.ben = person('U0BEN');
    this.mia = person('U0MIA');
    this.noor = person('U0NOOR');
    this.theo = person('U0THEO');
    this.zone = snapshot.people.find(({ id }) => id === 'U0ANA')?.tz ?? 'UTC';
    this.beatMs = parts.beatMs;
  }

  /** The thread of the review that opened last. */
  get review(): string {
    if (this.reviewTs === '') throw new Error('nobody sees a review yet');
    return this.reviewTs;
  }

  /** Where one would look now: the channel, and the review's thread while it is open. */
  get place(): { channel: string; threadTs?: string } {
    const channel = this.channel.id;
    return this.isReviewOpen ? { channel, threadTs: this.reviewTs } : { channel };
  }

  /** A breath between two things that people do. */
  async beat(): Promise<void> {
    await this.client.rest(this.beatMs);
  }

  /** The day of the team's story, counted from its first one: `YYYY-MM-DD`. */
  dayAfter(days: number): string {
    return new Date(Date.parse(this.firstDay) + days * dayMs).toISOString().slice(0, 10);
  }

  /** Goes to the next Wednesday at nine, when the story begins: a day before a roll-up, six before a review. */
  async wednesdayComes(): Promise<void> {
    const at = nextWednesday(await this.client.now(), this.zone);
    await this.advance({ to: at.toISOString() });
    if (this.firstDay === '') this.firstDay = localDate(at, this.zone);
  }

  /** Goes on until the team's own next review has opened. */
  async reviewOpens(): Promise<void> {
    const root = await this.advanceUntil('review', 'the next review in the channel', (message) =>
      /^15-minute review: /.test(message.text),
    );
    this.reviewTs = root.ts;
    this.isReviewOpen = true;
    this.expected = [];
  }

  /** What a card must say, at the latest when its review has closed: the bot has a pace of its own. */
  expects(on: string, words: RegExp): void {
    this.expected.push({ on, words });
  }

  /** Goes on until the team's review has closed, and looks whether its cards say what they should. */
  async reviewCloses(): Promise<void> {
    await this.advanceUntil('reviewClose', 'how the review closed', (message) =>
      /^The review closed: /.test(message.text),
    );
    this.isReviewOpen = false;
    const thread = await this.client.messages(this.channel.id, this.ana.userId, this.review);
    for (const { on, words } of this.expected) {
      const title = new RegExp(`^#\\d+ ${on}: `);
      const card = thread.find(({ text }) => title.test(text));
      if (card && words.test(messageWords(card))) continue;
      throw new Error(`nobody sees “${words.source}” on the card “${on}”`);
    }
  }

  /** Goes on until the team's weekly roll-up is there. */
  async rollupComes(): Promise<Message> {
    return this.advanceUntil('rollup', 'the roll-up of the week', (message) =>
      / · roll-up\b/.test(message.text),
    );
  }

  private async advanceUntil(
    next: string,
    what: string,
    isIt: (message: Message) => boolean,
  ): Promise<Message> {
    const known = new Set((await this.said(isIt)).map((message) => message.ts));
    for (let hop = 0; hop < mostHops; hop += 1) {
      await this.advance({ next });
      const found = (await this.said(isIt)).find((message) => !known.has(message.ts));
      if (found) return found;
    }
    throw new Error(`nobody sees ${what}`);
  }

  private async said(isIt: (message: Message) => boolean): Promise<Message[]> {
    const messages = await this.client.messages(this.channel.id, this.ana.userId);
    return messages.filter((message) => message.userId === this.botUserId && isIt(message));
  }

  private async advance(advance: Parameters<ControlClient['advance']>[0]): Promise<void> {
    // Somebody may be turning the clock by hand; their turn ends, and then it is ours.
    await this.client.until('the clock free', async () => {
      try {
        return await this.client.advance(advance);
      } catch (error) {
        if (error instanceof Error && /already moving/.test(error.message)) return undefined;
        throw error;
      }
    });
  }
}

/** Finds the five their channel: #growth while the bot is not in it, otherwise a fresh one. `beatMs` is a breath between two acts. */
export async function openStage(client: ControlClient, beatMs: number): Promise<Stage> {
  const snapshot = await client.state();
  for (const name of cast) {
    const person = snapshot.people.find(({ id }) => id === idOf(name));
    if (!person || person.isDeleted || person.isGuest || person.isExternal) {
      throw new Error(`the story needs ${name}, who is not in this workspace any more`);
    }
  }
  if (!snapshot.app.isConnected) {
    throw new Error('the story needs the bot, which is not connected right now');
  }
  const free = snapshot.channels.find((channel) => isFree(channel, snapshot.app.botUserId));
  const channel = free ?? (await addChannel(client, snapshot));
  return new Stage(client, { channel, snapshot, beatMs });
}

const cast = ['Ana', 'Ben', 'Mia', 'Noor', 'Theo'] as const;

function idOf(name: string): string {
  return `U0${name.toUpperCase()}`;
}

function isFree(channel: Channel, botUserId: string): boolean {
  const { name, isArchived, isExternal, memberIds } = channel;
  if (!/^growth(-\d+)?$/.test(name) || isArchived || isExternal) return false;
  if (memberIds.includes(botUserId)) return false;
  return cast.every((name) => memberIds.includes(idOf(name)));
}

async function addChannel(
  client: ControlClient,
  { channels }: Snapshot,
): Promise<Pick<Channel, 'id' | 'name'>> {
  const taken = new Set(channels.map((channel) => channel.name));
  let number = 2;
  while (taken.has(`growth-${number}`)) number += 1;
  const name = `growth-${number}`;
  const answer = await client.change({
    change: 'addChannel',
    name,
    kind: 'public',
    memberIds: cast.map(idOf),
  });
  return { id: String(answer.channel), name };
}

function nextWednesday(now: Date, zone: string): Date {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const first = Math.ceil(now.getTime() / stepMs) * stepMs;
  for (let at = first; at < first + 8 * dayMs; at += stepMs) {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const time = `${parts.get('weekday')} ${parts.get('hour')}:${parts.get('minute')}`;
    if (time === 'Wed 09:00') return new Date(at);
  }
  throw new Error(`nobody sees a Wednesday morning in ${zone}`);
}

function localDate(at: Date, zone: string): string {
  // Swedish dates are written YYYY-MM-DD.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(at);
}
