import { deleteTrouble } from '../features/delivery/store.ts';
import { StartupError } from '../lib/startup-error.ts';
import { machineNow } from '../platform/clock.ts';
import { type Db, openBeside, openToRead } from '../platform/db/open.ts';
import { transact } from '../platform/db/transact.ts';
import { resendDead } from '../platform/outbox/store.ts';
import { type HeldMessage, listHeld } from '../platform/outbox/store-held.ts';
import { listUndrawn } from '../platform/outbox/store-redraw.ts';
import type { Settings } from '../platform/settings.ts';
import { refuseOld } from './backup.ts';
import type { Finding } from './soundness.ts';
import { readWords } from './words.ts';

const usage = 'barbell outbox [list | resend <id> | resend dead]';

/**
 * `barbell outbox`: what Slack does not show yet, since when and why; `resend` lets a dead message, or all of them, wait for
 * the sender again. Both may run while the bot runs. No words of any message are shown.
 */
export async function runOutbox(
  { databaseUrl }: Settings,
  words: readonly string[],
): Promise<Finding[]> {
  const { plain } = readWords(words, { options: [], plain: 2, usage });
  const [word = 'list', which] = plain;
  if (word === 'list' && which === undefined) return list(databaseUrl);
  if (word === 'resend' && which !== undefined) return resend(databaseUrl, which);
  throw new StartupError(`“${plain.join(' ')}” means nothing here. ${usage}`);
}

async function list(databaseUrl: string): Promise<Finding[]> {
  const database = await openToRead(databaseUrl);
  try {
    await refuseOld(database);
    const held = await listHeld(database.db);
    const lines = [
      ...held.map((message) => sayHeld(message, machineNow())),
      ...(await listUndrawn(database.db)).map(sayUndrawn),
    ];
    if (lines.length === 0) lines.push('The outbox is empty: Slack shows everything.');
    return lines.map((says) => ({ ok: true, says }));
  } finally {
    await database.close();
  }
}

async function resend(databaseUrl: string, which: string): Promise<Finding[]> {
  const database = await openBeside(databaseUrl);
  try {
    await refuseOld(database);
    const dead = (await listHeld(database.db)).filter(({ state }) => state === 'dead');
    const chosen = which === 'dead' ? dead : dead.filter(({ id }) => id === which);
    if (chosen.length === 0) {
      const why = which === 'dead' ? 'No message is dead' : `There is no dead message ${which}`;
      throw new StartupError(`${why}: barbell outbox lists what there is.`);
    }
    const count = await resendAll(database.db, chosen);
    const says = `${count === 1 ? '1 message waits' : `${count} messages wait`} for the sender again; a running Barbell sends at once.`;
    return [{ ok: true, says }];
  } finally {
    await database.close();
  }
}

function resendAll(db: Db, chosen: readonly HeldMessage[]): Promise<number> {
  return transact(db, async (tx) => {
    let count = 0;
    for (const { id, workspaceId } of chosen) {
      if (!(await resendDead(tx, workspaceId, id))) continue;
      await deleteTrouble(tx, id);
      count += 1;
    }
    return count;
  });
}

const stateWords: Readonly<Record<HeldMessage['state'], string>> = {
  pending: 'waits',
  sending: 'is being sent',
  unknown: 'may have been posted; it is looked for',
  dead: 'cannot be sent',
};

/** One line of the list. */
export function sayHeld(message: HeldMessage, now: Date): string {
  const { id, address, to, state, since, error, parkedReason } = message;
  const age = since === undefined ? '' : ` since ${sayAge(now.getTime() - since.getTime())}`;
  const reasons = [
    ...(parkedReason === undefined ? [] : [`the workspace is shut: ${parkedReason}`]),
    ...(error === undefined ? [] : [error]),
  ];
  const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
  const mend = state === 'dead' ? `. When its cause is mended: barbell outbox resend ${id}` : '';
  return `${id}  ${address} for ${to} ${stateWords[state]}${age}${why}${mend}`;
}

/** One line of the list about what is to be drawn anew before it is sent. */
export function sayUndrawn({
  address,
  hasFailed,
}: {
  address: string;
  hasFailed: boolean;
}): string {
  return hasFailed
    ? `${address} could not be drawn; it is tried again each minute, and the log says why`
    : `${address} is drawn anew before it is sent`;
}

function sayAge(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}
