import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import { typedText } from '../../../test/harness/typed-text.ts';
import { makeNewId } from '../../lib/ids.ts';
import { clean } from '../../platform/slack/text.ts';
import type { Draft } from '../draft/rules.ts';
import { type OnePager, toBet } from '../onepager/rules.ts';
import { EMPTY_FIELDS } from '../quality/rules.ts';
import { findScene } from '../scene/rules.ts';
import type { Team } from '../team/rules.ts';
import { homeView } from './messages.ts';
import { homeSizes } from './rules.ts';

const at = new Date('2026-11-21T09:00:00.000Z');

function team(index: number): Team {
  return {
    id: `tm_${index}`,
    workspaceId: 'T1',
    channelId: `C${index}`,
    zone: 'Europe/Berlin',
    rhythmDays: 7,
    reviewWeekday: 2,
    reviewTime: '10:00',
    closeAfterDays: 1,
    closeTime: '17:00',
    rollupWeekday: 4,
    rollupTime: '15:00',
    rollupChannelId: 'C1',
    cycleDays: 14,
    isVoteOpen: false,
    quota: 1,
    firstReviewWeekOn: '2026-11-23',
    firstRollupWeekOn: '2026-11-23',
    setUpBy: 'UANA',
    setUpAt: at,
  };
}

function onepager(title: string, number: number): OnePager {
  const fields = { ...EMPTY_FIELDS, ...findScene('product')?.fields('2026-11-21'), title };
  const bet = toBet(
    fields,
    makeNewId(() => '1'),
  );
  if ('refused' in bet) throw new Error(bet.field);
  return {
    id: `op_${number}`,
    workspaceId: 'T1',
    teamId: 'tm_1',
    number,
    state: 'running',
    kind: 'probe',
    ownerId: number % 2 === 0 ? 'UANA' : 'UBEN',
    version: 1,
    bet,
    startedAt: at,
  };
}

function draft(title: string, index: number): Draft {
  return {
    id: `dr_${index}`,
    workspaceId: 'T1',
    teamId: 'tm_1',
    userId: 'UANA',
    step: 2,
    fields: { ...EMPTY_FIELDS, title },
    updatedAt: at,
  };
}

describe('homeView', () => {
  it('tells somebody in no team how to begin', () => {
    const view = homeView({ userId: 'UANA', drafts: [], votes: [], teams: [], isFirst: true });
    expect(JSON.stringify(view)).toContain('/invite @Barbell');
    expect(findLimitBreaks(view)).toEqual([]);
  });

  it('shows drafts to resume, votes that wait and what runs with its gate', () => {
    const running = [onepager('Action X first', 12)];
    const view = homeView({
      userId: 'UANA',
      drafts: [draft('My draft', 1)],
      votes: [{ onepager: onepager('Reason-first', 14), channelId: 'C1', closesAt: at }],
      teams: [{ team: team(1), today: '2026-12-05', running, reviewAt: at, rollupAt: at }],
      isFirst: true,
    });
    const said = JSON.stringify(view);
    for (const words of ['My draft', 'draft.resume', '#14 Reason-first', '#12 Action X first']) {
      expect(said).toContain(words);
    }
    expect(said).toContain('gate today · yours');
    expect(said).toContain('decision.open');
  });

  it('keeps Slack’s sizes, whatever was typed and however much there is', () => {
    const many = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(typedText().map(clean), many, many, (title, count, teams) => {
        const running = Array.from({ length: count }, (_, index) => onepager(title, index));
        const view = homeView({
          userId: 'UANA',
          drafts: Array.from({ length: count }, (_, index) => draft(title, index)),
          votes: running.map((one) => ({ onepager: one, channelId: 'C1', closesAt: at })),
          teams: Array.from({ length: Math.min(teams, homeSizes.teamsPerPage) }, (_, index) => ({
            ...{ team: team(index), today: '2026-11-21', running },
            ...{ reviewAt: at, rollupAt: at, closesAt: at },
          })),
          nextPage: 1,
          isFirst: false,
        });
        expect(findLimitBreaks(view)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});
