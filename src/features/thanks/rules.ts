// A stop that saved everybody's time, and a message that showed what is true, deserve thanks. Anybody who may read the team
// presses *Thanks*; the team's next roll-up has one line of thanks for that stop or that evidence. Each person's thanks counts once
// for a thing. The line tells of the mechanism or the evidence: never how many thanked, nor who. (CELEBRATE, PRAISE-EVIDENCE, T15)

import type { DecisionId, EvidenceId, TeamId } from '../../lib/ids.ts';

/** What can be thanked for. */
export type ThankedId = DecisionId | EvidenceId;

/** One person's thanks for one thing. */
export interface Thanks {
  workspaceId: string;
  teamId: TeamId;
  subjectId: ThankedId;
  userId: string;
  at: Date;
}

/** Each thing once, in the order in which it was first thanked for. */
export function listThanked(thanks: readonly { subjectId: string }[]): string[] {
  return [...new Set(thanks.map(({ subjectId }) => subjectId))];
}
