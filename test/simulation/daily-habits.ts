import { addDays, toLocalDate } from '../../src/lib/time.ts';
import { type Member, type Team, writeOnePager } from './company.ts';
import { listRunning, type OpenCard, type Room, submits } from './room.ts';

const mostRunning = 3;

/** What the people of a team do on any day: they write, look, are away, change settings, park and hand over. */
export async function liveDay(room: Room, team: Team): Promise<void> {
  const { dice } = room;
  const [form] = room.leftOpen;
  if (form !== undefined && dice.chance(0.3)) {
    room.leftOpen.shift();
    await form();
  }
  const running = await listRunning(room, team);
  const members = team.members.filter(({ isGuest }) => !isGuest);
  const member = dice.pick(members);
  // Weeks in a storm are few, and a review without cards asks nobody anything.
  const share = room.isStormy && running.length === 0 ? 0.8 : 0.35;
  if (running.length < mostRunning && dice.chance(share)) await writes(room, team, member);
  if (dice.chance(0.04)) await goesAway(room, team, member);
  if (dice.chance(0.015)) await changesSettings(room, team, member);
  if (dice.chance(0.05)) await looksAround(room, dice.pick(team.members));
  const card = running.length === 0 ? undefined : dice.pick(running);
  if (card !== undefined && dice.chance(0.01)) await parks(room, team, { card, members });
  if (card !== undefined && dice.chance(0.02)) await handsOver(room, team, { card, members });
}

/** Somebody writes a one-pager. */
export async function writes(room: Room, team: Team, member: Member): Promise<void> {
  const { dice } = room;
  const because = room.words('people do not know what comes next');
  const gateOn = addDays(todayOf(room, team), dice.between(7, 14));
  await room.does(member, 'writes a one-pager', async () => {
    await writeOnePager(team, member, { because, gateOn, dice });
    await room.expectKept('onepager_version.content', because);
  });
}

async function goesAway(room: Room, team: Team, member: Member): Promise<void> {
  const { dice } = room;
  const from = addDays(todayOf(room, team), dice.between(0, 10));
  const until = addDays(from, dice.between(0, 12));
  await room.does(member, 'is away', async () => {
    await member.actor.runs('/onepager away');
    await member.actor.fills({ 'From|First day': from, 'Until|Last day': until });
    await submits(member);
  });
}

async function changesSettings(room: Room, _team: Team, member: Member): Promise<void> {
  const { dice } = room;
  const fields: Record<string, string> = dice.pick([
    { 'Review time': dice.pick(['09:30', '10:00', '14:15', '02:30']) },
    { 'Review day': dice.pick(['Mon', 'Tue']) },
    { '^Votes$': dice.pick(['Open', 'Hidden']) },
    { 'Cycle length': dice.pick(['Every week', 'Every two weeks']) },
  ]);
  await room.does(
    member,
    'changes the settings',
    async () => {
      await member.actor.runs('/onepager settings');
      await member.actor.seesModal(/Settings of/);
      await member.actor.fills(fields);
      await submits(member);
    },
    { mayBeRefused: /due and has not opened yet/ },
  );
}

async function looksAround(room: Room, member: Member): Promise<void> {
  const { actor } = member;
  await room.does(member, 'looks around', async () => {
    await actor.opensHome();
    await actor.runs('/onepager decisions people');
    await actor.runs('/onepager list');
  });
}

interface Chosen {
  card: Omit<OpenCard, 'id'>;
  members: readonly Member[];
}

async function parks(room: Room, team: Team, { card, members }: Chosen): Promise<void> {
  const owner = members.find(({ actor }) => actor.userId === card.ownerId);
  if (owner === undefined) return;
  const reason = room.words('legal answers late');
  await room.does(
    owner,
    'parks a one-pager',
    async () => {
      await owner.actor.presses('Park', cardInChannel(team, card.number));
      await owner.actor.seesModal(/Why does it rest/);
      await owner.actor.fills({ 'Why does it rest': reason });
      await submits(owner);
      await room.expectKept('onepager_park.reason', reason);
    },
    { mayBeRefused: /rests once|Why does it rest/ },
  );
}

async function handsOver(room: Room, team: Team, { card, members }: Chosen): Promise<void> {
  const owner = members.find(({ actor }) => actor.userId === card.ownerId);
  const other = room.dice.pick(members);
  if (owner === undefined || owner === other) return;
  await room.does(owner, 'hands over', async () => {
    await owner.actor.presses('Hand over', cardInChannel(team, card.number));
    await owner.actor.seesModal(/New owner/);
    await owner.actor.fills({ 'New owner': other.name });
    await submits(owner);
  });
}

function cardInChannel(team: Team, number: number) {
  return { channel: team.channelId, in: new RegExp(`^#${number} .*(running|parked)`) };
}

function todayOf(room: Room, team: Team): string {
  return toLocalDate(room.world.now, team.zone);
}
