import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthOf, limits } from '../../platform/slack/text.ts';
import type { Decision } from '../decision/rules.ts';
import type { Freeze } from '../onepager/freeze-rules.ts';
import { type Bet, type OnePager, toBet } from '../onepager/rules.ts';
import { EMPTY_FIELDS } from '../quality/rules.ts';
import { type AskedCard, isFormOutdated, parseReadings, readingsForm } from '../reading/form.ts';
import { cardMessage } from '../review/message-card.ts';
import { type CardLine, closedMessage, rootMessage } from '../review/messages.ts';
import { CHOICES, type Review, type Vote } from '../review/rules.ts';
import { findScene } from '../scene/rules.ts';
import type { Reading } from '../signal/rules.ts';
import { readingsLine, verdictLine } from '../verdict/messages.ts';
import { GUARDRAIL_ID, verdictOf } from '../verdict/rules.ts';
import { voteForm, votesView } from '../vote/form.ts';
import { type DecideView, decideForm } from './form.ts';
import { DECISIONS } from './rules.ts';

const at = new Date('2026-12-01T10:00:00.000Z');
const today = '2026-12-01';

/** People's worst words: long, with markup, pings, emoji and right-to-left text. */
const nasty = fc.constantFrom(
  '<!channel> *bold* <https://x.test|y> &amp; ',
  '😀',
  'مرحبا ',
  '&<>',
  '`*_~',
  'a\n',
);
const words = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc
    .tuple(nasty, fc.integer({ min: 1, max: 3000 }))
    .map(([text, times]) => Array.from(text.repeat(times)).slice(0, 3000).join('')),
);

const anyBet = fc
  .record({ title: words, change: words, moves: words, because: words, name: words, test: words })
  .map((typed): Bet => {
    const fields = {
      ...EMPTY_FIELDS,
      ...findScene('product')?.fields('2026-11-20'),
      stopOwnerId: 'U3',
    };
    let ids = 0;
    const bet = toBet(fields, (prefix) => {
      ids += 1;
      return `${prefix}_${ids}`;
    });
    if ('refused' in bet) throw new Error(`the scene is no bet: ${bet.field}`);
    return {
      ...bet,
      title: typed.title,
      mechanism: { change: typed.change, moves: typed.moves, because: typed.because },
      smallestTest: typed.test,
      signals: bet.signals.map((signal) => ({ ...signal, name: typed.name })),
      guardrail: { ...bet.guardrail, indicator: typed.name },
    };
  });

/** Readings are kept to six decimals. */
const anyNumber = fc.option(
  fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 1000),
  { nil: undefined },
);
const anyReadings = fc.array(anyNumber, { minLength: 3, maxLength: 3 });

const anyVotes = fc
  .array(fc.record({ choice: fc.constantFrom(...CHOICES), reason: words }), { maxLength: 20 })
  .map((votes): Vote[] => votes.map((vote, index) => ({ ...vote, userId: `U${index}`, at })));

const anyNote = fc.option(
  fc.record({
    changed: words,
    unchanged: words,
    why: words,
    against: words,
    byUserId: fc.constant('U1'),
    at: fc.constant(at),
  }),
  { nil: undefined },
);

function judge(bet: Bet, numbers: readonly (number | undefined)[], gateOn: string) {
  const ids = [...bet.signals.map((signal) => signal.id), GUARDRAIL_ID];
  const readings = new Map<string, Reading>();
  ids.forEach((id, index) => {
    const value = numbers[index];
    readings.set(id, value === undefined ? { isMissing: true } : { value, isMissing: false });
  });
  return verdictOf(bet, readings, { today, gateOn });
}

const anyCard = fc.record({
  bet: anyBet,
  numbers: anyReadings,
  votes: anyVotes,
  note: anyNote,
  line: words,
  amendments: fc.array(words, { maxLength: 10 }),
  isVoteOpen: fc.boolean(),
  gateOn: fc.constantFrom('2026-11-20', '2026-12-01', '2026-12-20'),
  ending: fc.constantFrom('open' as const, 'decided' as const, 'no-decision' as const),
  isFrozen: fc.boolean(),
});
type AnyCard = typeof anyCard extends fc.Arbitrary<infer Value> ? Value : never;

/** A freeze with the longest words. */
function freezeOf(reason: string): Freeze {
  return {
    ...{ id: 'fz_1', workspaceId: 'T1', teamId: 'tm_1', onepagerId: 'op_1', byUserId: 'U1' },
    ...{ reason: reason.repeat(9), at, reviewAt: at, minutes: 60 },
  };
}

