import type { Message } from '../../sandbox/protocol.ts';
import type { Actor, Place } from '../../sandbox/server/play/actor.ts';
import { messageWords } from '../../sandbox/server/play/actor.ts';
import type { Crew } from './crew.ts';

/** The newest review of a channel: where its cards are, and what it says now. */
export interface ReviewRoom {
  root: Message;
  /** Where the card of this one-pager is. */
  card(number: number): Place;
  /** The words of the root message now. */
  readRoot(): Promise<string>;
  /** Waits until the card of this one-pager has these words; answers all of its words. */
  seeCard(number: number, words: RegExp): Promise<string>;
  /** What was said in the thread below the root, oldest first. */
  readThread(): Promise<string[]>;
}

/** Enters the newest review of a channel; the bot must be at rest. */
export async function enterReview(crew: Crew, channel = 'C0GROWTH'): Promise<ReviewRoom> {
  const { client } = crew;
  const root = await client.until(`a review in ${channel}`, async () => {
    const messages = await client.messages(channel);
    return messages.filter((one) => one.text.startsWith('15-minute review')).at(-1);
  });
  const thread = async () => (await client.messages(channel, undefined, root.ts)).slice(1);
  return {
    root,
    card: (number) => ({ channel, thread: root.ts, in: new RegExp(`^#${number} `) }),
    readRoot: async () => {
      const [now] = await client.messages(channel, undefined, root.ts);
      return now === undefined ? '' : messageWords(now);
    },
    seeCard: (number, words) =>
      client.until(`${words} on the card of #${number}`, async () => {
        const cards = (await thread()).map(messageWords);
        return cards.find((card) => card.startsWith(`#${number} `) && words.test(card));
      }),
    readThread: async () =>
      (await thread()).filter((one) => one.ephemeralFor === undefined).map(messageWords),
  };
}

/** Presses Change or Stop on a card and gives the line that it asks. */
export async function voteWithLine(
  by: Actor,
  choice: 'Change' | 'Stop',
  vote: { on: Place; line: string },
): Promise<void> {
  await by.presses(choice, vote.on);
  await by.seesModal(/in one line/);
  await by.fills({ 'in one line': vote.line });
  await by.submits();
}

/** Opens the readings of a card, fills them by label and saves. */
export async function addReadings(
  by: Actor,
  card: Place,
  fields: Record<string, string>,
): Promise<void> {
  await by.presses('Readings', card);
  await by.seesModal(/now\?/);
  await by.fills(fields);
  await by.submits();
}

/** Opens *Log decision* on a card; what is chosen and typed over the proposal is by label. */
export async function logDecision(
  by: Actor,
  card: Place,
  typed: { choice?: string; fields?: Record<string, string> } = {},
): Promise<void> {
  await by.presses('Log decision', card);
  await by.seesModal(/How sure are we/);
  if (typed.choice !== undefined) await choose(by, typed.choice);
  await by.fills(typed.fields ?? {});
  await by.submits();
}

/** Chooses another decision in the open form and waits for what it then asks. */
export async function choose(by: Actor, choice: string): Promise<void> {
  const { hash } = await by.seesModal(/How sure are we/);
  await by.fills({ '^Decision$': choice });
  await by.client.until(`the form for ${choice}`, async () => {
    const top = (await by.client.views(by.userId)).stack.at(-1);
    return top === undefined || top.hash === hash ? undefined : top;
  });
}
