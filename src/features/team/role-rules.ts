// Whoever sets a team up is its first leader. A leader names further leaders, approvers, key-holders, another
// person who may say stop, and a deputy for them; the person named accepts or says no by direct message, and after seven days the
// question ends by itself. Only the question who may say stop stays open while there is nobody else: a net is not taken
// away by waiting. A new default stop-owner takes the place of the old one when they accept. Anybody may step down, a
// leader may take a role back, but a team always keeps a leader and somebody who may say stop. (ROLES, T31)

import type { Role } from './rules.ts';

/** With fewer key-holders than this the settings warn: it takes two, and one may be the person who asks. */
export const holdersWanted = 3;

/** The roles in the order in which settings list them. */
export const ROLES_IN_ORDER = [
  'leader',
  'stop-owner',
  'deputy',
  'approver',
  'key-holder',
] as const satisfies readonly Role[];

/** A role that somebody has, or was named for and has not accepted yet. */
export interface RoleHolder {
  userId: string;
  role: Role;
  isAccepted: boolean;
  /** Who named them and when; missing for whoever named themselves. */
  askedBy?: string;
  askedAt?: Date;
}

const askMs = 7 * 24 * 60 * 60 * 1000;

/** When a question to take a role ends by itself: 168 hours after it was asked. */
export function askEndsAt(askedAt: Date): Date {
  return new Date(askedAt.getTime() + askMs);
}

/** Whether a question to take a role is over at `now`; `all` are the roles of the same team. */
export function isAskOver(
  asked: RoleHolder,
  all: readonly Pick<RoleHolder, 'role' | 'isAccepted'>[],
  now: Date,
): boolean {
  if (asked.isAccepted || asked.askedAt === undefined) return false;
  const isOnlyOne = !all.some((held) => held.role === 'stop-owner' && held.isAccepted);
  if (asked.role === 'stop-owner' && isOnlyOne) return false;
  return now >= askEndsAt(asked.askedAt);
}

/** Why somebody cannot be asked to take a role. */
export type AskRefusal = 'not-a-full-member' | 'has-it' | 'asked-already';

/** Checks whether a person can be asked to take a role now; a question that is over may be asked again. */
export function refuseAsk(
  named: { userId: string; role: Role; isFullPerson: boolean },
  all: readonly RoleHolder[],
  now: Date,
): AskRefusal | undefined {
  if (!named.isFullPerson) return 'not-a-full-member';
  const same = all.find((held) => held.userId === named.userId && held.role === named.role);
  if (same === undefined) return undefined;
  if (same.isAccepted) return 'has-it';
  // Who is asked for nobody else to say stop may be reminded.
  const isOpen = same.askedAt !== undefined && now < askEndsAt(same.askedAt);
  return isOpen ? 'asked-already' : undefined;
}

/** Why a role stays where it is. */
export type ReleaseRefusal = 'not-theirs' | 'last-leader' | 'last-stop-owner';

/** Checks whether a role may be given back or taken away: the last leader and the only stop-owner are replaced first. */
export function refuseRelease(
  held: { userId: string; role: Role },
  all: readonly RoleHolder[],
): ReleaseRefusal | undefined {
  const same = all.find((one) => one.userId === held.userId && one.role === held.role);
  if (same === undefined) return 'not-theirs';
  const isKept = all.some(
    (one) => one.role === held.role && one.isAccepted && one.userId !== held.userId,
  );
  if (isKept || !same.isAccepted) return undefined;
  if (held.role === 'leader') return 'last-leader';
  return held.role === 'stop-owner' ? 'last-stop-owner' : undefined;
}