function decisionOf(card: AnyCard): Decision {
  return {
    id: 'dec_1',
    workspaceId: 'T1',
    seq: 1,
    number: 17,
    kind: 'continue',
    teamId: 'tm_1',
    at,
    decidedByUserId: 'U1',
    title: card.bet.title,
    texts: { line: card.line, because: card.line, minority: card.line },
    isAgainstRule: true,
    isAgainstMajority: true,
  };
}

function messageOf(card: AnyCard) {
  const onepager: Pick<OnePager, 'id' | 'number' | 'ownerId' | 'state' | 'bet'> = {
    number: 12,
    ownerId: 'U1',
    id: 'op_1' as const,
    state: card.isFrozen ? 'frozen' : 'running',
    bet: card.bet,
  };
  return cardMessage({
    review: { closesAt: at },
    card: { id: 'cd_1', state: card.ending },
    onepager,
    verdict: judge(card.bet, card.numbers, card.gateOn),
    votes: card.votes,
    attendance: { roster: ['U1', 'U2'], away: [] },
    isVoteOpen: card.isVoteOpen,
    amendments: card.amendments,
    hasEarlierReview: card.isFrozen,
    unchangedSinceOn: '2026-11-21',
    lateNames: card.amendments,
    ...(card.note === undefined ? {} : { note: card.note }),
    ...(card.isFrozen ? { freeze: freezeOf(card.bet.title) } : {}),
    ...(card.ending === 'decided' ? { decision: decisionOf(card) } : {}),
  });
}

function lineOf(card: AnyCard): CardLine {
  return {
    card: { state: card.ending },
    number: 12,
    title: card.bet.title,
    ownerId: 'U1',
    isFrozen: card.isFrozen,
    verdict: judge(card.bet, card.numbers, card.gateOn),
    ...(card.ending === 'decided' ? { decision: { kind: 'stop' as const, line: card.line } } : {}),
  };
}

const textLimits: Readonly<Record<string, number>> = {
  section: limits.sectionText,
  context: limits.sectionText,
  header: limits.header,
};

/** Every mrkdwn text of the blocks, with the place where it stands. */
function textsOf(blocks: readonly KnownBlock[]): { type: string; text: string }[] {
  return blocks.flatMap((block) => {
    if (block.type === 'section') return [{ type: block.type, text: block.text?.text ?? '' }];
    if (block.type !== 'context') return [];
    return block.elements.map((element) => ({
      type: 'context',
      text: 'text' in element && typeof element.text === 'string' ? element.text : '',
    }));
  });
}

