import { describe, expect, it } from 'vitest';
import type { OnePager } from '../onepager/rules.ts';
import { toBet } from '../onepager/rules.ts';
import { EMPTY_FIELDS } from '../quality/rules.ts';
import { findScene } from '../scene/rules.ts';
import { vacancyNote } from './messages.ts';
import {
  isFilled,
  needsStopOwner,
  type Presence,
  readVacancyName,
  vacancyOf,
  writeVacancyName,
} from './rules.ts';

const fields = {
  ...EMPTY_FIELDS,
  ...findScene('product')?.fields('2026-11-21'),
  gateOn: '2026-12-05',
  maturesOn: '2026-11-28',
};

function onepager(number: number, over: Partial<OnePager> & { stopOwnerId?: string }): OnePager {
  const { stopOwnerId = 'U9', ...rest } = over;
  const bet = toBet({ ...fields, stopOwnerId }, (prefix) => `${prefix}_1`);
  if ('refused' in bet) throw new Error(bet.field);
  return {
    ...{ id: `op_${number}`, workspaceId: 'T1', teamId: 'tm_1', number, state: 'running' },
    ...{ kind: 'probe', ownerId: 'U9', version: 1, bet, startedAt: new Date(0) },
    ...rest,
  };
}

const roles = [
  { userId: 'U1', role: 'stop-owner', isAccepted: true },
  { userId: 'U1', role: 'leader', isAccepted: true },
  { userId: 'U2', role: 'leader', isAccepted: true },
  { userId: 'U2', role: 'deputy', isAccepted: true },
  { userId: 'U3', role: 'leader', isAccepted: false },
] as const;
const gone = ['U1'];

describe('vacancyOf', () => {
  const onepagers = [
    onepager(1, { ownerId: 'U1' }),
    onepager(2, { ownerId: 'U1', state: 'parked', stopOwnerId: 'U1' }),
    onepager(3, { stopOwnerId: 'U1', state: 'frozen' }),
    onepager(4, { ownerId: 'U1', stopOwnerId: 'U1', state: 'stopped' }),
    onepager(5, { ownerId: 'U1', state: 'promoted' }),
  ];

  it('is what lives and was in their hands, and their roles of saying stop', () => {
    const vacancy = vacancyOf('U1', { onepagers, roles, gone });
    expect(vacancy.owned.map(({ number }) => number)).toEqual([1, 2]);
    expect(vacancy.guarded.map(({ number }) => number)).toEqual([2, 3]);
    expect(vacancy.roles).toEqual(['stop-owner']);
    expect([isFilled(vacancy), needsStopOwner(vacancy)]).toEqual([false, true]);
  });

  it('is nothing for somebody who had nothing', () => {
    const vacancy = vacancyOf('U7', { onepagers, roles, gone });
    expect([isFilled(vacancy), needsStopOwner(vacancy)]).toEqual([true, false]);
  });

  it('is a team without a leader when the last who accepted is gone, too', () => {
    const isLeaderless = (userId: string, others: readonly string[]) =>
      vacancyOf(userId, { onepagers: [], roles, gone: others }).isLeaderless;
    expect(isLeaderless('U1', ['U1'])).toBe(false);
    expect(isLeaderless('U1', ['U1', 'U2'])).toBe(true);
    expect(isLeaderless('U3', ['U3'])).toBe(false);
    const alone = vacancyOf('U1', { onepagers: [], roles, gone: ['U1', 'U2'] });
    expect(isFilled({ ...alone, roles: [] })).toBe(false);
    const team = { id: 'tm_1', channelId: 'C1' } as const;
    expect(vacancyNote({ team, userId: 'U1', presence: 'left' }, alone).text).toBe(
      '<@U1> left <#C1>, which is private, so they do not take part any more. That leaves the team without anybody who may say stop and the team without a leader.',
    );
  });

  it('reads well as a notification, and fits a message however much there was', () => {
    const team = { id: 'tm_1', channelId: 'C1' } as const;
    const many = Array.from({ length: 60 }, (_, index) => onepager(index, { ownerId: 'U1' }));
    const say = (list: readonly OnePager[], presence: Presence = 'off') =>
      vacancyNote(
        { team, userId: 'U1', presence },
        vacancyOf('U1', { onepagers: list, roles, gone }),
      );
    expect(say(onepagers).text).toBe(
      '<@U1> does not take part any more: the account is switched off, or a guest’s. In <#C1> that leaves #1, #2 without an owner and #2, #3 and the team without anybody who may say stop.',
    );
    expect(say(many).blocks.length).toBeLessThanOrEqual(50);
    expect(say(many).text.length).toBeLessThan(1000);
    expect(say(onepagers, 'here').text).toMatch(/takes part in <#C1> again/);
  });

  it('names itself in a button', () => {
    const name = { teamId: 'tm_1', userId: 'U1' } as const;
    expect(readVacancyName(writeVacancyName(name))).toEqual(name);
    for (const value of ['', 'tm_1', 'op_1 U1', 'tm_1 someone']) {
      expect(readVacancyName(value)).toBeUndefined();
    }
  });
});
