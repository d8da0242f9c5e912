import { createHmac, randomUUID } from 'node:crypto';
import type { OpenView, Values } from '../../sandbox/protocol.ts';
import { stateOf } from '../../sandbox/server/view-values.ts';
import { teamId } from '../../sandbox/server/workspace/workspace.ts';
import type { World } from './world.ts';

const signingSecret = 'sandbox-signing-secret';

/**
 * Submits a form that is open, or was, as somebody's other device would: what Slack's own client checks first is not
 * checked here. Needs a world over signed HTTP; `key` makes two of them one delivery made twice. Answers the acknowledgement as text.
 */
export function submitElsewhere(
  world: World,
  userId: string,
  form: { view: OpenView; typed?: Record<string, string>; metadata?: string; key?: string },
): Promise<string> {
  const { view, typed = {} } = form;
  const values = stateOf(view.view.blocks, {});
  for (const [blockId, text] of Object.entries(typed)) typeOver(values, blockId, text);
  return send(world, {
    type: 'view_submission',
    user: { id: userId },
    team: { id: teamId },
    trigger_id: form.key ?? randomUUID(),
    view: {
      id: view.id,
      type: 'modal',
      hash: view.hash,
      callback_id: view.view.callback_id,
      private_metadata: form.metadata ?? view.view.private_metadata,
      blocks: view.view.blocks,
      state: { values },
    },
  });
}

/** Presses a button that a device still shows although the message has changed; `thread` is where answers go. */
export function pressElsewhere(
  world: World,
  userId: string,
  pressed: { channel: string; ts: string; thread: string; actionId: string; value: string },
): Promise<string> {
  const { channel, ts, thread, actionId, value } = pressed;
  return send(world, {
    type: 'block_actions',
    user: { id: userId },
    team: { id: teamId },
    trigger_id: randomUUID(),
    container: { type: 'message', channel_id: channel, message_ts: ts, thread_ts: thread },
    channel: { id: channel },
    message: { ts, thread_ts: thread },
    actions: [{ type: 'button', action_id: actionId, block_id: 'card', value }],
  });
}

function typeOver(values: Values, name: string, text: string): void {
  const blockId = Object.keys(values).find((id) => id.replace(/\.r\d+$/, '') === name) ?? name;
  const [actionId = 'value'] = Object.keys(values[blockId] ?? {});
  values[blockId] = { [actionId]: { type: 'plain_text_input', value: text } };
}

async function send(world: World, payload: unknown): Promise<string> {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = Math.floor(Date.now() / 1000);
  const base = `v0:${timestamp}:${body}`;
  const signature = `v0=${createHmac('sha256', signingSecret).update(base).digest('hex')}`;
  const response = await fetch(new URL('/slack/events', world.healthUrl), {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': signature,
    },
    body,
  });
  if (response.status !== 200) throw new Error(`answered ${response.status}`);
  return response.text();
}
