import type { ActResult, Message } from '../../sandbox/protocol.ts';
import { Actor, messageWords } from '../../sandbox/server/play/actor.ts';
import { ControlClient } from '../../sandbox/server/play/control-client.ts';
import { wordsOf } from '../../sandbox/server/play/find.ts';
import { startWorld, type World, type WorldOptions } from './world.ts';

const bot = 'U0BARBELL';
/** What takes longer than this is not a slow machine. */
const patienceMs = 60_000;

/** A world and the people of its little company, each at a keyboard. */
export interface Crew extends AsyncDisposable {
  world: World;
  client: ControlClient;
  ana: Actor;
  ben: Actor;
  mia: Actor;
  noor: Actor;
  theo: Actor;
  lena: Actor;
  /** A guest. */
  gil: Actor;
  /** Anybody else, by the end of their id (`EVE`), looking at a channel. */
  at(name: string, home?: string): Actor;
}

/** Starts a world with its people; it ends where the crew goes out of scope, or by `close`. */
export async function openCrew(options: WorldOptions): Promise<Crew> {
  const world = await startWorld(options);
  const client = new ControlClient(world.sandboxUrl, patienceMs);
  const at = (name: string, home = 'growth') => new Actor(client, `U0${name}`, home);
  return {
    world,
    client,
    ana: at('ANA'),
    ben: at('BEN'),
    mia: at('MIA'),
    noor: at('NOOR'),
    theo: at('THEO'),
    lena: at('LENA', 'company'),
    gil: at('GIL', 'company'),
    at,
    [Symbol.asyncDispose]: () => world.stop(),
  };
}

/** Brings the bot into a channel and answers its three questions: what stands there, and what is given. */
export async function setUp(
  crew: Crew,
  by: Actor,
  answers: { channel?: string; fields?: Record<string, string> } = {},
): Promise<void> {
  const channel = answers.channel ?? 'C0GROWTH';
  const { userId } = by;
  await crew.client.change({ change: 'join', channel, userId: bot, inviterId: userId });
  await by.presses('Set up', { channel });
  // On a busy machine a window that only says so comes before the form.
  await by.seesModal(/Review day/);
  if (answers.fields) await by.fills(answers.fields);
  await by.submits();
  await by.sees(/Barbell is set up/, { channel });
}

/** Sets the team up and publishes so many one-pagers; answers their numbers. */
export async function setUpWith(crew: Crew, onepagers: number): Promise<number[]> {
  await setUp(crew, crew.ana);
  const numbers: number[] = [];
  while (numbers.length < onepagers) numbers.push(await publish(crew.ana, { scene: 'Platform' }));
  return numbers;
}

/** What is typed over a scene, by label, on each of the three steps. */
export interface OnePagerWords {
  scene: 'Product' | 'Recruiting' | 'Sales' | 'Platform';
  aim?: Record<string, string>;
  signals?: Record<string, string>;
  safety?: Record<string, string>;
}

/** Writes a one-pager from a scene and publishes it; answers its number. */
export async function publish(
  by: Actor,
  words: OnePagerWords,
  channel = 'growth',
): Promise<number> {
  await startFrom(by, words.scene, channel);
  await by.fills(words.aim ?? {});
  await by.submits();
  await by.seesModal(/Rule|Moves first/);
  await by.fills(words.signals ?? {});
  await by.submits();
  await by.seesModal(/Who may say stop/);
  await by.fills(words.safety ?? {});
  await by.submits();
  // One more departure than the team wants is asked once.
  const asked = await by.seesModal(/is running\. Its card|Really one more/);
  if (/Really one more/.test(wordsOf(asked.view))) await by.submits();
  const done = await by.seesModal(/is running\. Its card/);
  await by.closes();
  return Number(/#(\d+)/.exec(wordsOf(done.view))?.[1]);
}

/** Opens the first step of a new one-pager, whatever drafts there are, and fills it from a scene. */
export async function startFrom(
  by: Actor,
  scene: OnePagerWords['scene'],
  channel = 'growth',
): Promise<void> {
  await by.runs('/onepager', { channel });
  const first = await by.seesModal(/Start a new one|One-pager 1 of 3/);
  if (/Start a new one/.test(wordsOf(first.view))) await by.presses('Start a new one');
  await by.seesModal(/One-pager 1 of 3/);
  await fillFrom(by, scene);
}

/** Chooses a scene in the open first step and waits until the form is filled from it. */
export async function fillFrom(by: Actor, scene: OnePagerWords['scene']): Promise<void> {
  await by.picks(/Start from/, scene);
  await by.client.until(`a form filled from ${scene}`, async () => {
    const view = (await by.client.views(by.userId)).stack.at(-1)?.view;
    return view && /"initial_value"/.test(JSON.stringify(view)) ? true : undefined;
  });
}

/** The words of what only this person was told at once: a command's answer. */
export function told(result: ActResult): string {
  return wordsOf([result.body]);
}

/** Runs a command and answers the words of what this person alone is told, by whichever way it comes. */
export async function asks(by: Actor, line: string): Promise<string> {
  return messageWords(await answerTo(by, line));
}

/** Runs a command in the person's channel and answers the message that only they see. */
export async function answerTo(by: Actor, line: string): Promise<Message> {
  const { channels } = await by.client.state(by.userId);
  const channel = channels.find(({ name }) => name === by.home)?.id ?? by.home;
  const ownMessages = async (): Promise<Message[]> =>
    (await by.client.messages(channel, by.userId)).filter((one) => one.ephemeralFor === by.userId);
  const before = (await ownMessages()).length;
  await by.runs(line);
  return by.client.until(`an answer to ${line}`, async () => (await ownMessages())[before]);
}

/** Waits until the bot has written to this person directly; where that is. */
export async function directOf(by: Actor): Promise<string> {
  return by.client.until(`a direct message to ${by.userId}`, async () => {
    const { channels } = await by.client.state(by.userId);
    return channels.find((one) => one.kind === 'im')?.id;
  });
}

/** Everything that the bot says in a channel or thread, oldest first; without what only one person sees. */
export async function readAll(
  crew: Crew,
  channel = 'C0GROWTH',
  thread?: string,
): Promise<string[]> {
  const messages = await crew.client.messages(channel, undefined, thread);
  return messages.filter(isForAll).map(messageWords);
}

/** How often the bot said these words to all, in the channel and in all its threads. */
export async function countSaid(crew: Crew, words: RegExp, channel = 'C0GROWTH'): Promise<number> {
  const seen = new Map<string, Message>();
  for (const message of await crew.client.messages(channel)) {
    seen.set(message.ts, message);
    if (message.replyCount === 0) continue;
    const thread = await crew.client.messages(channel, undefined, message.ts);
    for (const reply of thread) seen.set(reply.ts, reply);
  }
  return [...seen.values()].filter((one) => isForAll(one) && words.test(messageWords(one))).length;
}

/** The red text under the fields of the form on top, by block id. */
export async function errorsOf(by: Actor): Promise<string> {
  const view = (await by.client.views(by.userId)).stack.at(-1);
  return Object.values(view?.errors ?? {}).join('\n');
}

function isForAll(message: Message): boolean {
  return message.userId === bot && message.ephemeralFor === undefined;
}
