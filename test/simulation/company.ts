import { Actor } from '../../sandbox/server/play/actor.ts';
import { publish } from '../harness/crew.ts';
import type { Dice } from './dice.ts';
import type { SimulatedWorld } from './world.ts';

/** Somebody of a team. */
export interface Member {
  actor: Actor;
  name: string;
  /** How often this person does what the ritual asks, from 0 to 1. */
  diligence: number;
  isGuest: boolean;
}

/** A team of the simulation: its people, and what they chose. */
export interface Team {
  name: string;
  channelId: string;
  zone: string;
  members: readonly Member[];
}

/** What makes the three teams different. */
interface Founding {
  name: string;
  zone: string;
  country: string;
  rhythm: 'Every week' | 'Every two weeks';
  day: string;
  time: string;
}

const scenes = ['Product', 'Recruiting', 'Sales', 'Platform'] as const;
const bot = 'U0BARBELL';
const teamSize = 4;

/** A weekly team in Berlin, a two-weekly one in New York, and one where summer is in January. */
function listFoundings(dice: Dice): Founding[] {
  return [
    {
      ...{ name: 'growth', zone: 'Europe/Berlin', country: 'Germany' },
      ...{ rhythm: 'Every week', day: 'Tue', time: '10:00' },
    },
    {
      ...{ name: 'platform', zone: 'America/New_York', country: 'United States' },
      ...{ rhythm: 'Every two weeks', day: 'Mon', time: '11:30' },
    },
    {
      ...dice.pick([
        { name: 'south', zone: 'Australia/Sydney', country: 'Australia' },
        { name: 'south', zone: 'America/Santiago', country: 'Chile' },
      ]),
      ...{ rhythm: 'Every week', day: 'Tue', time: '09:00' },
    },
  ];
}

/** Founds the three teams, or only the first of them: people, channels, set-up, rhythm, and holidays. */
export async function foundCompany(
  world: SimulatedWorld,
  dice: Dice,
  howMany = 3,
): Promise<Team[]> {
  const teams: Team[] = [];
  for (const founding of listFoundings(dice).slice(0, howMany)) {
    const team = await gather(world, founding, dice);
    await setUp(world, team, founding);
    teams.push(team);
  }
  return teams;
}

/** Writes a one-pager from a scene, with a because of its own and a gate some days away; its words. */
export async function writeOnePager(
  team: Team,
  by: Member,
  writing: { because: string; gateOn: string; dice: Dice },
): Promise<void> {
  const scene = writing.dice.pick(scenes);
  await publish(
    by.actor,
    {
      scene,
      aim: { '^because': writing.because },
      signals: { 'Gate: judge on': writing.gateOn },
      safety: { 'Who may say stop': first(team).name },
    },
    team.channelId,
  );
}

async function gather(
  { client }: SimulatedWorld,
  { name, zone }: Founding,
  dice: Dice,
): Promise<Team> {
  const channelId = `C0${name.toUpperCase()}`;
  const members: Member[] = [];
  for (let index = 0; index <= teamSize; index += 1) {
    const isGuest = index === teamSize;
    const person = { name: `${name}-${isGuest ? 'guest' : index}`, tz: zone, isGuest };
    const id = `U0${person.name.replace('-', '').toUpperCase()}`;
    await client.change({ change: 'addPerson', person: { ...person, id } });
    const actor = new Actor(client, id, channelId);
    members.push({ actor, name: person.name, isGuest, diligence: 0.3 + dice.next() * 0.6 });
  }
  const memberIds = members.map(({ actor }) => actor.userId);
  await client.change({ change: 'addChannel', id: channelId, name, kind: 'public', memberIds });
  return { name, channelId, zone, members };
}

async function setUp({ client }: SimulatedWorld, team: Team, founding: Founding): Promise<void> {
  const { channelId } = team;
  const { actor } = first(team);
  const { userId } = actor;
  await client.change({ change: 'join', channel: channelId, userId: bot, inviterId: userId });
  await actor.presses('Set up', { channel: channelId });
  await actor.fills({ 'Review day': founding.day, 'Review time': founding.time });
  await actor.submits();
  await actor.sees(/Barbell is set up/);
  await actor.runs('/onepager settings');
  await actor.fills({ '^Review$': founding.rhythm });
  await actor.presses('Days off');
  await actor.seesModal(/Public holidays of/);
  await actor.fills({ 'Public holidays of': founding.country });
  await actor.submits();
  await actor.submits();
  await actor.seesNoModal();
}

function first(team: Team): Member {
  const [member] = team.members;
  if (member === undefined) throw new Error('a team without people');
  return member;
}
