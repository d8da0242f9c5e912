import type { ActResult } from '../../protocol.ts';
import { reportOf } from '../deliver/deliverer.ts';
import { messagePayload } from '../payload.ts';
import type { World } from '../world.ts';
import {
  ActRefused,
  actingPerson,
  basePayload,
  payloadChannel,
  responseUrlFor,
  seenMessage,
} from './person.ts';

interface ShortcutAct {
  userId: string;
  callbackId: string;
  channel?: string;
  messageTs?: string;
}

/** A person uses a global shortcut, or one on a message. */
export async function useShortcut(world: World, act: ShortcutAct): Promise<ActResult> {
  const person = actingPerson(world, act.userId);
  const shortcut = world.manifest.shortcuts.find((one) => one.callbackId === act.callbackId);
  if (!shortcut || person.isExternal) throw new ActRefused('no_such_shortcut');
  const isOnMessage = act.channel !== undefined && act.messageTs !== undefined;
  if (isOnMessage !== (shortcut.type === 'message')) throw new ActRefused('wrong_shortcut_place');
  const triggerId = world.triggers.issue(person.id);
  const common = {
    ...basePayload(shortcut.type === 'message' ? 'message_action' : 'shortcut', person),
    callback_id: shortcut.callbackId,
    trigger_id: triggerId,
    action_ts: actionTs(),
  };
  if (act.channel === undefined || act.messageTs === undefined) {
    const outcome = await world.deliverer.sendOnce('interactive', common);
    return { ...reportOf(outcome), triggerId };
  }
  const { channel, message } = seenMessage(
    world,
    { channel: act.channel, ts: act.messageTs },
    person.id,
  );
  const outcome = await world.deliverer.sendOnce('interactive', {
    ...common,
    channel: payloadChannel(channel),
    message_ts: message.ts,
    message: messagePayload(world.workspace, message, false),
    response_url: responseUrlFor(world, message, person.id),
  });
  return { ...reportOf(outcome), triggerId };
}

/** The moment of an action on the machine's clock, as Slack stamps it. */
export function actionTs(): string {
  return (Date.now() / 1000).toFixed(6);
}
