import { Actor } from '../../../sandbox/server/play/actor.ts';
import type { Team } from '../company.ts';
import type { Room } from '../room.ts';
import { twins } from './witness.ts';

/** Two people who never say a word join a team, and one of them pulls the andon. Before the storm: nothing may hinder it. */
export async function pullAndon({ world }: Room, [team]: readonly Team[]): Promise<void> {
  if (team === undefined) return;
  const { client } = world;
  const { channelId, zone: tz } = team;
  for (const id of [twins.puller, twins.other]) {
    await client.change({ change: 'addPerson', person: { name: id.toLowerCase(), id, tz } });
    await client.change({ change: 'join', channel: channelId, userId: id });
  }
  const puller = new Actor(client, twins.puller, channelId);
  await puller.invokes('Pull andon (anonymous)');
  await puller.seesModal(/not kept/);
  await puller.fills({ About: 'Our direction', 'What is off': 'I have seen evidence against it' });
  await puller.submits();
  await puller.closes({ isCleared: true });
}
