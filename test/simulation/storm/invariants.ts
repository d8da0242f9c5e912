import { sql } from 'kysely';
import { isRecord, parseJson } from '../../../sandbox/server/json.ts';
import { verifyChain } from '../../../src/features/decision/store.ts';
import { expectOneOutcomeEach } from '../calendar-invariants.ts';
import { expectVotesCounted } from '../message-invariants.ts';
import { Broken } from '../room.ts';
import { expectEdges } from './edges.ts';
import { digestElsewhere, otherId, otherWords } from './other-workspace.ts';
import { twins, type Witness } from './witness.ts';

// The invariants of reliability.md section 7, each by its number. I14 compares two runs: see storm-again.test.ts.

/** What must hold, and when it is looked at: after every step, or when the faults have stopped. */
export interface Invariant {
  id: string;
  at: 'step' | 'calm';
  /** Where it hangs on the database alone, and not on the time or on what Slack was asked, it is looked at after each change. */
  isStored?: true;
  hold: (witness: Witness) => Promise<void> | void;
}

/** All of them, in the order in which they are looked at. */
export const invariants: readonly Invariant[] = [
  { id: 'I1', at: 'step', hold: eachMessageIsVisibleOnce },
  { id: 'I4', at: 'step', isStored: true, hold: eachTallyIsTheFoldOfItsVotes },
  { id: 'I10', at: 'step', hold: nothingTypedPingsAnybody },
  { id: 'I11', at: 'step', hold: slackIsNeverHurried },
  { id: 'I12', at: 'step', isStored: true, hold: expectEdges },
  { id: 'I2', at: 'step', isStored: true, hold: noOccurrenceHasTwoOutcomes },
  { id: 'I5', at: 'step', isStored: true, hold: nothingMajorFallsByOneHand },
  { id: 'I9', at: 'step', hold: theOtherWorkspaceIsNotSeen },
  { id: 'I3', at: 'calm', hold: whatWasTakenIsThereOnce },
  { id: 'I2', at: 'calm', hold: everyOccurrenceHasItsOutcome },
  { id: 'I6', at: 'calm', isStored: true, hold: theLogAgreesWithItsAnchor },
  { id: 'I7', at: 'calm', hold: nothingTellsWhoPulled },
  { id: 'I8', at: 'calm', hold: theQueuesDrain },
  { id: 'I9', at: 'calm', hold: theOtherWorkspaceIsAsItWas },
];

const repeatNote = 'may be the second copy';

/** I1: each outbox id is visible at most once, labelled repeats excepted. */
function eachMessageIsVisibleOnce(witness: Witness): void {
  for (const { method, args, response } of witness.calls) {
    if (method !== 'chat.postMessage' || response.ok !== true) continue;
    if (JSON.stringify(args.blocks ?? '').includes(repeatNote)) continue;
    const metadata = typeof args.metadata === 'string' ? parseJson(args.metadata) : undefined;
    const payload = isRecord(metadata) ? metadata.event_payload : undefined;
    const key = isRecord(payload) ? String(payload.k) : '';
    const seen = witness.visible.get(key) ?? new Set();
    witness.visible.set(key, seen.add(String(response.ts)));
    if (seen.size > 1) witness.fail('I1', `${key} is visible ${seen.size} times: ${args.text}`);
  }
}

/** I2: no review and no roll-up has two outcomes. */
async function noOccurrenceHasTwoOutcomes(witness: Witness): Promise<void> {
  const doubled = await sql<{ week_on: string }>`
    select week_on from occurrence group by team_id, kind, week_on having count(*) > 1
    union all select week_on from review where is_ahead = 0
      group by team_id, week_on having count(*) > 1
    union all select week_on from rollup group by team_id, week_on having count(*) > 1
  `.execute(witness.world.db);
  const [first] = doubled.rows;
  if (first !== undefined) witness.fail('I2', `two outcomes in the week of ${first.week_on}`);
}

/** I2: each occurrence has its outcome, and none is left out. */
async function everyOccurrenceHasItsOutcome(witness: Witness): Promise<void> {
  await under('I2', () => expectOneOutcomeEach(witness.room));
}

/** I3: what was acknowledged is there exactly once. */
async function whatWasTakenIsThereOnce({ room }: Witness): Promise<void> {
  await under('I3', () => room.expectAllKeptOnce());
}

/** I4: what a card says is the fold of its votes, one per person. */
async function eachTallyIsTheFoldOfItsVotes(witness: Witness): Promise<void> {
  await under('I4', () => expectVotesCounted(witness.room));
}

