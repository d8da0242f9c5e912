import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import { typedFields, typedText } from '../../../test/harness/typed-text.ts';
import { makeNewId } from '../../lib/ids.ts';
import { addDays } from '../../lib/time.ts';
import { clean } from '../../platform/slack/text.ts';
import type { Decision } from '../decision/rules.ts';
import type { Evidence } from '../evidence/rules.ts';
import { checkBet } from '../quality/check-bet.ts';
import { type BetFields, definitionOfDone, EMPTY_FIELDS } from '../quality/rules.ts';
import { findScene } from '../scene/rules.ts';
import { trendsOf } from '../trend/rules.ts';
import { fullAnswer } from './message-full.ts';
import { listAnswer } from './message-list.ts';
import { type CardView, onepagerCard, onepagerWords } from './messages.ts';
import { FIELD_NAMES, type OnePager, toBet } from './rules.ts';
import type { StopWord } from './stop-rules.ts';

const today = '2026-11-21';
const facts = { hasStopOwner: true, hasOwner: true, hasNextReview: true, startOn: today };
const product: BetFields = {
  ...EMPTY_FIELDS,
  ...findScene('product')?.fields(today),
  stopOwnerId: 'UMIA',
};

let ids = 0;
const newId = makeNewId(() => {
  ids += 1;
  return String(ids);
});

function evidenceOf(why: string): Evidence {
  return {
    ...{ id: 'ev_1', workspaceId: 'T1', teamId: 'tm_1', onepagerId: 'op_1', channelId: 'C1' },
    ...{ ts: '1.1', permalink: `https://x.slack.com/${'p'.repeat(220)}`, why, byUserId: 'UBEN' },
    at: new Date('2026-11-24T09:00:00.000Z'),
  };
}

/** Words from anybody around numbers that can be read: what gets past the quality bar at its worst. */
function worstFields(): fc.Arbitrary<BetFields> {
  return typedFields()
    .map(cleanAll)
    .map((typed) => ({
      ...typed,
      title: Array.from(typed.title).slice(0, 80).join(''),
      proxyName: `x${Array.from(typed.proxyName).slice(0, 149).join('')}`,
      outcomeName: `y${Array.from(typed.outcomeName).slice(0, 149).join('')}`,
      leadingName: 'z'.repeat(150),
      counterName: '<'.repeat(150),
      proxyNow: '41%',
      proxyContinueIf: '+10%',
      outcomeNow: '27%',
      outcomeContinueIf: '+3 pts',
      leadingNow: '0',
      leadingContinueIf: '',
      counterNow: '12',
      counterContinueIf: '<=14',
      orIf: 'must move >=80%\nmust move +40 pts\nmoves first >=99.9%',
      stopIf: 'must move <=1%\nmoves first -90%\ncounter >=9,999,999,999,999',
      roughSignals: 'proxy outcome leading counter',
      coAuthorIds: Array.from({ length: 10 }, (_, index) => `U0${index}`).join(' '),
      gateOn: '2026-12-05',
      maturesOn: '2026-11-28',
      guardrail: `${'e&'.repeat(60)} <= 0.1%`,
      assumptions: typed.assumptions.repeat(3),
    }));
}

/** Forms clean what they read, so that only clean text is kept. */
function cleanAll(fields: BetFields): BetFields {
  const cleaned = { ...fields };
  for (const name of FIELD_NAMES) cleaned[name] = clean(fields[name]);
  return cleaned;
}

function onepager(fields: BetFields, over: Partial<OnePager> = {}): OnePager {
  const bet = toBet(fields, newId);
  if ('refused' in bet) throw new Error(`${bet.field}: ${fields[bet.field]}`);
  return {
    id: 'op_1',
    workspaceId: 'T1',
    teamId: 'tm_1',
    number: 12,
    state: 'running',
    kind: 'probe',
    ownerId: 'UANA',
    version: 1,
    bet,
    startedAt: new Date('2026-11-21T09:00:00.000Z'),
    ...over,
  };
}

function view(fields: BetFields): CardView {
  return {
    onepager: onepager(fields),
    findings: checkBet(fields, today, facts),
    boxes: definitionOfDone(fields, facts),
    amendedOn: '2026-11-24',
  };
}

const decision = (text: string): Decision => ({
  id: 'dec_1',
  workspaceId: 'T1',
  seq: 1,
  number: 13,
  kind: 'opened',
  teamId: 'tm_1',
  at: new Date('2026-11-21T09:00:00.000Z'),
  decidedByUserId: 'UANA',
  title: text,
  texts: { aim: text, mechanism: text, rule: text, line: text },
  isAgainstRule: true,
  isAgainstMajority: true,
});

