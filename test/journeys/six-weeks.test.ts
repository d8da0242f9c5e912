import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message, PlayState, RecordedCall } from '../../sandbox/protocol.ts';
import { messageWords } from '../../sandbox/server/play/actor.ts';
import { ControlClient } from '../../sandbox/server/play/control-client.ts';
import { startWorld, type World } from '../harness/world.ts';

const bot = 'U0BARBELL';
const channel = 'C0GROWTH';
/** The story goes as fast as the bot's own pace lets it: about a message a second. What takes longer than this is not a slow machine. */
const patienceMs = 400_000;

let world: World;
let end: PlayState;
let captions: string[];
let calls: RecordedCall[];
/** Everything that Ana could read in the channel, without threads, and each of the bot's messages with its thread. */
let messages: Message[];
let threads: Message[][];

beforeAll(async () => {
  world = await startWorld({ transport: 'socket', startAt: '2026-11-20T16:20:00.000Z' });
  const client = new ControlClient(world.sandboxUrl, patienceMs);
  captions = [];
  end = await playToItsEnd();
  calls = await client.calls();
  messages = await client.messages(channel, 'U0ANA');
  threads = [];
  for (const { ts } of messages.filter((message) => message.userId === bot)) {
    threads.push(await client.messages(channel, 'U0ANA', ts));
  }
}, patienceMs + 30_000);
afterAll(() => world.stop());

async function playToItsEnd(): Promise<PlayState> {
  const body = JSON.stringify({ story: 'six-weeks', speed: 1000 });
  await fetch(`${world.sandboxUrl}/sandbox/play`, { method: 'POST', body });
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const state: PlayState = await (await fetch(`${world.sandboxUrl}/sandbox/play`)).json();
    if (state.caption !== captions.at(-1)) captions.push(state.caption);
    if (!state.isRunning || performance.now() > deadline) return state;
    await pause(20);
  }
}

/** The bot's messages in the channel whose first words are these. */
function posted(words: RegExp): Message[] {
  return messages.filter((message) => message.userId === bot && words.test(message.text));
}

/** The nth roll-up, from 1, as it is read: its words and those of its thread. */
function rollup(week: number): { first: string; thread: string } {
  const message = posted(/ · roll-up/)[week - 1];
  const replies = threads.find(([root]) => root?.ts === message?.ts)?.slice(1) ?? [];
  return {
    first: message === undefined ? '' : messageWords(message),
    thread: replies.map(messageWords).join('\n'),
  };
}

/** A card of the nth review, from 1, by its title. */
function card(review: number, title: string): string {
  const root = posted(/^15-minute review/)[review - 1];
  const thread = threads.find(([first]) => first?.ts === root?.ts) ?? [];
  const found = thread.find(({ text }) => new RegExp(`^#\\d+ ${title}: `).test(text));
  return found === undefined ? '' : messageWords(found);
}

