import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../lib/time.ts';
import { checkBet, isBlocked } from './check-bet.ts';
import { type BetFacts, type BetFields, EMPTY_FIELDS, type Finding } from './rules.ts';

const TODAY = '2026-11-21';
const FACTS: BetFacts = { hasStopOwner: true, hasOwner: true, hasNextReview: true };

/** A bet with nothing to mend: every case below spoils one thing of it. */
const STRONG: BetFields = {
  ...EMPTY_FIELDS,
  behaviour: 'New signups in Segment S finish Action X on day 1',
  target: '27% -> 35%',
  byOn: '2026-12-19',
  change: 'a checklist that opens on Action X',
  moves: 'the share finishing it in 24 h',
  because: 'people stall at step N not knowing what is next',
  proxyName: 'Action X in 24 h',
  proxyNow: '41%',
  proxyContinueIf: '+10%',
  outcomeName: '14-day activation',
  outcomeNow: '27%',
  outcomeContinueIf: '+3 pts',
  maturesOn: '2026-11-28',
  gateOn: '2026-12-05',
  smallestTest: 'prompt, Segment S only',
  guardrail: 'errors <= 0.1%',
  guardrailChecks: 'small early owner',
  rollout: '10% behind a flag',
  rollback: 'flag off',
  stopOwnerId: 'U1',
  habit: 'send-more',
  isReversible: 'yes',
};

function check(patch: Partial<BetFields>, facts: Partial<BetFacts> = {}): Finding[] {
  return checkBet({ ...STRONG, ...patch }, TODAY, { ...FACTS, ...facts });
}

type Spoiled = [id: string, field: Finding['field'], patch: Partial<BetFields>];

const BLOCKING: Spoiled[] = [
  ['behaviour-missing', 'behaviour', { behaviour: '' }],
  ['change-missing', 'change', { change: ' ' }],
  ['moves-missing', 'moves', { moves: '\u00a0' }],
  ['because-missing', 'because', { because: '\u200b\u2060' }],
  ['because-repeats', 'because', { because: 'the checklist will open on Action X' }],
  ['because-repeats', 'because', { because: 'because it will' }],
  ['aim-at-now', 'target', { target: '27% -> 27 %' }],
  ['proxy-missing', 'proxyName', { proxyName: '' }],
  ['outcome-missing', 'outcomeName', { outcomeName: '' }],
  ['proxy-is-outcome', 'outcomeName', { outcomeName: 'ACTION X (in 24 h)' }],
  ['signal-twice', 'leadingName', { leadingName: 'action x in 24 h', leadingNow: '41%' }],
  ['signal-unnamed', 'counterName', { counterNow: '0.4%' }],
  ['now-missing', 'proxyNow', { proxyNow: '' }],
  ['now-unreadable', 'outcomeNow', { outcomeNow: 'low' }],
  ['no-continue-if', 'proxyContinueIf', { proxyContinueIf: '', outcomeContinueIf: ' ' }],
  ['continue-if-unreadable', 'proxyContinueIf', { proxyContinueIf: 'more' }],
  ['continue-if-unreadable', 'proxyContinueIf', { proxyContinueIf: '<=250 ms' }],
  ['continue-if-unreadable', 'outcomeContinueIf', { outcomeContinueIf: '+3' }],
  ['target-at-baseline', 'outcomeContinueIf', { outcomeContinueIf: '+0 pts' }],
  ['target-at-baseline', 'proxyContinueIf', { proxyContinueIf: '>=41%' }],
  ['target-at-baseline', 'proxyContinueIf', { proxyContinueIf: '>=30%' }],
  ['gate-missing', 'gateOn', { gateOn: '' }],
  ['gate-past', 'gateOn', { gateOn: '2026-11-20', maturesOn: '' }],
  ['date-unreadable', 'gateOn', { gateOn: '2026-02-30' }],
  ['date-unreadable', 'byOn', { byOn: 'soon' }],
  ['counter-missing', 'counterName', { gateOn: '2026-12-06' }],
  ['guardrail-missing', 'guardrail', { guardrail: '' }],
  ['guardrail-unreadable', 'guardrail', { guardrail: 'no more errors' }],
  ['rollout-missing', 'rollout', { rollout: '' }],
  ['rollback-missing', 'rollback', { rollback: '' }],
  ['stop-owner-missing', 'stopOwnerId', { stopOwnerId: '' }],
  ['irreversible', 'isReversible', { isReversible: 'no' }],
  ['or-unreadable', 'orIf', { orIf: 'revenue >=33%' }],
  ['or-unreadable', 'orIf', { orIf: 'Action X in 24 h <=30%' }],
  ['or-unreadable', 'orIf', { orIf: '14-day activation more' }],
  ['stop-unreadable', 'stopIf', { stopIf: '<=20%' }],
  ['stop-unreadable', 'stopIf', { stopIf: '14-day activation >=50%' }],
  ['stop-unreadable', 'stopIf', { stopIf: '14-day activation <=27%' }],
  ['evidence-unreadable', 'evidenceLinks', { evidenceLinks: 'the dashboard' }],
  ['too-long', 'assumptions', { assumptions: 'x'.repeat(3001) }],
];

