import { decisionFeature } from '../../src/features/decision/feature.ts';
import type { Decision, DecisionDraft } from '../../src/features/decision/rules.ts';
import { appendDecision } from '../../src/features/decision/store.ts';
import { onepagerFeature } from '../../src/features/onepager/feature.ts';
import { saveRole } from '../../src/features/team/store.ts';
import { twokeyFeature } from '../../src/features/twokey/feature.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { FormValues, Reply } from '../../src/platform/slack/feature.ts';
import type { TestEngine } from './engines.ts';
import { at, fill, openRoom, press } from './review-room.ts';

/** Tuesday of the third week, an hour after the review. */
export const asked = at('12-08', '11:00');
/** Some minutes after that. */
export const later = (minutes: number) => new Date(asked.getTime() + minutes * 60_000);

const features = [twokeyFeature, onepagerFeature, decisionFeature];

/** The review room with the doors of corrections: U1 decides, U2 leads, U2 to U4 hold keys; UOUT is in no channel. */
export async function openKeyRoom(engine: TestEngine, holders: readonly string[]) {
  const room = await openRoom(engine);
  const { db, deps } = room;
  await transact(db, async (tx) => {
    for (const userId of holders) {
      await saveRole(tx, { teamId: 'tm_1', userId, role: 'key-holder', acceptedAt: asked });
    }
    await tx
      .insertInto('person')
      .values({
        ...{ workspace_id: 'T1', user_id: 'UOUT', name: 'UOUT', zone: 'Europe/Berlin' },
        ...{ is_guest: 0, is_bot: 0, is_deleted: 0, is_external: 0 },
        refreshed_at: asked.toISOString(),
      })
      .execute();
  });
  const log = (over: Partial<DecisionDraft> = {}): Promise<Decision> =>
    transact(db, (tx) => appendDecision(tx, deps.newId, { ...stop, ...over }));
  return {
    ...room,
    log,
    async act(userId: string, action: string, value: string, now = asked): Promise<Reply> {
      const handler = features.map((one) => one.actions?.[action]).find(Boolean);
      return (await handler?.(deps, press(userId, value, now))) ?? { reply: 'done' };
    },
    async submit(userId: string, form: Reply, over: FormValues, now = asked): Promise<Reply> {
      const handler = twokeyFeature.submits?.['twokey.correct'];
      return (await handler?.(deps, fill(userId, form, over, now))) ?? { reply: 'done' };
    },
    /** `/onepager show 12`, as words. */
    async show(userId: string, number: number): Promise<string> {
      const reply = await onepagerFeature.commands?.show?.(deps, {
        ...press(userId, '', asked),
        ...{ channelId: 'C1', word: 'show', rest: String(number), text: `show ${number}` },
      });
      return JSON.stringify(reply);
    },
    /** Puts a major default into the log, and asks two keys to reverse it, as U1; answers the question's id. */
    async askKeys(over: Partial<DecisionDraft> = {}) {
      const entry = await log({
        kind: 'promote',
        isMajor: true,
        title: 'Checklist first',
        ...over,
      });
      const form = await this.act('U1', 'twokey.open', entry.id);
      const reply = await this.submit('U1', form, { mode: 'reverse', because: 'it harms' });
      const row = await db
        .selectFrom('reversal')
        .select('id')
        .where('decision_id', '=', entry.id)
        .where('state', '=', 'open')
        .executeTakeFirst();
      return { entry, reply, id: row?.id ?? '' };
    },
  };
}

const stop: DecisionDraft = {
  workspaceId: 'T1',
  teamId: 'tm_1',
  onepagerId: 'op_1',
  kind: 'stop',
  decidedByUserId: 'U1',
  at: at('12-08', '10:30'),
  title: 'Action X first',
  texts: { line: 'nobody wated less', learned: 'the query is slow', minority: 'Continue: wait' },
  confidence: 'medium',
  isAgainstRule: false,
  isAgainstMajority: false,
  revisitOn: '2027-03-08',
};
