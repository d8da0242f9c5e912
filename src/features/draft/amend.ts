import type { DraftId } from '../../lib/ids.ts';
import { toLocalDate } from '../../lib/time.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { Act, Deps } from '../../platform/slack/feature.ts';
import { appendDecision } from '../decision/store.ts';
import { noteHabit } from '../deviation/habit-project.ts';
import {
  describeAmendment,
  HABIT_LABELS,
  isRuleChange,
  mergeEdits,
} from '../onepager/amendment-rules.ts';
import { putOnePagerCard } from '../onepager/project.ts';
import { type OnePager, toBet } from '../onepager/rules.ts';
import { amendOnePager, findVersion, listAmendmentsSince } from '../onepager/store.ts';
import { type BetFields, kindOf } from '../quality/rules.ts';
import type { Team } from '../team/rules.ts';
import { conflictText } from './messages.ts';

/** What a person wants a running one-pager to say, and the version they saw when they began. */
export interface Edit {
  onepager: OnePager;
  team: Team;
  seenVersion: number;
  typed: BetFields;
  /** The draft that it was typed in; *Sharpen* has none. */
  draftId?: DraftId;
}

/** Somebody saved a newer version meanwhile: both put together, and the words that ask. */
export interface Conflict {
  fields: BetFields;
  text: string;
}

/** Looks whether somebody saved meanwhile; undefined when not, or when nothing is left to save over theirs. */
export async function findConflict(tx: Tx, edit: Edit): Promise<Conflict | undefined> {
  const { onepager, seenVersion, typed } = edit;
  if (onepager.version === seenVersion) return undefined;
  const theirs = onepager.bet.fields;
  const base = (await findVersion(tx, onepager.id, seenVersion))?.fields ?? theirs;
  const merge = mergeEdits(base, typed, theirs);
  if (describeAmendment(theirs, merge.fields).length === 0) return undefined;
  const amendments = await listAmendmentsSince(tx, onepager.id, seenVersion);
  return {
    fields: merge.fields,
    text: conflictText({ amendments, fields: merge.conflicts, mine: typed, theirs }),
  };
}

/**
 * Saves an edit as an amendment: a new version with its words, an entry in the log when the rule changed, the deviation
 * as its habit is now, the card. Answers the field that cannot be read, or what changed (nothing: an empty list).
 */
export async function saveAmendment(
  tx: Tx,
  what: { deps: Pick<Deps, 'newId'>; act: Act; edit: Edit },
): Promise<{ unreadable: keyof BetFields } | { changes: string[] }> {
  const { deps, act, edit } = what;
  const { onepager } = edit;
  const changes = describeAmendment(onepager.bet.fields, edit.typed);
  // A newer version that already says all of this leaves nothing to save.
  if (changes.length === 0) return { changes };
  const bet = toBet(edit.typed, deps.newId, onepager.bet);
  if ('refused' in bet) return { unreadable: bet.field };
  const startOn = toLocalDate(onepager.startedAt, edit.team.zone);
  const isGateMoved = bet.gateOn !== onepager.bet.gateOn;
  await amendOnePager(tx, {
    id: onepager.id,
    bet,
    byUserId: act.userId,
    at: act.now,
    amendment: changes.join('; '),
    ...(isGateMoved ? { kind: kindOf(startOn, bet.gateOn) } : {}),
  });
  if (isRuleChange(onepager.bet.fields, bet.fields)) {
    await appendDecision(tx, deps.newId, {
      workspaceId: act.workspaceId,
      teamId: onepager.teamId,
      onepagerId: onepager.id,
      kind: 'amend',
      decidedByUserId: act.userId,
      at: act.now,
      title: bet.title,
      texts: { line: changes.join('; ') },
      isAgainstRule: false,
      isAgainstMajority: false,
    });
  }
  const page = { newId: deps.newId, onepager, fields: bet.fields };
  const draft = edit.draftId === undefined ? {} : { draftId: edit.draftId };
  await noteHabit(tx, { ...page, ...draft, habitLabel: HABIT_LABELS[bet.habit] }, act.now);
  const { workspaceId } = act;
  await putOnePagerCard(tx, { workspaceId, newId: deps.newId, onepagerId: onepager.id }, act.now);
  return { changes };
}