const COACHING: Spoiled[] = [
  ['aim-number', 'target', { target: '', behaviour: 'New signups in Segment S finish Action X' }],
  ['aim-segment', 'behaviour', { behaviour: 'Improve engagement' }],
  ['aim-segment', 'behaviour', { behaviour: 'Users finish Action X sooner' }],
  ['aim-date', 'byOn', { byOn: '' }],
  ['throughput-aim', 'behaviour', { behaviour: 'New agents in support close 30 more tickets' }],
  ['task-verb', 'change', { change: 'We will send more emails to people who stopped' }],
  ['rule-without-outcome', 'outcomeContinueIf', { outcomeContinueIf: '' }],
  ['matures-after-gate', 'maturesOn', { maturesOn: '2026-12-06' }],
  ['gate-today', 'gateOn', { gateOn: TODAY, maturesOn: '' }],
  ['smallest-test-missing', 'smallestTest', { smallestTest: '' }],
  ['rollout-unbounded', 'rollout', { rollout: '100% from Monday' }],
  ['habit-unnamed', 'habitOther', { habit: 'other' }],
  ['sniff-weekly', 'proxyName', { sniffWeekly: 'no' }],
  ['sniff-upstream', 'proxyName', { sniffUpstream: 'no' }],
  ['sniff-gameable', 'proxyName', { sniffGameable: 'yes' }],
  ['guardrail-gap', 'guardrailChecks', { guardrailChecks: 'small owner' }],
  ['guardrail-gap', 'guardrailChecks', { guardrailChecks: '' }],
  ['signal-rough', 'roughSignals', { roughSignals: 'proxy' }],
];

const COUNTER: Partial<BetFields> = {
  counterName: 'Unsubscribe rate',
  counterNow: '0.4%',
  counterContinueIf: '<=0.5%',
};

