import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import { typedText } from '../../../test/harness/typed-text.ts';
import { busyWeek } from '../../../test/screens/rollup-week.ts';
import { makeTeam } from '../../../test/stores/team-fixture.ts';
import { addDays } from '../../lib/time.ts';
import { clean } from '../../platform/slack/text.ts';
import type { RollupFacts } from '../rollup/rules.ts';
import type { Team } from '../team/rules.ts';
import { companyMessages, companySetView, companyTrouble, maxParts } from './messages.ts';
import {
  type Company,
  changeCompany,
  companySlot,
  composeWeek,
  hasRollupIn,
  isSameCompany,
  listLater,
  planCompany,
  type TeamWeek,
} from './rules.ts';

const at = (text: string) => new Date(`2026-${text}:00.000Z`);

const company: Company = {
  ...{ workspaceId: 'T1', channelId: 'C9', weekday: 5, time: '09:00', zone: 'Europe/Berlin' },
  ...{ isOn: true, firstWeekOn: '2026-11-30', setBy: 'U1', setAt: at('11-25T10:00') },
};

const team: Team = makeTeam();

const quiet: RollupFacts = {
  ...{ weekOn: '2026-11-30', isLate: false, moved: [], moving: [], stopped: [], defaults: [] },
  ...{ opened: 0, decided: 0, noDecisions: 0, deviations: 0, overruled: [], minority: [] },
  ...{ against: [], lessons: [], outages: [], changes: [], cycles: [] },
};

function teamWeek(name: string, over: Partial<TeamWeek> = {}): TeamWeek {
  return {
    ...{ team, name, isPrivate: false, shares: [], isLeftOut: false },
    ...{ rollup: { facts: quiet }, ...over },
  };
}

const week = { weekOn: '2026-11-30', isLate: false, channelId: 'C9' };

describe('planCompany', () => {
  it('posts once a week at its hour, late in the working day, or on the next working morning', () => {
    expect(planCompany(company, undefined, at('12-04T07:59'))).toEqual({
      ...{ plan: 'wait', until: at('12-04T08:00') },
    });
    expect(planCompany(company, undefined, at('12-04T08:00'))).toMatchObject({
      ...{ plan: 'post', weekOn: '2026-11-30', outcome: 'opened' },
    });
    expect(planCompany(company, undefined, at('12-04T10:00'))).toMatchObject({ outcome: 'late' });
    const thursday = { ...company, weekday: 4 };
    expect(planCompany(thursday, undefined, at('12-04T08:00'))).toMatchObject({ outcome: 'moved' });
    expect(planCompany(company, undefined, at('12-11T08:00'))).toMatchObject({ plan: 'missed' });
    expect(planCompany(company, '2026-11-30', at('12-04T08:00'))).toMatchObject({ plan: 'wait' });
  });
});

describe('changeCompany', () => {
  const asked = { ...company, weekday: 5, time: '09:00' };

  it('starts with the first hour that is still to come', () => {
    const now = at('12-02T10:00');
    expect(changeCompany(undefined, asked, { lastWeekOn: undefined, now })).toMatchObject({
      firstWeekOn: '2026-11-30',
    });
    const early = { ...asked, weekday: 1 };
    expect(changeCompany(undefined, early, { lastWeekOn: undefined, now })).toMatchObject({
      firstWeekOn: '2026-12-07',
    });
  });

  it('keeps the hour of a week that is owed when its new one is over, and never posts a week twice', () => {
    const now = at('12-03T10:00');
    const changed = changeCompany(
      company,
      { ...asked, weekday: 3 },
      { lastWeekOn: undefined, now },
    );
    expect(changed.kept).toEqual({ weekOn: '2026-11-30', dueAt: at('12-04T08:00') });
    expect(planCompany(changed, undefined, now)).toEqual({
      ...{ plan: 'wait', until: at('12-04T08:00') },
    });
    // The next week is at the new hour.
    expect(companySlot(changed, '2026-12-07')).toEqual(at('12-09T08:00'));
    const later = changeCompany(company, { ...asked, weekday: 6 }, { lastWeekOn: undefined, now });
    expect(later.kept).toBeUndefined();
  });

  it('gives each week at most one outcome and never loses one while it is on, whatever is changed', () => {
    const edit = fc.record({
      hours: fc.integer({ min: 1, max: 90 }),
      weekday: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
      zone: fc.constantFrom('Europe/Berlin', 'America/Los_Angeles', 'Pacific/Auckland'),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 40 }), (edits) => {
        let now = at('11-25T10:00').getTime();
        let set = changeCompany(undefined, asked, { lastWeekOn: undefined, now: new Date(now) });
        let last: string | undefined;
        const weeks: string[] = [];
        for (const { hours, weekday, zone } of edits) {
          now += hours * 3_600_000;
          for (;;) {
            const plan = planCompany(set, last, new Date(now));
            if (plan.plan === 'wait') break;
            expect(plan.dueAt.getTime()).toBeLessThanOrEqual(now);
            weeks.push(plan.weekOn);
            last = plan.weekOn;
          }
          if (weekday === undefined) continue;
          const wanted = { ...set, weekday, zone };
          const before = set;
          set = changeCompany(set, wanted, { lastWeekOn: last, now: new Date(now) });
          // A change makes nothing due: what goes out now was due already, and waited for working hours.
          const plan = planCompany(set, last, new Date(now));
          if (plan.plan === 'wait') continue;
          expect(plan.dueAt).toEqual(companySlot(before, plan.weekOn));
        }
        expect(weeks).toEqual(weeks.map((_, index) => addDays(weeks[0] ?? '', index * 7)));
      }),
      { numRuns: 200 },
    );
  });

  it('knows a form that changes nothing', () => {
    expect(isSameCompany(company, company)).toBe(true);
    expect(isSameCompany(company, { ...company, time: '10:00' })).toBe(false);
    expect(isSameCompany(company, { ...company, isOn: false })).toBe(false);
  });
});

