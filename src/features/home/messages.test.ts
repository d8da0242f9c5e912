import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLimitBreaks } from '../../../test/harness/limits.ts';
import { typedText } from '../../../test/harness/typed-text.ts';
import { makeTeam } from '../../../test/stores/team-fixture.ts';
import { makeNewId } from '../../lib/ids.ts';
import { clean } from '../../platform/slack/text.ts';
import type { Approval } from '../deviation/approval-rules.ts';
import type { Draft } from '../draft/rules.ts';
import { type OnePager, toBet } from '../onepager/rules.ts';
import { EMPTY_FIELDS } from '../quality/rules.ts';
import { findScene } from '../scene/rules.ts';
import type { Team } from '../team/rules.ts';
import type { TeamPage } from './message-team.ts';
import { type HomePage, homeView } from './messages.ts';
import { homeSizes } from './rules.ts';

const at = new Date('2026-11-21T09:00:00.000Z');

function team(index: number): Team {
  return makeTeam({ id: `tm_${index}`, channelId: `C${index}`, setUpBy: 'UANA', setUpAt: at });
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

function approval(text: string, index: number): Approval {
  const { id, ...words } = deviation(text, index);
  return {
    ...words,
    ...({ id: `ap_${index}`, workspaceId: 'T1', teamId: 'tm_1', state: 'waiting' } as const),
    ...{ benefit: text, risk: text, isReversible: true, protects: 'User data', reason: '' },
    ...{ askedBy: 'UBEN', askedAt: at, askedOf: ['UANA'] },
  };
}

function deviation(text: string, index: number) {
  return { id: `dv_${index}` as const, area: text, deviation: text, because: text };
}

const nothing: HomePage = {
  isFull: true,
  userId: 'UANA',
  place: { page: 0, teamId: '' },
  pages: 1,
  ...{
    asks: [],
    approvals: [],
    asked: [],
    drafts: [],
    readings: [],
    votes: [],
    hats: [],
    revisits: [],
    mine: [],
    teams: [],
  },
};

function teamPage(index: number, over: Partial<TeamPage> = {}): TeamPage {
  return {
    team: team(index),
    ...{
      running: [],
      runningCount: 0,
      ownCount: 0,
      reviewAt: at,
      rollupAt: at,
      alarms: [],
      moreAlarms: 0,
      floor: [],
      log: [],
      deviations: { meter: { written: 0, quota: 1 }, open: [], openCount: 0 },
      ...over,
    },
  };
}

describe('homeView', () => {
  it('tells somebody in no team how to begin, and still shows their drafts', () => {
    const view = homeView({ ...nothing, drafts: [{ draft: draft('Kept', 1) }] });
    expect(JSON.stringify(view)).toContain('/invite @Barbell');
    expect(JSON.stringify(view)).toContain('Kept');
    expect(findLimitBreaks(view)).toEqual([]);
  });

  it('shows what waits, what is mine, and the team with its floor and log', () => {
    const one = onepager('Action X first', 12);
    const view = homeView({
      ...nothing,
      drafts: [{ draft: draft('My draft', 1), edits: 9 }],
      readings: [{ reviewId: 'rv_1', channelId: 'C1', closesAt: at, numbers: [12, 13] }],
      votes: [
        {
          ...{ reviewId: 'rv_2', channelId: 'C1', closesAt: at },
          onepagers: [onepager('Reason-first', 14)],
        },
      ],
      revisits: [
        {
          decision: { id: 'dec_7', number: 7, title: 'Stopped the cache' },
          askOn: '2026-11-20',
        },
      ],
      mine: [
        { onepager: one, channelId: 'C1', daysToGate: 0, numbers: ['Action X 41% → 46%'] },
        {
          onepager: { ...onepager('Resting', 15), state: 'parked' },
          ...{ channelId: 'C1', daysToGate: 3, returnsOn: '2026-12-05', numbers: [] },
        },
      ],
      teams: [{ id: 'tm_1', name: 'growth' }],
      team: teamPage(1, {
        running: [{ onepager: onepager('Ben’s', 13), daysToGate: 0, numbers: ['Y 1 → 2'] }],
        runningCount: 2,
        ownCount: 1,
        cycle: { number: 3, stops: 2 },
        deviations: {
          meter: { written: 1, quota: 1 },
          open: [{ deviation: deviation('send less', 1), mayRetire: true, onepagerNumber: 12 }],
          openCount: 3,
        },
        floor: [
          { area: 'Outreach', statement: 'One line on their work', segment: '', sinceAt: at },
        ],
        log: [{ number: 8, kind: 'stop', title: 'Cache', at }],
      }),
    });
    const said = JSON.stringify(view);
    for (const words of [
      ...['Edit of #9: My draft', 'draft.resume', 'Throw away', '#14 Reason-first'],
      ...['Readings missing* for #12, #13', 'review.readings', '#7 Stopped the cache'],
      ...['vote.ballot', 'revisit.open:same', 'due since 20 Nov'],
      ...[
        'gate today · Action X 41% → 46%',
        'gate today · <@UBEN> · Y 1 → 2',
        'parked until 5 Dec',
        'decision.open',
      ],
      ...['cycle 3: 2 stopped', 'One line on their work', '#8 stop'],
      ...[
        '*Deviations* · 1 of 1 this cycle · 3 open',
        'deviation.log',
        'send less',
        'deviation.retire',
      ],
    ]) {
      expect(said).toContain(words);
    }
    expect(said).toContain('*Running* (2, 1 of them yours, above)');
    for (const id of ['op_12', 'op_13', 'op_15']) {
      expect(said.split(`"action_id":"onepager.show","value":"${id}"`)).toHaveLength(2);
    }
    expect(said).not.toContain('home.team');
    expect(said).not.toContain('First steps');
  });

  it('asks which team only where there are several, and shows first steps until they are done', () => {
    const view = homeView({
      ...nothing,
      teams: [1, 2, 3, 4, 5].map((index) => ({ id: `tm_${index}`, name: `team-${index}` })),
      team: teamPage(4, { checklist: [{ label: 'Hold the first review', isDone: false }] }),
    });
    const said = JSON.stringify(view);
    expect(said).toContain('"initial_option":{"text":{"type":"plain_text","text":"#team-4"');
    expect(said).toContain('Next: Hold the first review');
  });

  it('keeps Slack’s sizes, whatever was typed and however much there is', () => {
    const isSome = fc.boolean();
    fc.assert(
      fc.property(typedText().map(clean), isSome, isSome, (title, isFull, isLast) => {
        const of = <Item>(size: number, make: (index: number) => Item): Item[] =>
          Array.from({ length: isFull ? size : 1 }, (_, index) => make(index));
        const one = onepager(title, 1);
        const view = homeView({
          isFull: true,
          userId: 'UANA',
          place: { page: 3, teamId: 'tm_1' },
          pages: isLast ? 4 : 9,
          asks: of(homeSizes.asks, (index) => ({
            ...{ team: team(index), byUserId: 'UBEN', role: 'key-holder' as const, askedAt: at },
          })),
          approvals: of(homeSizes.approvals, (index) => ({
            ...{ approval: approval(title, index), channelId: 'C1' },
          })),
          asked: of(homeSizes.asked, (index) => ({
            ...{ approval: approval(title, index), channelId: 'C1' },
          })),
          stops: of(homeSizes.stops, (index) => ({
            onepager: { ...one, id: `op_${index}` as const },
            ...{ channelId: 'C1', namedBy: 'UBEN', state: 'open' as const },
          })),
          drafts: of(homeSizes.drafts, (index) => ({ draft: draft(title, index), edits: index })),
          readings: of(homeSizes.readings, (index) => ({
            ...{ reviewId: `rv_${index}` as const, channelId: 'C1', closesAt: at },
            numbers: Array.from({ length: 60 }, (_, number) => 100_000 + number),
          })),
          votes: of(homeSizes.votes, (index) => ({
            ...{ reviewId: `rv_${index}` as const, channelId: 'C1', closesAt: at },
            onepagers: of(30, () => one),
          })),
          revisits: of(homeSizes.revisits, (index) => ({
            decision: { id: `dec_${index}` as const, number: 1, title },
            askOn: '2026-11-21',
          })),
          mine: of(homeSizes.mine, () => ({
            onepager: one,
            channelId: 'C1',
            daysToGate: 3,
            numbers: [title, title],
          })),
          hats: of(30, (index) => ({
            ...{ id: `ht_${index}` as const, workspaceId: 'T1', teamId: 'tm_1' as const },
            ...{ authorId: 'UANA', visibility: 'team' as const, readerIds: [], updatedAt: at },
          })),
          teams: of(homeSizes.teams, (index) => ({ id: `tm_${index}`, name: `team-${index}` })),
          team: teamPage(1, {
            running: of(homeSizes.running, () => ({
              ...{ onepager: one, daysToGate: -4, numbers: [title, title, title] },
            })),
            ...{ runningCount: 100, ownCount: 60 },
            closesAt: at,
            alarms: of(homeSizes.alarms, (index) => ({
              ...{
                id: `al_${index}` as const,
                workspaceId: 'T1',
                teamId: 'tm_1' as const,
                subject: '',
              },
              ...{
                kind: 'nothing-killed' as const,
                facts: 'from cycle 1',
                sinceAt: at,
                firedAt: at,
              },
              ...{ told: 'message' as const, evidence: [{ what: 'weakest', number: 1, title }] },
            })),
            moreAlarms: 9,
            cycle: { number: 1, stops: 0 },
            deviations: {
              meter: { written: 40, quota: 5 },
              open: of(homeSizes.deviations, (index) => ({
                ...{ deviation: deviation(title, index), mayRetire: true, onepagerNumber: 9 },
              })),
              openCount: 40,
            },
            asks: of(9, (index) => ({
              ...{ id: `ak_${index}` as const, whom: title, what: title, mayEnd: true },
              ...{ sinceOn: '2026-11-21', helpers: of(9, () => 'UBEN') },
            })),
            floor: of(homeSizes.floor, () => ({
              ...{ area: title, statement: title, segment: title, sinceAt: at },
            })),
            log: of(homeSizes.log, (number) => ({ number, kind: 'other' as const, title, at })),
            checklist: of(4, () => ({ label: 'Set up', isDone: true })),
          }),
        });
        expect(findLimitBreaks(view)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});