describe('checkBet', () => {
  it('has nothing to say about a strong bet', () => {
    expect(check({})).toEqual([]);
    expect(check({ ...COUNTER, gateOn: '2026-12-19' })).toEqual([]);
  });

  it.each(BLOCKING)('blocks: %s at %s', (id, field, patch) => {
    expect(check(patch).map((finding) => [finding.level, finding.id, finding.field])).toEqual([
      ['block', id, field],
    ]);
  });

  it.each(COACHING)('coaches: %s at %s', (id, field, patch) => {
    const findings = check(patch);
    expect(findings.map((finding) => [finding.level, finding.id, finding.field])).toEqual([
      ['coach', id, field],
    ]);
    expect(isBlocked(findings)).toBe(false);
  });

  it('blocks without an owner, and with a stop-owner who cannot say stop', () => {
    expect(check({}, { hasOwner: false }).map((finding) => finding.id)).toEqual(['owner-missing']);
    expect(check({}, { hasStopOwner: false }).map((finding) => finding.id)).toEqual([
      'stop-owner-unable',
    ]);
  });

  it('says what can be read when a rule cannot be read, with one example', () => {
    const [finding] = check({ proxyContinueIf: 'more' });
    expect(finding?.why).toContain('a change with its sign, or a level');
    expect(finding?.example).toBe('+3 pts');
  });

  it('asks for a counter signal beyond fourteen days from the start, not from today', () => {
    const late = { gateOn: '2026-12-06' };
    expect(check(late, { startOn: '2026-11-22' })).toEqual([]);
    expect(check({}, { startOn: '2026-11-20' }).map(({ id }) => id)).toEqual(['counter-missing']);
  });

  it.each([27, 28, 70, 71])(
    'coaches a weak cause with a gate in %i days only in the middle',
    (days) => {
      const gateOn = addDays(TODAY, days);
      const weak = check({ ...COUNTER, gateOn, because: 'people forget' });
      expect(weak.map((finding) => finding.id)).toEqual(
        days >= 28 && days <= 70 ? ['mid-bar'] : [],
      );
      expect(check({ ...COUNTER, gateOn })).toEqual([]);
    },
  );

  it('lets a cause name the change, as long as it says something of its own', () => {
    const because = 'people stall at step N and never learn that Action X waits';
    expect(check({ ...COUNTER, gateOn: addDays(TODAY, 35), because })).toEqual([]);
  });

  it('takes the longest text that fits, a gate today, and an outcome that is ready at its gate', () => {
    expect(check({ assumptions: 'x'.repeat(3000) })).toEqual([]);
    expect(isBlocked(check({ gateOn: TODAY }))).toBe(false);
    expect(check({ maturesOn: STRONG.gateOn })).toEqual([]);
  });

  it('coaches a gate more than ninety days away', () => {
    expect(check({ ...COUNTER, gateOn: addDays(TODAY, 90) })).toEqual([]);
    const far = check({ ...COUNTER, gateOn: addDays(TODAY, 91) });
    expect(far.map((finding) => finding.id)).toEqual(['gate-far']);
  });

  it('blocks a co-author who is not in the channel, and takes two clauses of each kind', () => {
    const gone = check({ coAuthorIds: 'UGUS' }, { areCoAuthorsHere: false });
    expect(gone.map(({ id }) => id)).toEqual(['co-author-unable']);
    const orIf = '14-day activation >=33%\nmoves first +40%';
    const stopIf = 'Must move: is at most 20%\nAction X in 24 h -5 pts';
    const evidenceLinks = 'https://example.com/a Cohort 7';
    expect(check({ orIf, stopIf, evidenceLinks })).toEqual([]);
  });

  it('takes a second signal or a definition as the answer to a number that can be gamed', () => {
    const leading = { leadingName: 'Median time to first action', leadingNow: '40 min' };
    expect(check({ ...leading, sniffGameable: 'yes' })).toEqual([]);
    const proxyDefinition = 'counts only when its result is used';
    expect(check({ proxyDefinition, sniffGameable: 'yes' })).toEqual([]);
  });

  it('does not coach an aim in another language for its words', () => {
    expect(check({ behaviour: 'Neue Konten schließen Aktion X am 1. Tag ab' })).toEqual([]);
  });

  it('lists an empty form in the order of its fields', () => {
    const findings = checkBet(EMPTY_FIELDS, TODAY, FACTS).filter(({ level }) => level === 'block');
    expect(findings.map((finding) => finding.field)).toEqual([
      'behaviour',
      'change',
      'moves',
      'because',
      'proxyName',
      'proxyContinueIf',
      'outcomeName',
      'gateOn',
      'guardrail',
      'rollout',
      'rollback',
      'stopOwnerId',
    ]);
  });

  it('answers for anything typed, once per field and finding, in one sentence with an example', () => {
    const arbText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('', '\u200b', '\ud800', '<!channel>', '=1+1', '27% -> 35%', '+10%', TODAY),
    );
    const names = Object.keys(EMPTY_FIELDS);
    const arbPatch = fc.dictionary(fc.constantFrom(...names), arbText, { noNullPrototype: true });
    fc.assert(
      fc.property(arbPatch, fc.boolean(), (patch, isStrong) => {
        const fields = { ...(isStrong ? STRONG : EMPTY_FIELDS), ...patch };
        const findings = checkBet(fields, TODAY, FACTS);
        const keys = findings.map((finding) => `${finding.field} ${finding.id}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { why, example } of findings) {
          expect(why.length).toBeGreaterThan(10);
          expect(example).not.toBe('');
        }
      }),
      { numRuns: 150 },
    );
  });

  it('takes spaces and invisible characters for nothing in every field', () => {
    const arbNothing = fc
      .array(
        fc.constantFrom(
          ' ',
          '\u00a0',
          '\u200b',
          '\u200d',
          '\ufeff',
          '\u2060',
          '\n',
          '\t',
          '\u3164',
        ),
      )
      .map((parts) => parts.join(''));
    const arbField = fc.constantFrom(...Object.keys(EMPTY_FIELDS));
    fc.assert(
      fc.property(arbField, arbNothing, (name, nothing) => {
        const ids = (text: string): string[] =>
          checkBet({ ...STRONG, [name]: text }, TODAY, FACTS).map(({ id }) => id);
        expect(ids(nothing)).toEqual(ids(''));
      }),
    );
  });

  it('answers at once for the longest texts', () => {
    const long = Object.fromEntries(
      Object.keys(EMPTY_FIELDS).map((name) => [name, 'over 5 a,'.repeat(4000)]),
    );
    const findings = checkBet({ ...EMPTY_FIELDS, ...long }, TODAY, FACTS);
    expect(findings.filter(({ id }) => id === 'too-long')).toHaveLength(
      Object.keys(EMPTY_FIELDS).length,
    );
  });
});
