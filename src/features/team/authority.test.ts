import { describe, expect, it } from 'vitest';
import { type Action, may, noStanding, type Standing } from './rules.ts';

// Who may do what, written down a second time from product.md, so that a slip in the table shows. (*Rules that hold everywhere*)

const roles: readonly (keyof Standing)[] = [
  ...(['isFullMember', 'isOwner', 'isCoAuthor', 'isStopOwner'] as const),
  ...(['isLeader', 'isApprover', 'isKeyHolder', 'isAdmin'] as const),
];

const wanted: Record<Action, readonly (keyof Standing)[]> = {
  // *Set up*: any full member may set the rhythm; leaders name, an admin of the workspace may where nobody leads.
  'set-up': ['isFullMember'],
  'change-settings': ['isFullMember'],
  'propose-role': ['isLeader', 'isAdmin'],
  'set-company': ['isLeader', 'isAdmin'],
  'post-again': ['isFullMember', 'isLeader'],
  // *Write*: anybody writes; what stands is its authors' and the leader's.
  'write-onepager': ['isFullMember'],
  'edit-onepager': ['isOwner', 'isCoAuthor', 'isLeader'],
  'hand-over': ['isOwner', 'isLeader'],
  park: ['isOwner', 'isLeader'],
  'set-away-for-others': ['isOwner', 'isLeader'],
  // *Review*: any full member takes part; the owner or a leader decides.
  'start-clock': ['isFullMember'],
  'move-review': ['isFullMember'],
  'add-readings': ['isFullMember'],
  vote: ['isFullMember'],
  'see-votes': ['isFullMember'],
  decide: ['isOwner', 'isLeader'],
  'say-stop': ['isOwner', 'isLeader', 'isStopOwner'],
  // *Decide, and remember*: two key-holders reverse what is major.
  'log-decision': ['isFullMember'],
  'correct-decision': ['isOwner', 'isLeader'],
  'turn-key': ['isKeyHolder'],
  'add-evidence': ['isFullMember'],
  'ask-outside': ['isFullMember'],
  'end-ask': ['isOwner', 'isLeader'],
  // *Deviate*: an approver agrees; the floor is the team's, what protects is taken away by those who answer for it.
  'log-deviation': ['isFullMember'],
  'settle-deviation': ['isFullMember'],
  'retire-deviation': ['isOwner', 'isLeader'],
  'approve-deviation': ['isApprover'],
  'add-default': ['isFullMember'],
  'retire-default': ['isLeader'],
  'protect-area': ['isFullMember'],
  'unprotect-area': ['isLeader', 'isApprover'],
  'write-case': ['isFullMember'],
  // *Alarms*, *Andon*, *Freeze*: any full member; a freeze ends by who answers for the page.
  'dismiss-alarm': ['isFullMember'],
  'answer-andon': ['isFullMember'],
  freeze: ['isFullMember'],
  'end-freeze': ['isOwner', 'isLeader', 'isStopOwner'],
  'erase-person': ['isAdmin'],
};

function isAction(name: string): name is Action {
  return Object.hasOwn(wanted, name);
}

describe('the table of authority', () => {
  const actions = Object.keys(wanted).filter(isAction);

  it('says for every role and every action what product.md says (P34)', () => {
    for (const action of actions) {
      const allowed = roles.filter((role) => may({ ...noStanding, [role]: true }, action));
      expect(allowed.toSorted(), action).toEqual([...wanted[action]].toSorted());
    }
  });

  it('lets nobody do anything who has no standing, and gives nothing to two that neither has (P34, B-70)', () => {
    for (const action of actions) {
      expect(may(noStanding, action), action).toBe(false);
      for (const one of roles) {
        for (const other of roles) {
          const both = may({ ...noStanding, [one]: true, [other]: true }, action);
          expect(both, `${one}, ${other}: ${action}`).toBe(
            wanted[action].includes(one) || wanted[action].includes(other),
          );
        }
      }
    }
  });
});