describe('composeWeek', () => {
  it('tells of each team by name, and names those that are late or have none', () => {
    const { rollup: _none, ...late } = teamWeek('sales');
    const composed = composeWeek(week, [
      ...[late, teamWeek('growth'), teamWeek('data'), { ...late, name: 'ops', isLeftOut: true }],
    ]);
    expect(composed.paragraphs.map((one) => (one.of === 'team' ? one.name : '?'))).toEqual([
      'data',
      'growth',
    ]);
    expect(composed).toMatchObject({ notYetIn: ['sales'], without: ['ops'] });
    const text = JSON.stringify(companyMessages(composed));
    expect(text).toContain('Not yet in: #sales');
    expect(text).toContain('Without a roll-up this week: #ops');
    expect(text).toContain('*#growth* · a quiet week');
  });

  it('tells of a private team only what is marked to be shared, never its name or anything else', () => {
    const secret = JSON.parse(
      JSON.stringify(busyWeek(10)).replaceAll(
        /"(title|learned|text|what|why)":"[^"]*"/g,
        '"$1":"CANARY"',
      ),
    );
    const facts: RollupFacts = {
      ...secret,
      andons: { raised: 1, answered: 1, open: 0, answers: ['CANARY'] },
      asks: secret.asks.map((ask: object) => ({ ...ask, isShared: false })),
    };
    const hidden = { isPrivate: true, rollup: { facts } };
    const shares = [{ number: 7, text: 'what others may copy' }];
    const told = (over: Partial<TeamWeek>) =>
      JSON.stringify(
        companyMessages(composeWeek(week, [teamWeek('CANARY-name', { ...hidden, ...over })])),
      );
    expect(told({ shares })).toContain('#7: “what others may copy”');
    expect(told({ shares })).toContain('From a private team');
    expect(told({ shares })).not.toContain('CANARY');
    expect(told({})).not.toMatch(/CANARY|private/);
    // Late or without a roll-up it is not named either.
    const { rollup: _none, ...late } = teamWeek('CANARY-name', { isPrivate: true });
    expect(JSON.stringify(companyMessages(composeWeek(week, [late])))).not.toContain('CANARY');
    // What its own roll-up shares in the same channel is not said twice.
    const same = { ...team, rollupChannelId: 'C9' };
    expect(
      composeWeek(week, [teamWeek('x', { ...hidden, shares, team: same })]).paragraphs,
    ).toEqual([]);
  });

  it('passes on a question for help with its button, of a private team only a shared one', () => {
    const [ask] = busyWeek(1).asks ?? [];
    if (ask === undefined) throw new Error('the busy week asks');
    const facts = { ...quiet, asks: [ask] };
    for (const isPrivate of [false, true]) {
      const shown = JSON.stringify(
        companyMessages(composeWeek(week, [teamWeek('growth', { isPrivate, rollup: { facts } })])),
      );
      expect(shown).toContain('ask.help');
      expect(shown.match(/cohort export/g)).toHaveLength(1);
    }
  });
});

describe('listLater', () => {
  it('names teams whose roll-up comes after the post, and teams begin with their first', () => {
    const monday = { ...company, weekday: 4, time: '14:00' };
    expect(listLater(monday, [team], '2026-11-30')).toEqual([team]);
    expect(listLater(company, [team], '2026-11-30')).toEqual([]);
    expect(hasRollupIn(team, '2026-11-16')).toBe(false);
    expect(hasRollupIn(team, '2026-11-23')).toBe(true);
  });
});

describe('the company post', () => {
  it('stays inside what Slack takes, for any number of teams and any name, and says how many are left out', () => {
    const sizes = fc.constantFrom(1, 10, 200);
    const many = fc.array(fc.tuple(typedText().map(clean), sizes, fc.boolean(), fc.boolean()), {
      ...{ maxLength: 80, size: 'max' as const },
    });
    fc.assert(
      fc.property(many, (all) => {
        const teams = all.map(([name, size, isPrivate, isIn]) => {
          const { rollup: _none, ...late } = teamWeek(name, { isPrivate });
          return isIn ? { ...late, rollup: { facts: busyWeek(size) } } : late;
        });
        const composed = composeWeek(week, teams);
        const parts = companyMessages(composed);
        expect(parts.length).toBeLessThanOrEqual(maxParts);
        for (const part of parts) expect(findLimitBreaks(part)).toEqual([]);
        const said = JSON.stringify(parts);
        const left = Number(/and (\d+) more teams: their/.exec(said)?.[1] ?? 0);
        const open = composed.paragraphs.filter((one) => one.of === 'team').length;
        expect(open === 0 || said.includes('Moved users') || left > 0).toBe(true);
      }),
      { numRuns: 25 },
    );
    const names = ['a', 'b'];
    expect(findLimitBreaks(companySetView({ ...company, isOn: false }, names))).toEqual([]);
    expect(findLimitBreaks(companySetView(company, names))).toEqual([]);
    expect(findLimitBreaks(companyTrouble('C9'))).toEqual([]);
  });
});
