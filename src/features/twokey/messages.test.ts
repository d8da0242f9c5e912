import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import { typedText } from '../../../test/harness/typed-text.ts';
import { clean } from '../../platform/slack/text.ts';
import { decisionRecord } from '../decision/message-record.ts';
import type { ReversalState } from '../decision/reversal-rules.ts';
import type { Decision } from '../decision/rules.ts';
import { correctForm, parseCorrection } from './form.ts';
import {
  closedQuestion,
  endNote,
  keyRefusalText,
  type QuestionView,
  questionMessage,
} from './messages.ts';

const at = new Date('2026-12-08T09:00:00.000Z');
const states: readonly ReversalState[] = ['open', 'done', 'expired', 'withdrawn'];
/** What people typed, as forms read it. */
const said = () => typedText().map(clean);
const people = fc.array(
  fc.integer({ min: 1, max: 99 }).map((number) => `U${number}`),
  {
    maxLength: 30,
  },
);

const entry = fc
  .record({
    title: said(),
    line: said(),
    learned: said(),
    kind: fc.constantFrom('stop' as const, 'promote' as const, 'other' as const),
    isMajor: fc.boolean(),
  })
  .map(
    ({ title, line, learned, ...rest }): Decision => ({
      ...rest,
      ...{ id: 'dec_1', workspaceId: 'T1', seq: 1, number: 15, teamId: 'tm_1', at, title },
      texts: { line, learned },
      ...{ isAgainstRule: false, isAgainstMajority: false, revisitOn: '2027-03-08' },
    }),
  );

const question = fc
  .record({
    decision: entry,
    because: said(),
    line: said(),
    state: fc.constantFrom(...states),
    mode: fc.constantFrom('words' as const, 'reverse' as const),
    turned: people,
    waiting: people,
    withheld: people,
  })
  .map(
    ({ decision, because, line, state, mode, ...who }): QuestionView => ({
      ...{ decision, ...who },
      reversal: {
        ...{ id: 'rr_1', workspaceId: 'T1', teamId: 'tm_1', decisionId: 'dec_1' },
        ...{ proposedBy: 'UANA', openedAt: at, expiresAt: at, state },
        correction: { mode, because, title: decision.title, line, learned: line },
      },
    }),
  );

describe('what people read about two keys', () => {
  it('keeps within what Slack takes, and pings nobody by what was typed', () => {
    fc.assert(
      fc.property(question, (view) => {
        for (const message of [
          questionMessage(view),
          questionMessage(view, 'U1'),
          closedQuestion(view, 'U1'),
          endNote(view),
        ]) {
          expect(findLimitBreaks(message)).toEqual([]);
          expect(JSON.stringify(message)).not.toMatch(/<!(channel|here|everyone)/);
        }
        // Who reads an old question is not asked any more.
        const asks = view.reversal.state === 'open' ? 'asks' : 'asked';
        expect(JSON.stringify(questionMessage(view))).toContain(`<@UANA> ${asks}, because: `);
        const isWaiting = view.reversal.state === 'open';
        expect(JSON.stringify(questionMessage(view)).includes('twokey.turn')).toBe(isWaiting);
      }),
      { numRuns: 150 },
    );
  });

  it('shows nothing of a closed team in the message of its deputy', () => {
    fc.assert(
      fc.property(question, (view) => {
        const marked = {
          ...view,
          decision: { ...view.decision, title: 'SECRET', texts: { line: 'SECRET' } },
          reversal: {
            ...view.reversal,
            correction: { ...view.reversal.correction, because: 'SECRET', line: 'SECRET' },
          },
        };
        expect(JSON.stringify(closedQuestion(marked, 'U1'))).not.toContain('SECRET');
      }),
      { numRuns: 50 },
    );
  });

  it('answers each refusal with one sentence that says what to do', () => {
    fc.assert(
      fc.property(question, (view) => {
        expect(keyRefusalText('proposer', view)).toContain('two other key-holders');
        expect(keyRefusalText('not-a-holder', view)).toContain('Roles');
        expect(keyRefusalText('turned-already', view)).toContain('one more');
        expect(keyRefusalText('settled', view)).toContain('#15');
      }),
      { numRuns: 20 },
    );
  });
});

describe('the form of a correction', () => {
  const values = { mode: 'words', because: 'why', line: 'other', learned: 'other' };

  it('keeps within what Slack takes, and so does the record with its button', () => {
    fc.assert(
      fc.property(entry, fc.constantFrom('at-once' as const, 'two-keys' as const), (one, plan) => {
        const view = correctForm({ decision: one, today: '2026-12-08', plan });
        expect(findLimitBreaks(view)).toEqual([]);
        expect(findLimitBreaks(decisionRecord({ decision: one, evidence: [] }))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('asks a why, and a day to come where the entry has one', () => {
    const [decision] = fc.sample(entry, { numRuns: 1, seed: 1 });
    if (decision === undefined) throw new Error('no entry');
    const view = { decision, today: '2026-12-08', plan: 'at-once' as const };
    expect(parseCorrection({ ...values, because: ' \u200b' }, view)).toHaveProperty(
      'errors.because',
    );
    expect(parseCorrection({ ...values, revisitOn: '2026-12-08' }, view)).toHaveProperty(
      'errors.revisitOn',
    );
    expect(parseCorrection({ ...values, revisitOn: '2027-01-01' }, view)).toMatchObject({
      correction: { mode: 'words', because: 'why', line: 'other', revisitOn: '2027-01-01' },
    });
    expect(parseCorrection({ mode: 'reverse', because: 'why' }, view)).toMatchObject({
      correction: { mode: 'reverse', line: decision.texts.line },
    });
  });
});