describe('onepagerCard', () => {
  it('says what the bet is, how it is judged and who may say stop', () => {
    const card = onepagerCard(view(product));
    const said = JSON.stringify(card.blocks);
    expect(card.text).toContain('#12 Action X first');
    for (const words of [
      '<@UANA>',
      'because people stall at step N not knowing what is next.',
      'continue if +10% (41% → 45.1%)',
      '+3 pts (27% → 30%)',
      'errors ≤ 0.1%',
      '<@UMIA> may say stop',
      'Ready 5/5',
      'departs from: send more',
      'amended 24 Nov',
    ]) {
      expect(said).toContain(words);
    }
    expect(said).toContain('draft.sharpen');
    expect(said).toContain('draft.edit');
  });

  it('tells what its end left behind before everything else, as words and not as markup', () => {
    const ended = onepager(product, { state: 'stopped', endedAt: new Date(0) });
    const ending = { label: 'Learned', text: 'the <query> is slow' };
    const said = JSON.stringify(onepagerCard({ ...view(product), onepager: ended, ending }));
    expect(said).toContain('*Learned:* the &lt;query&gt; is slow');
    expect(said.indexOf('Learned')).toBeLessThan(said.indexOf('Moves first'));
  });

  it('never says of one that has ended that somebody could say stop who had not said yes', () => {
    const ended = onepager(product, { state: 'stopped', endedAt: new Date(0) });
    const said = (stopWord: StopWord) =>
      JSON.stringify(onepagerCard({ ...view(product), onepager: ended, stopWord }));
    expect(said('yes')).toContain('<@UMIA> may say stop');
    for (const word of ['no', 'silent', 'asked', 'to-ask'] as const) {
      expect(said(word)).toContain('nobody has said yes to saying stop');
      expect(said(word)).not.toContain('UMIA');
    }
  });

  it('offers no change once it has ended', () => {
    const ended = onepager(product, { state: 'stopped', endedAt: new Date(0) });
    const hinted = view({ ...product, smallestTest: '' });
    expect(hinted.findings).not.toEqual([]);
    const said = JSON.stringify(onepagerCard({ ...hinted, onepager: ended }));
    expect(said).not.toContain('draft.edit');
    expect(said).not.toContain('to sharpen it');
    const full = { ...hinted, onepager: ended, amendments: [], decisions: [], evidence: [] };
    expect(JSON.stringify(fullAnswer({ ...full, trends: [] }))).not.toContain('Hints');
  });

  it('shows no ping of a person’s words', () => {
    const said = JSON.stringify(onepagerCard(view({ ...product, because: '<!channel> *x*' })));
    expect(said).toContain('&lt;!channel&gt;');
    expect(said).not.toContain('<!channel>');
  });

  it('keeps Slack’s sizes, whatever is typed', () => {
    fc.assert(
      fc.property(
        worstFields(),
        typedText().map(clean),
        fc.integer({ min: 0, max: 30 }),
        (fields, text, many) => {
          const card = view(fields);
          expect(findLimitBreaks(onepagerCard(card))).toEqual([]);
          const at = new Date('2026-11-24T09:00:00.000Z');
          const amendments = Array.from({ length: many }, () => ({
            ...{ at, byUserId: 'UBEN', words: text },
          }));
          const decisions = Array.from({ length: many }, () => decision(text));
          const evidence = Array.from({ length: many }, () => evidenceOf(text));
          const { signals } = card.onepager.bet;
          const numbers = signals.flatMap(({ id: signalId }) =>
            Array.from({ length: many }, (_, week) => ({
              ...{ signalId, value: 123_456_789.25 + week, denominator: 1e9 },
              reviewOn: addDays('2026-11-24', week * 7),
            })),
          );
          const trends = trendsOf(signals, numbers);
          const full = fullAnswer({ ...card, amendments, decisions, evidence, trends });
          expect(findLimitBreaks(full)).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('listAnswer', () => {
  it('keeps Slack’s sizes and shows everything once, whatever the page', () => {
    fc.assert(
      fc.property(
        worstFields(),
        fc.integer({ min: 0, max: 70 }),
        typedText().map(clean),
        (fields, many, name) => {
          const lines = Array.from({ length: many }, (_, index) => ({
            onepager: onepager(fields, { number: index + 1 }),
            teamName: name,
          }));
          const shown: number[] = [];
          for (let from = 0; from === 0 || from < many; from += 20) {
            const answer = listAnswer(lines, from);
            expect(findLimitBreaks(answer)).toEqual([]);
            const numbers = JSON.stringify(answer.blocks).matchAll(/\*#(\d+) /g);
            shown.push(...Array.from(numbers, (match) => Number(match[1])));
          }
          expect(shown).toEqual(lines.map((line) => line.onepager.number));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('counts what runs and what is frozen, each for itself', () => {
    const lines = (['running', 'frozen', 'running', 'parked', 'stopped'] as const).map(
      (state, index) => ({ onepager: onepager(product, { number: index + 1, state }) }),
    );
    expect(listAnswer(lines, 0).text).toBe('5 one-pagers, 2 running, 1 frozen');
    expect(listAnswer(lines.slice(3), 0).text).toBe('2 one-pagers, 0 running');
  });

  it('says how to begin when there is nothing', () => {
    expect(listAnswer([], 0).text).toContain('/onepager');
  });
});

describe('onepagerWords', () => {
  it('answers an unknown number with where to look', () => {
    expect(onepagerWords.unknownNumber('99')).toBe(
      'There is no #99 that you can read. `/onepager list` shows what there is.',
    );
  });
});
