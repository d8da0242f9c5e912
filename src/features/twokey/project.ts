import type { NewId } from '../../lib/ids.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { putMessage } from '../../platform/outbox/store.ts';
import { countingKeys, type Key, type Reversal, waitingFor } from '../decision/reversal-rules.ts';
import { getDecision } from '../decision/store.ts';
import type { Team } from '../team/rules.ts';
import { listReadableTeams } from '../team/store.ts';
import { listKeyHolders } from '../team/store-role.ts';
import { closedQuestion, endNote, type QuestionView, questionMessage } from './messages.ts';

/** Reads how a question stands on the key-holders of this moment. */
export async function readQuestion(
  db: Db,
  team: Team,
  question: { reversal: Reversal; keys: readonly Key[] },
): Promise<QuestionView> {
  const { reversal, keys } = question;
  const holders = await listKeyHolders(db, team);
  const decision = await getDecision(db, team.workspaceId, reversal.decisionId);
  const entry =
    reversal.entryId === undefined
      ? undefined
      : await getDecision(db, team.workspaceId, reversal.entryId);
  // Once it is done, whose keys they were stands in the log, whoever holds a key later.
  const done = entry?.keyUserIds?.flatMap((userId) => userId ?? []);
  return {
    reversal,
    decision,
    turned: done ?? countingKeys(reversal, keys, holders),
    ...waitingFor(reversal, keys, holders),
    ...(entry === undefined ? {} : { entryNumber: entry.number }),
  };
}

/** Puts the card in the channel, each key-holder's message and, at the end, the note to whoever asked, as they are now. */
export async function putQuestion(
  tx: Tx,
  what: { newId: NewId; team: Team; reversal: Reversal; keys: readonly Key[] },
): Promise<void> {
  const { newId, team, reversal, keys } = what;
  const view = await readQuestion(tx, team, { reversal, keys });
  const { workspaceId } = team;
  const address = `twokey:${reversal.id}`;
  const message = { workspaceId, newId };
  const to = { channelId: team.channelId };
  await putMessage(tx, { ...message, address, to, content: questionMessage(view) });
  const asked = [...view.turned, ...view.waiting, ...view.withheld];
  const told = new Set([...asked, ...keys.map((key) => key.userId)]);
  for (const userId of told) {
    const readable = await listReadableTeams(tx, workspaceId, userId);
    const isOpen = readable.some((one) => one.id === team.id);
    const content = isOpen ? questionMessage(view, userId) : closedQuestion(view, userId);
    await putMessage(tx, { ...message, address: `${address}:${userId}`, to: { userId }, content });
  }
  if (reversal.state === 'open' || reversal.state === 'withdrawn') return;
  const end = { address: `${address}:end`, to: { userId: reversal.proposedBy } };
  await putMessage(tx, { ...message, ...end, content: endNote(view) });
}