function expectToFit(blocks: readonly KnownBlock[], max: number): void {
  expect(blocks.length).toBeLessThanOrEqual(max);
  let sum = 0;
  for (const { type, text } of textsOf(blocks)) {
    expect(lengthOf(text)).toBeGreaterThan(0);
    expect(lengthOf(text)).toBeLessThanOrEqual(textLimits[type] ?? 0);
    // Nobody's words ping, link or mention; our own mentions and dates are the only markup.
    expect(text.replace(/<@U\d+>|<!date\^\d+\^[^>]*>/g, '')).not.toMatch(/[<>]/);
    sum += lengthOf(text);
  }
  if (max === limits.messageBlocks) expect(sum).toBeLessThanOrEqual(limits.messageBlocksText);
  const ids = blocks.flatMap((block) => block.block_id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
}

function expectMessage(content: { text: string; blocks: KnownBlock[] }): void {
  expectToFit(content.blocks, limits.messageBlocks);
  expect(lengthOf(content.text)).toBeLessThanOrEqual(limits.messageText);
}

const many = { numRuns: 60 };

describe('messages of a review, whatever people wrote', () => {
  it('fit as cards', () => {
    fc.assert(
      fc.property(anyCard, (card) => expectMessage(messageOf(card))),
      many,
    );
  });

  it('fit as root and as closing message, with any number of cards', () => {
    const review: Review = {
      id: 'rv_1',
      workspaceId: 'T1',
      teamId: 'tm_1',
      weekOn: '2026-11-30',
      dueAt: at,
      openedAt: at,
      closesAt: at,
      state: 'open',
      isLate: true,
      clockStartedAt: at,
    };
    fc.assert(
      fc.property(anyCard, fc.integer({ min: 1, max: 80 }), (card, count) => {
        const lines = Array.from({ length: count }, () => lineOf(card));
        expectMessage(rootMessage(review, { cards: lines }, at));
        expectMessage(
          rootMessage({ ...review, state: 'closed', closedAt: at }, { cards: lines }, at),
        );
        expectMessage(closedMessage(lines));
      }),
      many,
    );
  });
});

function viewOf(card: AnyCard): DecideView {
  const verdict = judge(card.bet, card.numbers, card.gateOn);
  return {
    cardId: 'cd_1',
    number: 12,
    title: card.bet.title,
    verdict,
    votes: card.votes,
    deciderId: 'U1',
    isSplitShown: card.isVoteOpen,
    verdictLine: verdictLine(verdict, card.bet),
    voteLine: '4 of 6 voted',
    readingsLine: readingsLine(verdict, card.bet),
    why: card.line,
    mechanism: card.bet.mechanism,
    smallestTest: card.bet.smallestTest,
    gateOn: card.gateOn,
    today,
    cycleDays: 14,
    ...{ isBet: false, isRuleMet: false, isPastLimit: true },
    deviationArea: card.line,
  };
}

function expectForm(view: { blocks: readonly unknown[]; private_metadata?: string }): void {
  const blocks = view.blocks.filter((block): block is KnownBlock => isBlock(block));
  expectToFit(blocks, limits.viewBlocks);
  for (const block of blocks) {
    if (block.type !== 'input' || !('element' in block)) continue;
    expect(lengthOf(block.label.text)).toBeLessThanOrEqual(limits.label);
    if (block.element.type !== 'plain_text_input') continue;
    const { initial_value = '', max_length = 0 } = block.element;
    expect(lengthOf(initial_value)).toBeLessThanOrEqual(max_length);
  }
  expect((view.private_metadata ?? '').length).toBeLessThanOrEqual(3000);
}

function isBlock(block: unknown): block is KnownBlock {
  return typeof block === 'object' && block !== null && 'type' in block;
}

describe('forms of a review, whatever people wrote', () => {
  it('fit for each decision, and keep what is typed but not shown inside the metadata', () => {
    fc.assert(
      fc.property(anyCard, fc.constantFrom(...DECISIONS), words, (card, choice, typed) => {
        const values = { choice, learned: typed, newChange: typed, default: typed, harmed: 'yes' };
        expectForm(decideForm(viewOf(card), {}));
        expectForm(decideForm(viewOf(card), values));
      }),
      many,
    );
  });

  it('fit for votes', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const about = { number: 12, title: card.bet.title };
        expectForm(voteForm(about, { cardId: 'cd_1', choice: 'stop' }, card.line));
        expectForm(votesView(about, card.votes, { roster: ['U1', 'U200'], away: ['U200'] }));
      }),
      many,
    );
  });

  it('fit for readings, and read back what was prefilled', () => {
    fc.assert(
      fc.property(anyCard, fc.boolean(), (any, isLate) => {
        // What could not be read today, such as 140%, stands only on a card that is closed.
        const asShare = (value: number | undefined) => value && Math.abs(value % 100);
        const card = isLate ? any : { ...any, numbers: any.numbers.map(asShare) };
        const asked = ['cd_1', 'cd_2', 'cd_3', 'cd_4'] as const;
        const cards = asked.map((cardId): AskedCard => askedOf(card, cardId, isLate));
        const form = readingsForm(cards, { reviewId: 'rv_1', next: 4 });
        expectForm(form);
        const values: Record<string, string | null> = {};
        for (const block of form.blocks) {
          if (block.type !== 'input' || !('element' in block)) continue;
          const { element, block_id: id = '' } = block;
          if (element.type === 'plain_text_input') values[id] = element.initial_value ?? null;
        }
        for (const cardId of asked) values[`${cardId}.why`] = 'so';
        expect(isFormOutdated(values, cards)).toBe(false);
        const read = parseReadings(values, cards);
        if (!('cards' in read)) throw new Error(JSON.stringify(read));
        for (const [index, number] of card.numbers.entries()) {
          const reading = read.cards[0]?.readings[index]?.reading;
          expect(reading?.isMissing).toBe(number === undefined);
          if (number !== undefined) expect(reading?.value).toBeCloseTo(number, 5);
        }
      }),
      many,
    );
  });
});

function askedOf(card: AnyCard, cardId: AskedCard['cardId'], isLate: boolean): AskedCard {
  const ids = [...card.bet.signals.map((signal) => signal.id), GUARDRAIL_ID];
  return {
    cardId,
    number: 12,
    title: card.bet.title,
    signals: card.bet.signals,
    guardrail: card.bet.guardrail,
    given: ids.map((signalId, index) => {
      const value = card.numbers[index];
      const by = { signalId, byUserId: 'U1', at };
      return value === undefined ? { isMissing: true, ...by } : { value, isMissing: false, ...by };
    }),
    before: new Map(),
    isLate,
    ...(card.note === undefined ? {} : { note: card.note }),
  };
}
