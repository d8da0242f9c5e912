import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../lib/time.ts';
import { checkBet } from '../quality/check-bet.ts';
import { type BetFacts, type BetFields, EMPTY_FIELDS, type Finding } from '../quality/rules.ts';
import { listScenes } from './rules.ts';

// Every finding that the checker knows, with what spoils a whole one-pager so that it is said. The unspoiled one is the
// case in which it is not said.

const today = '2026-11-21';
const whole: BetFields = {
  ...EMPTY_FIELDS,
  ...listScenes()[0]?.fields(today),
  guardrailChecks: 'small early owner',
  stopOwnerId: 'U1',
};
const facts: BetFacts = { hasStopOwner: true, hasOwner: true, hasNextReview: true };
const gateOn = (days: number) => addDays(today, days);

interface Spoil {
  level: Finding['level'];
  fields?: Partial<BetFields>;
  facts?: Partial<BetFacts>;
}
const block = (fields: Partial<BetFields>, known: Partial<BetFacts> = {}): Spoil => ({
  level: 'block',
  fields,
  facts: known,
});
const coach = (fields: Partial<BetFields>): Spoil => ({ level: 'coach', fields });

/** By id. A new finding without a line here fails the second test below. */
const SPOILED: Readonly<Record<string, Spoil>> = {
  'behaviour-missing': block({ behaviour: '' }),
  'change-missing': block({ change: '' }),
  'moves-missing': block({ moves: '' }),
  'because-missing': block({ because: '' }),
  'because-repeats': block({ because: whole.change }),
  'aim-at-now': block({ target: '27% -> 27%' }),
  'proxy-missing': block({ proxyName: '' }),
  'outcome-missing': block({ outcomeName: '' }),
  'proxy-is-outcome': block({ outcomeName: whole.proxyName }),
  'signal-twice': block({ leadingName: whole.proxyName, leadingNow: '1%' }),
  'signal-unnamed': block({ counterNow: '1%' }),
  'now-missing': block({ proxyNow: '' }),
  'now-unreadable': block({ proxyNow: 'low' }),
  'no-continue-if': block({ proxyContinueIf: '', outcomeContinueIf: '' }),
  'continue-if-unreadable': block({ proxyContinueIf: 'more' }),
  'target-at-baseline': block({ proxyContinueIf: '>=41%' }),
  'target-never': coach({ proxyContinueIf: '>=410%' }),
  'or-unreadable': block({ orIf: 'more' }),
  'stop-unreadable': block({ stopIf: 'less' }),
  'gate-missing': block({ gateOn: '' }),
  'gate-past': block({ gateOn: gateOn(-1) }),
  'date-unreadable': block({ byOn: 'soon' }),
  'counter-missing': block({ gateOn: gateOn(15) }),
  'guardrail-missing': block({ guardrail: '' }),
  'guardrail-unreadable': block({ guardrail: 'few errors' }),
  'rollout-missing': block({ rollout: '' }),
  'rollback-missing': block({ rollback: '' }),
  'stop-owner-missing': block({ stopOwnerId: '' }),
  'stop-owner-unable': block({}, { hasStopOwner: false }),
  'owner-missing': block({}, { hasOwner: false }),
  'co-author-unable': block({ coAuthorIds: 'U2' }, { areCoAuthorsHere: false }),
  irreversible: block({ isReversible: 'no' }),
  'evidence-unreadable': block({ evidenceLinks: 'our board' }),
  'too-long': block({ artifact: 'x'.repeat(3001) }),
  'aim-number': coach({ behaviour: 'New signups in Segment S finish it', target: '' }),
  'aim-segment': coach({ behaviour: 'Users finish Action X sooner' }),
  'aim-date': coach({ byOn: '' }),
  'throughput-aim': coach({ behaviour: 'Agents in support close 30 tickets' }),
  'task-verb': coach({ change: 'Send more emails to those who stopped' }),
  'mid-bar': coach({ gateOn: gateOn(35), because: 'people forget' }),
  'rule-without-outcome': coach({ outcomeContinueIf: '' }),
  'matures-after-gate': coach({ maturesOn: gateOn(20) }),
  'gate-today': coach({ gateOn: today }),
  'gate-far': coach({ gateOn: gateOn(91) }),
  'smallest-test-missing': coach({ smallestTest: '' }),
  'guardrail-gap': coach({ guardrailChecks: 'early' }),
  'signal-rough': coach({ roughSignals: 'outcome' }),
  'rollout-unbounded': coach({ rollout: 'all users' }),
  'habit-unnamed': coach({ habit: 'other' }),
  'sniff-weekly': coach({ sniffWeekly: 'no' }),
  'sniff-upstream': coach({ sniffUpstream: 'no' }),
  'sniff-gameable': coach({ sniffGameable: 'yes' }),
};

function check(spoil: Omit<Spoil, 'level'>): Finding[] {
  return checkBet({ ...whole, ...spoil.fields }, today, { ...facts, ...spoil.facts });
}

describe('every finding of the quality bar', () => {
  it.each(Object.entries(SPOILED))(
    '%s is said of what it is about, and of nothing else',
    (id, spoil) => {
      const findings = check(spoil).filter((finding) => finding.id === id);
      expect(findings).toHaveLength(1);
      expect(check({}).map((finding) => finding.id)).not.toContain(id);
      const [finding] = findings;
      expect(finding?.level).toBe(spoil.level);
      // One plain sentence, or two short ones; and exactly one example, which no list of them is.
      expect(finding?.why).toMatch(/^[\p{Lu}“].{15,200}[.]$/u);
      expect(finding?.example).toMatch(/^\S.{2,100}$/);
      expect(finding?.example).not.toMatch(/, or |; or |\d%?, [+<>]/);
      expect(finding?.why).not.toContain(finding?.example);
    },
  );

  it('is in the list above', () => {
    const here = join(import.meta.dirname, '../quality');
    const files = readdirSync(here).filter((file) => !file.endsWith('.test.ts'));
    const sources = files.map((file) => readFileSync(join(here, file), 'utf8')).join('\n');
    const known = [...sources.matchAll(/\bid: '([a-z-]+)'|^ +'([a-z-]+-missing)',$/gm)].map(
      ([, id, missing]) => id ?? missing ?? '',
    );
    expect(known.length).toBeGreaterThan(40);
    expect(Object.keys(SPOILED)).toEqual(expect.arrayContaining(known));
  });
});
