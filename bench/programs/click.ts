import { createHmac } from 'node:crypto';

/** A card with its button, and everybody who may press it. */
export interface CardPress {
  cardId: string;
  channelId: string;
  ts: string;
  /** What the card shows: Slack sends it along with every press. */
  message: { text: string; blocks: unknown[] };
  userIds: string[];
}

/** The signing secret that both sides know. */
export const signingSecret = 'a-signing-secret-of-the-bench';

/**
 * The n-th press of a run on *Continue*, as Slack sends it: first everybody's on every team's first card, in an order in which
 * neighbours never share a card. `by` sets the runs apart, so that no press is a second delivery.
 */
export function pressAt(
  presses: readonly CardPress[],
  n: number,
  by: { teamId: string; name: string },
): object {
  const press = presses[n % presses.length];
  if (press === undefined) throw new Error('there is nothing to press');
  const { cardId, channelId, ts, message, userIds } = press;
  const userId = userIds[Math.floor(n / presses.length) % userIds.length] ?? '';
  return {
    type: 'block_actions',
    user: { id: userId, username: 'somebody', name: 'somebody', team_id: by.teamId },
    api_app_id: 'A0BENCH',
    token: 'not-used',
    container: {
      ...{ type: 'message', message_ts: ts, channel_id: channelId, is_ephemeral: false },
      thread_ts: '1700000000.000001',
    },
    trigger_id: `${by.name}.${n}`,
    team: { id: by.teamId, domain: 'bench' },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channelId, name: 'team' },
    message: {
      ...{ user: 'U0MINIBOT', type: 'message', ts, bot_id: 'B0MINI', app_id: 'A0BENCH' },
      ...{ text: message.text, team: by.teamId, thread_ts: '1700000000.000001' },
      blocks: message.blocks,
    },
    state: { values: {} },
    response_url: 'https://hooks.slack.invalid/actions/T0/1/x',
    actions: [
      {
        ...{ action_id: 'vote.cast:continue', block_id: 'vote', type: 'button', value: cardId },
        ...{ text: { type: 'plain_text', text: 'Continue', emoji: true }, action_ts: ts },
      },
    ],
  };
}

/**
 * Where a generator begins that presses beside others: `part` 0.5 is the second of two, with other people and other cards under
 * way than the first. Two clicks of one person at the same time would be in each other's way, and nobody presses like that.
 */
export function firstPress(presses: readonly CardPress[], part: number): number {
  const people = presses[0]?.userIds.length ?? 0;
  return Math.floor(people * part) * presses.length + Math.floor(presses.length * part);
}

/** A whole signed request, ready for the wire. */
export function signedRequest(payload: object, nowMs: number): Buffer {
  const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
  const timestamp = String(Math.floor(nowMs / 1000));
  const digest = createHmac('sha256', signingSecret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  const head = [
    'POST /slack/events HTTP/1.1',
    'host: 127.0.0.1',
    'content-type: application/x-www-form-urlencoded',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-slack-request-timestamp: ${timestamp}`,
    `x-slack-signature: v0=${digest}`,
    'connection: keep-alive',
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
