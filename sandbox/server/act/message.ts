import type { ActResult } from '../../protocol.ts';
import { storeMessage } from '../post.ts';
import type { World } from '../world.ts';
import { ActRefused, actingPerson, joinedChannel } from './person.ts';

interface MessageAct {
  userId: string;
  channel: string;
  text: string;
  threadTs?: string;
}

/** A person writes in a channel or thread. The app is not told: it reads no messages. */
export function writeMessage(world: World, act: MessageAct): ActResult {
  const person = actingPerson(world, act.userId);
  const channel = joinedChannel(world, act.channel, act.userId);
  if (channel.isArchived) throw new ActRefused('is_archived');
  if (channel.kind === 'im' && world.manifest.isMessagesTabReadOnly) {
    throw new ActRefused('messages_tab_read_only');
  }
  if (act.text.trim() === '') throw new ActRefused('no_text');
  if (act.threadTs) {
    const parent = world.workspace.findMessage(channel.id, act.threadTs);
    if (!parent) throw new ActRefused('thread_not_found');
  }
  const record = storeMessage(world, {
    channel,
    userId: person.id,
    isByApp: false,
    text: linkNames(world, escapeText(act.text)),
    threadTs: act.threadTs,
  });
  world.workspace.reads.put(`${person.id}:${channel.id}`, { ts: record.ts });
  return { ok: true, ts: record.ts };
}

/** Escapes what Slack escapes; mentions and links already in Slack's form stay. */
function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/&lt;([@#][UWC][A-Z0-9]+)&gt;/g, '<$1>');
}

function linkNames(world: World, text: string): string {
  const byName = new Map(world.workspace.people.list().map((one) => [one.name, one.id]));
  return text.replaceAll(/(?<![\w<])@([a-z0-9._-]+)/g, (whole, name: string) => {
    const id = byName.get(name);
    return id ? `<@${id}>` : whole;
  });
}
