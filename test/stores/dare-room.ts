import type { ModalView } from '@slack/types';
import { listDeviations } from '../../src/features/deviation/store.ts';
import { listApprovals } from '../../src/features/deviation/store-approval.ts';
import { saveRole } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import type { Reply } from '../../src/platform/slack/feature.ts';
import type { TestEngine } from './engines.ts';
import { openWritingRoom, start, type Typed, viewOf } from './writing-room.ts';

/** A whole deviation, as it is typed into the form. */
export const wholeDeviation: Typed = {
  area: 'habit:send-more',
  deviation: 'One line on their own work first',
  because: 'people answer when they see why them',
  benefit: 'screens 6 → 9 per 100',
  risk: 'slower writing; back to the template in a day',
  isReversible: 'yes',
};

/** The writing room with approvers; UOUT is a full member of the workspace in no channel. */
export async function openDareRoom(engine: TestEngine, approvers: readonly string[] = []) {
  const world = await openWritingRoom(engine);
  const { db } = world;
  const appoint = (userId: string) =>
    transact(db, (tx) =>
      saveRole(tx, { teamId: 'tm_1', userId, role: 'approver', acceptedAt: start }),
    );
  for (const userId of approvers) await appoint(userId);
  const listAsked = () => listApprovals(db, { teamId: 'tm_1' });
  return {
    ...world,
    appoint,
    listAsked,
    listDared: () => listDeviations(db, { teamId: 'tm_1' }),
    async openForm(userId: string): Promise<ModalView> {
      return viewOf(await world.press(userId, 'deviation.log', { value: 'tm_1' }));
    },
    /** Fills the form and sends it. The choice of an area draws the form anew first, as in Slack. */
    async log(userId: string, typed: Typed = {}): Promise<Reply> {
      const view = await this.openForm(userId);
      const all = { ...wholeDeviation, ...typed };
      const drawn = viewOf(await world.press(userId, 'deviation.area', { view, typed: all }));
      return world.submit(userId, drawn, all);
    },
    /** Asks the approvers as this person; answers the request's id. */
    async ask(userId: string, typed: Typed = {}): Promise<string> {
      await this.log(userId, { area: 'protected:security', ...typed });
      return (await listAsked()).at(-1)?.id ?? '';
    },
  };
}

/** The words of a reply, whatever it is. */
export function wordsOf(reply: Reply): string {
  return JSON.stringify(reply);
}