describe('six weeks of a team, played through the sandbox', () => {
  it('comes to its end, six weeks later, without a word of trouble', () => {
    expect(end.error).toBeUndefined();
    expect(end).toMatchObject({ isRunning: false, week: 6 });
    expect(end.caption).toMatch(/^Six weeks/);
    for (const caption of captions.filter(Boolean)) expect(caption).toMatch(/^[A-Z].*[.!?]$/s);
    expect(world.botLog()).not.toMatch(/"level":(50|60)/);
  });

  it('has a roll-up each week, and a review in every week that has something running', () => {
    expect(posted(/ · roll-up/)).toHaveLength(6);
    expect(posted(/^15-minute review/)).toHaveLength(4);
    expect(posted(/^The review closed: /)).toHaveLength(4);
  });

  it('shows on track, behind and no number yet before the gate', () => {
    expect(card(1, 'Action X first')).toContain('On track, gate in 7 days.');
    expect(card(1, 'Read-through cache')).toContain('Behind, gate in 7 days.');
    expect(card(1, 'Reason-first outreach')).toContain('No readings yet, gate in 7 days.');
  });

  it('judges the rules at the gate: one met, one where the numbers moved and users didn’t', () => {
    expect(card(2, 'Reason-first outreach')).toContain('Rule says: CONTINUE.');
    const checklist = card(2, 'Action X first');
    expect(checklist).toContain('DON’T CONTINUE (change or stop). Numbers moved, users didn’t.');
    expect(checklist).toContain('Decided: change');
    expect(checklist).toContain('Minority report: Stop: A list cannot help on an empty page');
    expect(card(3, 'Action X first')).toMatch(/changed since the last review: .*sample project/);
  });

  it('lets one person go on against the rule, with a because and a second vote', () => {
    const cache = card(2, 'Read-through cache');
    expect(cache).toMatch(/Decided: continue\* by <@U0BEN>/);
    expect(cache).toMatch(/against the rule\*, because The cache filled up only on Friday/);
    expect(cache).toContain('2 continue · 0 change · 2 stop');
    expect(rollup(3).first).toContain('1 against the rule');
    expect(rollup(3).thread).toMatch(/continued against the rule: “The cache filled up/);
  });

  it('hides how the votes fall until a card is decided', () => {
    const drawn = calls
      .filter(({ method }) => method === 'chat.postMessage' || method === 'chat.update')
      .filter(({ args }) => /^#\d+ .* \d of 5 voted$/.test(String(args.text)));
    const open = drawn.filter(({ args }) => !/decided|no decision/.test(String(args.text)));
    const closed = drawn.filter((call) => !open.includes(call));
    expect(open.length).toBeGreaterThan(0);
    expect(closed.length).toBeGreaterThan(0);
    for (const { args } of open) expect(JSON.stringify(args.blocks)).not.toMatch(/\d continue ·/);
    for (const { args } of closed) expect(JSON.stringify(args.blocks)).toMatch(/\d continue ·/);
  });

  it('says what moved users, from where to where, and which defaults changed', () => {
    expect(rollup(3).first).toMatch(/Moved users.*Qualified screens 6.* → 11 per 100 \(n 240\)/s);
    const { first } = rollup(5);
    expect(first).toMatch(/Moved users.*14-day activation 27% → 30\.6% \(n 405\)/s);
    expect(first).toMatch(/Defaults changed.*New signups start from a sample project/s);
    expect(first).toMatch(/Outreach opens with one line.*Engineering roles/s);
  });

  it('thanks for what was stopped, with what was learned and saved', () => {
    const { first } = rollup(4);
    expect(first).toMatch(/Stopped, with thanks.*Read-through cache.*at its gate/s);
    expect(first).toContain('Learned: The first query is slow, and no cache reaches it');
    expect(first).toContain('about 3 weeks');
    expect(first).toContain('1 card without a decision');
    expect(card(3, 'Reason-first outreach')).toContain('No decision.');
  });

  it('makes one line of a quiet week, and closes a cycle every second roll-up', () => {
    expect(rollup(2).first).toMatch(/a quiet week: /);
    expect(rollup(2).first).not.toMatch(/Moved users|Open the log/);
    const closed = [1, 2, 3, 4, 5, 6].map((week) =>
      /Cycle (\d) closed/.exec(rollup(week).thread)?.at(1),
    );
    expect(closed).toEqual([undefined, '1', undefined, '2', undefined, '3']);
    expect(rollup(6).thread).toMatch(/2 promoted/);
  });

  it('raises an alarm when two cycles have closed without a deviation; one is logged, and it clears itself', () => {
    const told = calls
      .filter(({ method }) => method === 'chat.postMessage' || method === 'chat.update')
      .map(({ method, args }) => ({ method, text: String(args.text), words: JSON.stringify(args) }))
      .filter(({ text }) => /No deviation in the last two cycles/.test(text));
    const [fired, ...later] = told;
    expect(fired?.method).toBe('chat.postMessage');
    expect(fired?.words).toContain('Asked of the team, not a person.');
    expect(fired?.words).toContain('deviation.log');
    expect(later.at(-1)).toMatchObject({ method: 'chat.update' });
    expect(later.at(-1)?.text).toMatch(/^Cleared/);
    expect(later.at(-1)?.words).not.toContain('deviation.log');
    // It was told once, and nothing else was.
    expect(told.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1);
    expect(rollup(6).first).toContain('1 alarm');
  });

  it('answers from the log, and shows a bet with all that became of it', () => {
    const answers = messages.filter(({ ephemeralFor }) => ephemeralFor === 'U0ANA');
    const [search = '', entry = '', bet = ''] = answers.map(messageWords);
    expect(search).toContain('“cache”');
    for (const kind of ['Opened', 'Continue', 'Stop']) {
      expect(search).toMatch(new RegExp(`${kind}.*Read-through cache`, 's'));
    }
    expect(entry).toMatch(/Stop.*Learned: The first query is slow, and no cache reaches it/s);
    expect(bet).toMatch(/Action X first.*promoted.*Amendments.*Counter signal added/s);
  });

  it('says nothing twice', () => {
    const posts = calls.filter(({ method }) => method === 'chat.postMessage');
    const keys = posts.map(({ args }) => JSON.stringify(args.metadata));
    expect(new Set(keys).size).toBe(posts.length);
    const said = threads.map((thread) =>
      thread.filter(({ userId, ephemeralFor }) => userId === bot && !ephemeralFor),
    );
    for (const thread of said) {
      const words = thread.map(messageWords);
      expect(new Set(words).size).toBe(words.length);
    }
    const roots = messages.filter(({ userId, ephemeralFor }) => userId === bot && !ephemeralFor);
    expect(new Set(roots.map(messageWords)).size).toBe(roots.length);
  });
});
