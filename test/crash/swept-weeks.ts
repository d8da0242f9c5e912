import type { Actor, Place } from '../../sandbox/server/play/actor.ts';
import { fillFrom } from '../harness/crew.ts';
import type { FaultRoom } from './fault-room.ts';
import type { Sweeper } from './sweep.ts';

const growth = 'C0GROWTH';
const bot = 'U0BARBELL';
const mostTicks = 60;

/**
 * A cycle of one team in which every act is tried with each of its writes failing, and so is every tick with what it puts; a
 * `quick` one ends with the first roll-up, and has failures only in its tick and the review’s.
 */
export async function liveThroughFailures(
  room: FaultRoom,
  sweep: Sweeper,
  pace: 'quick' | 'thorough',
): Promise<void> {
  const liveUntil = (kind: string) =>
    liveOn(room, sweep, { kind, isThorough: pace === 'thorough' });
  await setUp(room, sweep);
  const first = await publish(sweep, room.at('ANA'));
  const second = await publish(sweep, room.at('BEN'));
  await liveUntil('review');
  await review(room, sweep, [first, second]);
  await dare(room, sweep);
  await freeze(room, sweep, second);
  await liveUntil('rollup');
  if (pace === 'thorough') await liveOn(room, sweep, { kind: 'cycleClose', isThorough: false });
}

async function setUp(room: FaultRoom, sweep: Sweeper): Promise<void> {
  const ana = room.at('ANA');
  await room.client.change({ change: 'join', channel: growth, userId: bot, inviterId: 'U0ANA' });
  await ana.presses('Set up', { channel: growth });
  await sweep.act(ana, 'set up a team', () => ana.submits());
}

async function publish(sweep: Sweeper, by: Actor): Promise<number> {
  await by.runs('/onepager', { channel: 'growth' });
  await by.seesModal(/One-pager 1 of 3/);
  await fillFrom(by, 'Platform');
  await sweep.act(by, 'the first step', () => by.submits());
  await by.seesModal(/Rule|Moves first/);
  await sweep.act(by, 'the second step', () => by.submits());
  await by.seesModal(/Who may say stop/);
  await sweep.act(by, 'publish', () => by.submits());
  const asked = await by.seesModal(/is running\. Its card|Really one more/);
  if (/Really one more/.test(JSON.stringify(asked.view))) {
    await sweep.act(by, 'publish one more', () => by.submits());
  }
  const done = await by.seesModal(/is running\. Its card/);
  await by.closes({ isCleared: true });
  return Number(/#(\d+)/.exec(JSON.stringify(done.view.blocks))?.[1]);
}

/** Ticks wherever something is due, until this kind was; what each tick puts is delivered with failures too. */
async function liveOn(
  room: FaultRoom,
  sweep: Sweeper,
  wanted: { kind: string; isThorough: boolean },
): Promise<void> {
  for (let ticks = 0; ticks < mostTicks; ticks += 1) {
    const due = await listDue(room);
    const [next] = due;
    if (next === undefined) throw new Error(`nothing is due, and no ${wanted.kind} came`);
    const isWanted = due.some(
      ({ kind, at }) => kind === wanted.kind && at.getTime() === next.at.getTime(),
    );
    if (isWanted || wanted.isThorough) {
      await sweep.tick(next.at);
      await sweep.deliver();
    } else {
      room.setClock(next.at);
      const { router, deps } = room.core;
      for (const job of router.jobs) await job.run(deps, next.at);
    }
    await room.drain();
    if (isWanted) return;
  }
  throw new Error(`no ${wanted.kind} in ${mostTicks} ticks`);
}

/** What is due after now, the next first. */
async function listDue({ core, now }: FaultRoom): Promise<{ kind: string; at: Date }[]> {
  const due: { kind: string; at: Date }[] = [];
  for (const job of core.router.jobs) {
    for (const [kind, at] of Object.entries((await job.nextDue?.(core.deps, now())) ?? {})) {
      if (at > now()) due.push({ kind, at });
    }
  }
  return due.toSorted((one, other) => one.at.getTime() - other.at.getTime());
}

async function review(room: FaultRoom, sweep: Sweeper, numbers: number[]): Promise<void> {
  const [ana, ben, mia] = [room.at('ANA'), room.at('BEN'), room.at('MIA')];
  const thread = (await ana.sees(/^15-minute review/, { channel: growth })).ts;
  const card = (number: number): Place => ({
    channel: growth,
    thread,
    in: new RegExp(`^#${number} `),
  });
  const [first = 1, second = 2] = numbers;
  await sweep.act(ana, 'vote', () => ana.presses('Continue', card(first)));
  await sweep.actPassing(
    'vote',
    () => ben.presses('Continue', card(first)),
    async () => {
      const { numDeletedRows } = await room.db
        .deleteFrom('vote')
        .where('user_id', '=', ben.userId)
        .executeTakeFirst();
      if (numDeletedRows !== 1n) throw new Error(`${numDeletedRows} votes instead of one`);
    },
  );
  await mia.presses('Stop', card(first));
  await mia.seesModal(/in one line/);
  await mia.fills({ 'in one line': 'because' });
  await sweep.act(mia, 'vote with a reason', () => mia.submits());
  await ana.presses('Readings', card(first));
  await ana.seesModal(/now\?/);
  await ana.fills({ '^Why': 'as the numbers are' });
  await sweep.act(ana, 'add a reading', () => ana.submits());
  await sweep.act(mia, 'start the clock', () =>
    mia.presses('Start 15 minutes', { channel: growth, in: /^15-minute review/ }),
  );
  await ana.presses('Log decision', card(first));
  await ana.seesModal(/How sure are we/);
  await sweep.act(ana, 'decide', () => ana.submits());
  await clear(ana);
  await ben.presses('Log decision', card(second));
  await ben.seesModal(/How sure are we/);
  await sweep.act(ben, 'decide without votes', () => ben.submits());
  await clear(ben);
}

async function dare(room: FaultRoom, sweep: Sweeper): Promise<void> {
  const by = room.at('THEO');
  await by.invokes('Log a deviation');
  const before = await by.seesModal(/Which habit/);
  await by.picks(/Which habit/, 'Template first');
  await by.seesRedrawn(before);
  await by.fills({
    'What do you do instead': 'The first line is about the person’s own work',
    '^Because': 'people answer when they see why them, why now',
    'What could it bring': 'qualified screens 6 → 9 per 100',
    'What could go wrong': 'slower writing; back to the template within a day',
    'Can it be undone': 'Yes',
  });
  await sweep.act(by, 'log a deviation', () => by.submits());
  const { view } = await by.seesModal();
  if (/Really one more/.test(JSON.stringify(view))) {
    await sweep.act(by, 'one more deviation', () => by.submits());
  }
  await by.closes({ isCleared: true });
}

async function freeze(room: FaultRoom, sweep: Sweeper, number: number): Promise<void> {
  const by = room.at('NOOR');
  const card = new RegExp(`^#${number} `);
  await by.presses('Freeze', { channel: growth, in: card });
  await by.fills({ 'Why stop here': 'Two customers were called at night' });
  await sweep.act(by, 'freeze', () => by.submits());
  await clear(by);
}

/** Closes whatever is still open. */
async function clear(by: Actor): Promise<void> {
  const { stack } = await by.client.views(by.userId);
  if (stack.length > 0) await by.closes({ isCleared: true });
}
