import { expect, it } from 'vitest';
import { publish } from '../harness/crew.ts';
import { foundCompany, type Team } from './company.ts';
import { Dice } from './dice.ts';
import { SimulatedWorld } from './world.ts';

const monday = new Date('2026-01-05T07:00:00.000Z');
/** An instant of January in Berlin. */
const at = (day: number, time: string) =>
  new Date(`2026-01-${String(day).padStart(2, '0')}T${time}:00+01:00`);

/** The addresses of a freeze's messages, in the order in which they were put. */
async function listMessages({ db }: SimulatedWorld): Promise<string[]> {
  const rows = await db
    .selectFrom('message')
    .select('address')
    .where('address', 'like', 'freeze:%')
    .orderBy('position')
    .execute();
  return rows.map(({ address }) => address.replace(/^freeze:fz_[a-z0-9]+/, 'freeze'));
}

async function countReviews({ db }: SimulatedWorld, { channelId }: Team): Promise<number> {
  const rows = await db
    .selectFrom('review')
    .innerJoin('team', 'team.id', 'review.team_id')
    .select('review.id')
    .where('team.channel_id', '=', channelId)
    .where('review.is_ahead', '=', 0)
    .execute();
  return rows.length;
}

it('a line that is stopped on Friday evening waits for Monday, is overdue without a burst, and goes on by a decision', async () => {
  const world = await SimulatedWorld.open({ seed: 7, startAt: monday });
  try {
    const [team] = await foundCompany(world, new Dice(7));
    const [ana, ben] = team?.members ?? [];
    if (team === undefined || ana === undefined || ben === undefined) throw new Error('no team');
    const { channelId } = team;
    const place = { channel: channelId, in: /^#\d+ Action X first/ };
    const frozen = { channel: channelId, in: /^Frozen: #\d+ Action X first/ };
    const signals = { 'Gate: judge on': '2026-01-16' };
    const safety = { 'Who may say stop': ana.name };
    const aim = { 'Short name': 'Action X first' };
    await publish(ana.actor, { scene: 'Product', aim, signals, safety }, channelId);
    await world.advanceTo(at(9, '18:00'));
    expect(await countReviews(world, team)).toBe(1);
    const before = await world.client.messages(channelId);

    await ben.actor.presses('Freeze', place);
    await ben.actor.fills({ '^Why stop here': 'Errors doubled since noon' });
    await ben.actor.submits();
    expect((await world.client.messages(channelId)).length).toBe(before.length + 1);
    await world.advanceTo(at(12, '09:59'));
    expect(await listMessages(world)).toEqual(['freeze']);
    await world.advanceTo(at(12, '11:00'));
    expect(await listMessages(world)).toEqual(['freeze', 'freeze:review']);

    // Tuesday's review has nothing to review; the overdue decision is said. Then the bot is down until Friday noon.
    await world.advanceTo(at(13, '18:00'));
    expect(await countReviews(world, team)).toBe(1);
    world.endBot();
    await world.advanceTo(at(16, '12:00'));
    await world.startBot();
    expect(await listMessages(world)).toEqual([
      ...['freeze', 'freeze:review'],
      ...['freeze:overdue:2026-01-13', 'freeze:overdue:2026-01-16'],
    ]);

    await ana.actor.presses('End the freeze', frozen);
    await ana.actor.fills({ '^One line': 'The errors came from elsewhere' });
    await ana.actor.submits();
    await ana.actor.sees(/^The freeze is over, it continues as is/);
    await world.advanceTo(at(21, '18:00'));
    expect((await listMessages(world)).at(-1)).toBe('freeze:ended');
    expect(await countReviews(world, team)).toBe(2);
    expect(world.errors).toEqual([]);
  } finally {
    await world.close();
  }
});
