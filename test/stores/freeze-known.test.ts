import { expect, it } from 'vitest';
import { insertAway } from '../../src/features/away/store.ts';
import { insertEvidence } from '../../src/features/evidence/store.ts';
import { readCalled, readKnown } from '../../src/features/freeze/access.ts';
import { getOnePager } from '../../src/features/onepager/store.ts';
import { insertMark } from '../../src/features/onepager/store-assumption.ts';
import { saveReadings } from '../../src/features/reading/store.ts';
import { saveRole } from '../../src/features/team/store.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { describeStores } from './engines.ts';
import { openFreezeRoom } from './freeze-room.ts';
import { at, due, openedCard } from './review-room.ts';
import { makeTeam } from './team-fixture.ts';

const reviewAt = at('11-24', '11:00');

describeStores('an evidence review', (engine) => {
  async function enter() {
    const room = await openFreezeRoom(engine);
    const where = { onepager: await getOnePager(room.db, 'T1', 'op_1'), team: makeTeam() };
    const goAway = (userId: string) =>
      transact(room.db, (tx) =>
        insertAway(
          tx,
          {
            ...{ id: room.deps.newId('aw'), workspaceId: 'T1', teamId: 'tm_1', userId },
            ...{ fromOn: '2026-11-24', untilOn: '2026-11-24', byUserId: userId },
          },
          reviewAt,
        ),
      );
    return { room, where, goAway };
  }

  it('calls the owner and who may say stop; where both are away a leader, who has said yes to that', async () => {
    const { room, where, goAway } = await enter();
    await transact(room.db, (tx) => saveRole(tx, { teamId: 'tm_1', userId: 'U4', role: 'leader' }));
    expect(await readCalled(room.db, where, reviewAt)).toEqual(['U1', 'U3']);
    await goAway('U1');
    await goAway('U3');
    const called = await readCalled(room.db, where, reviewAt);
    expect(called).toContain('U2');
    expect(called).not.toContain('U4');
    expect(called).not.toContain('U1');
    // The day after they are back.
    expect(await readCalled(room.db, where, at('11-25', '11:00'))).toEqual(['U1', 'U3']);
  });

  it('knows the numbers of a review that has just opened, each mark in words, and the evidence when there is any', async () => {
    const { room, where } = await enter();
    const { card } = await openedCard(room, due);
    const assumptions = [
      { id: 'as_1', text: 'they stall', isFalsified: false },
      { id: 'as_2', text: 'they read it', isFalsified: true },
    ] as const;
    const { bet } = where.onepager;
    const onepager = { ...where.onepager, bet: { ...bet, assumptions: [...assumptions] } };
    const known = async (now = reviewAt) =>
      (await readKnown(room.db, { ...where, onepager }, now)).join('\n');
    expect(await known()).not.toMatch(/\*Evidence\*|holds/);
    await transact(room.db, async (tx) => {
      const reading = { signalId: 'guardrail', value: 0.37, isMissing: false };
      await saveReadings(tx, card.id, [{ ...reading, byUserId: 'U1', at: reviewAt }]);
      const mark = { byUserId: 'U1', at: reviewAt };
      const here = { workspaceId: 'T1', onepagerId: 'op_1' as const };
      for (const [assumptionId, said] of [
        ['as_1', 'holds'],
        ['as_2', 'falsified'],
      ] as const) {
        const id = room.deps.newId('am');
        await insertMark(tx, here, {
          ...{ ...mark, id, assumptionId, mark: said, evidence: `seen ${said}` },
        });
      }
      await insertEvidence(tx, room.deps.newId, {
        ...{ workspaceId: 'T1', teamId: 'tm_1', onepagerId: 'op_1', channelId: 'C1' },
        ...{ ts: '1.1', permalink: 'https://example.slack.com/archives/C1/p11' },
        ...{ why: 'five calls say so', byUserId: 'U1', at: reviewAt },
      });
    });
    const now = await known();
    expect(now).toContain('0.37');
    expect(now).toMatch(/\*Evidence\*/);
    expect(now).toContain('holds: seen holds');
    expect(now).toContain('*does not hold*: seen falsified');
    // The numbers of a review that opened at this instant are known.
    expect(await known(due)).toContain('0.37');
    expect(await known(new Date(due.getTime() - 1))).not.toContain('0.37');
  });
});
