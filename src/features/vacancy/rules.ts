// A person's account may be switched off, or become a guest's, or they leave a private channel, while things are in their
// hands: one-pagers that they own, others on which they may say stop, the team itself. Nobody can press their buttons any
// more. So the team's leader hears of it in one direct message that lists what is left without a person, with a button each
// to hand over and one to name somebody who may say stop. The message follows what is true: it shrinks as things are taken
// over, and says so when nothing is left. (product.md *Edges: People*; STOP-OWNER)

import { isId, type TeamId } from '../../lib/ids.ts';
import type { OnePager } from '../onepager/rules.ts';
import type { Role } from '../team/rules.ts';

/** What one person's going leaves without anybody. */
export interface Vacancy {
  /** One-pagers without an owner. */
  owned: readonly OnePager[];
  /** One-pagers on which nobody may say stop any more. */
  guarded: readonly OnePager[];
  /** The team's own roles of saying stop that they had. */
  roles: readonly Role[];
  /** Whether they led the team and no leader is left. */
  isLeaderless: boolean;
}

/** Whether somebody takes part in a team: here; outside of its private channel; switched off, or a guest. */
export type Presence = 'here' | 'left' | 'off';

const stopRoles: readonly Role[] = ['stop-owner', 'deputy'];

/** What is left without anybody when this person is gone; what has ended needs nobody. */
export function vacancyOf(
  userId: string,
  team: {
    onepagers: readonly OnePager[];
    roles: readonly { userId: string; role: Role; isAccepted: boolean }[];
    /** Those with a role in the team who take part no more. */
    gone: readonly string[];
  },
): Vacancy {
  const living = team.onepagers.filter(
    ({ state }) => state === 'running' || state === 'frozen' || state === 'parked',
  );
  const leaders = team.roles.filter((held) => held.role === 'leader' && held.isAccepted);
  return {
    owned: living.filter((onepager) => onepager.ownerId === userId),
    guarded: living.filter((onepager) => onepager.bet.guardrail.stopOwnerId === userId),
    roles: team.roles
      .filter((held) => held.userId === userId && stopRoles.includes(held.role))
      .map((held) => held.role),
    isLeaderless:
      leaders.some((held) => held.userId === userId) &&
      leaders.every((held) => held.userId === userId || team.gone.includes(held.userId)),
  };
}

/** Whether nothing is left without a person. */
export function isFilled({ owned, guarded, roles, isLeaderless }: Vacancy): boolean {
  return owned.length + guarded.length + roles.length === 0 && !isLeaderless;
}

/** Whether somebody has to be named who may say stop. */
export function needsStopOwner({ guarded, roles }: Vacancy): boolean {
  return guarded.length + roles.length > 0;
}

/** Whose vacancy in which team a button or a form is about. */
export interface VacancyName {
  teamId: TeamId;
  userId: string;
}

/** Writes whose vacancy it is into a button's value. */
export function writeVacancyName({ teamId, userId }: VacancyName): string {
  return `${teamId} ${userId}`;
}

/** Reads it again; undefined for anything else. */
export function readVacancyName(value: string): VacancyName | undefined {
  const [teamId = '', userId = ''] = value.split(' ');
  return isId('tm', teamId) && /^[UW][A-Z0-9]{1,30}$/.test(userId) ? { teamId, userId } : undefined;
}
