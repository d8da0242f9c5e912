import type { Person } from '../../protocol.ts';
import type { Manifest } from '../manifest.ts';
import type { ChannelRecord } from './record.ts';
import { botUserId, type Workspace } from './workspace.ts';

const team: [string, string, string][] = [
  ['Ana', 'Ana Ortiz', 'Europe/Berlin'],
  ['Ben', 'Ben Okafor', 'Europe/Berlin'],
  ['Mia', 'Mia Lindqvist', 'Europe/Berlin'],
  ['Noor', 'Noor Rahman', 'Europe/London'],
  ['Theo', 'Theo Marchetti', 'America/New_York'],
];

/** Fills a fresh workspace: the app's bot user, and with `people` a small company around it. */
export function seedWorkspace(
  workspace: Workspace,
  manifest: Manifest,
  seed: 'people' | 'empty',
): void {
  addPerson(workspace, {
    id: botUserId,
    name: manifest.botName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    realName: manifest.botName,
    isBot: true,
  });
  if (seed === 'empty') return;
  for (const [name, realName, tz] of team) {
    addPerson(workspace, { ...named(name), realName, tz });
  }
  addPerson(workspace, { ...named('Lena'), realName: 'Lena Fischer', tz: 'Europe/Berlin' });
  addPerson(workspace, {
    ...named('Gil'),
    realName: 'Gil Navarro',
    tz: 'Europe/Madrid',
    isGuest: true,
  });
  addPerson(workspace, {
    ...named('Eve'),
    realName: 'Eve Sandoval',
    tz: 'America/Los_Angeles',
    isExternal: true,
  });
  const five = team.map(([name]) => named(name).id);
  addChannel(workspace, { id: 'C0GROWTH', name: 'growth', memberIds: five });
  addChannel(workspace, {
    id: 'C0PLATFORM',
    name: 'platform',
    memberIds: ['U0BEN', 'U0THEO', 'U0LENA', 'U0EVE'],
    isExternal: true,
  });
  addChannel(workspace, {
    id: 'C0COMPANY',
    name: 'company',
    memberIds: [...five, 'U0LENA', 'U0GIL'],
  });
  addChannel(workspace, {
    id: 'C0LEADS',
    name: 'growth-leads',
    kind: 'private',
    memberIds: ['U0LENA', 'U0ANA'],
  });
}

/** Adds a person, with quiet defaults for what is not said. */
export function addPerson(
  workspace: Workspace,
  person: Partial<Person> & { id: string; name: string },
): void {
  workspace.people.put(person.id, {
    realName: person.name,
    tz: 'Europe/Berlin',
    isBot: false,
    isDeleted: false,
    isGuest: false,
    isSingleChannelGuest: false,
    isExternal: false,
    updatedAt: workspace.nowSeconds,
    ...person,
  });
}

/** Adds a channel, with quiet defaults for what is not said. */
export function addChannel(
  workspace: Workspace,
  channel: Partial<ChannelRecord> & { id: string; name: string; memberIds: string[] },
): ChannelRecord {
  const record: ChannelRecord = {
    kind: 'public',
    isArchived: false,
    isExternal: false,
    isRestricted: false,
    topic: '',
    createdAt: workspace.nowSeconds,
    ...channel,
  };
  workspace.channels.put(record.id, record);
  return record;
}

function named(name: string): { id: string; name: string } {
  return { id: `U0${name.toUpperCase()}`, name: name.toLowerCase() };
}