/** I5: nothing major is taken back without two different key-holders, neither the one who proposed it. */
async function nothingMajorFallsByOneHand(witness: Witness): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select r.id from reversal r where r.state = 'done' and 2 > (
      select count(distinct k.user_id) from reversal_key k
      where k.reversal_id = r.id and k.answer = 'turned' and k.user_id <> r.proposed_by)
  `.execute(witness.world.db);
  const [first] = rows;
  if (first !== undefined) witness.fail('I5', `${first.id} was done with fewer than two keys`);
}

/** I6: the log's chain verifies, and still holds what somebody outside remembers of it. */
async function theLogAgreesWithItsAnchor(witness: Witness): Promise<void> {
  const { db } = witness.world;
  const verdict = await verifyChain(
    db,
    'T0NORTHWIND',
    witness.anchor && { anchor: witness.anchor },
  );
  if (!verdict.ok) witness.fail('I6', `the log’s chain breaks at ${verdict.seq}`);
  witness.anchor = verdict.head;
}

/** I7: in every table and log line the one who pulled the andon stands as often as somebody who did nothing. */
async function nothingTellsWhoPulled(witness: Witness): Promise<void> {
  const { world, tables, weather, named } = witness;
  const { puller, other } = twins;
  for (const line of weather.log.slice(witness.readLines)) {
    for (const id of [puller, other]) if (line.includes(id)) named[id] += 1;
  }
  witness.readLines = weather.log.length;
  if (named[puller] !== named[other]) witness.fail('I7', 'the log tells who pulled');
  for (const table of tables) {
    await witness.lookAgain(`I7 ${table}`, async () => {
      const { rows } = await sql<object>`select * from ${sql.table(table)}`.execute(world.db);
      const lines = rows.map((row) => JSON.stringify(withoutDelivery(table, row)));
      const count = (id: string) => lines.filter((line) => line.includes(id)).length;
      if (count(puller) !== count(other))
        witness.fail('I7', `the table ${table} tells who pulled the andon`);
    });
  }
}

/**
 * That a message did not reach one of the two is Slack's doing, and their leader is told so; the message itself, which is
 * counted, shows whether both should have had it.
 */
function withoutDelivery(table: string, row: object): object {
  if (table === 'trouble') return { ...row, user_id: '' };
  return 'address' in row && String(row.address).startsWith('trouble:') ? {} : row;
}

const drainWithinMs = 10 * 60_000;

/** I8: after the faults have stopped the queues drain within ten minutes. */
async function theQueuesDrain(witness: Witness): Promise<void> {
  const { world } = witness;
  const tookMs = world.machineMs - witness.calmedAtMs;
  // What hangs on a message that Slack never took waits until somebody sends that one again.
  const left = await world.db
    .selectFrom('message as m')
    .leftJoin('message as t', 't.address', 'm.thread_address')
    .select(['m.address', 'm.state', 'm.last_error'])
    // Theirs wait for a bot of their own.
    .where('m.workspace_id', '<>', otherId)
    .where('m.state', 'in', ['pending', 'sending', 'unknown'])
    .where((eb) => eb.or([eb('t.state', 'is', null), eb('t.state', '<>', 'dead')]))
    .execute();
  const [first] = left;
  if (first !== undefined)
    witness.fail(
      'I8',
      `${left.length} wait, as ${first.address}: ${first.state}, ${first.last_error}`,
    );
  if (tookMs > drainWithinMs) witness.fail('I8', `the queues took ${tookMs / 60_000} minutes`);
}

/** I9: nothing of the other workspace leaves the database. */
function theOtherWorkspaceIsNotSeen(witness: Witness): void {
  const { heard } = witness.weather.deliveries;
  const said = [...witness.calls.map(({ args }) => JSON.stringify(args)), ...heard.splice(0)];
  const seen = said.find((text) => text.includes(otherWords));
  if (seen !== undefined) witness.fail('I9', `another workspace’s words are told: ${seen}`);
}

/** I9: nothing of the other workspace has changed. */
async function theOtherWorkspaceIsAsItWas(witness: Witness): Promise<void> {
  for (const [table, was] of witness.elsewhere) {
    await witness.lookAgain(`I9 ${table}`, async () => {
      if ((await digestElsewhere(witness.world.db, table)) !== was)
        witness.fail('I9', `rows of another workspace in ${table} have changed`);
    });
  }
}

/** I10: what people type never becomes a mention of everybody, or of somebody whom we did not mean. */
function nothingTypedPingsAnybody(witness: Witness): void {
  for (const { method, args } of witness.calls) {
    if (!method.startsWith('chat.')) continue;
    const blocks = typeof args.blocks === 'string' ? parseJson(args.blocks) : args.blocks;
    const said = [String(args.text ?? ''), ...listMarkup(blocks)];
    const ping = said.find((text) => /<!(channel|here|everyone|subteam)|<@U0NOBODY/.test(text));
    if (ping !== undefined) witness.fail('I10', `${method} pings: ${ping}`);
  }
}

/** The texts in which Slack reads mentions. */
function listMarkup(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(listMarkup);
  if (!isRecord(part)) return [];
  const own = part.type === 'mrkdwn' ? [String(part.text)] : [];
  return [...own, ...Object.values(part).flatMap(listMarkup)];
}

const windowMs = 10_000;
/** A burst of ten and one a second: slack.md *Sending*. */
const mostInWindow = 20;

/** I11: no call inside a Retry-After, and no channel is written to faster than Slack allows. */
function slackIsNeverHurried(witness: Witness): void {
  const { lines } = witness.weather;
  const fresh = lines.flatMap(({ sent }, index) => {
    const calls = sent.slice(witness.looked[index] ?? 0);
    witness.looked[index] = sent.length;
    return calls;
  });
  if (fresh.length === 0) return;
  const silences = lines.flatMap((line) => line.silences);
  const all = lines.flatMap((line) => line.sent);
  for (const call of fresh) {
    const hurried = silences.find(
      ({ fromMs, untilMs }) => call.atMs > fromMs && call.atMs < untilMs,
    );
    if (hurried !== undefined) witness.fail('I11', `${call.method} inside a Retry-After`);
    const near = all.filter(
      ({ channel, atMs }) =>
        channel === call.channel && atMs <= call.atMs && atMs > call.atMs - windowMs,
    );
    if (near.length > mostInWindow) witness.fail('I11', `${near.length} calls in ten seconds`);
  }
}

async function under(id: string, expecting: () => Promise<void>): Promise<void> {
  try {
    await expecting();
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    throw new Broken(`${id}: ${error.message}`, { cause: error });
  }
}
