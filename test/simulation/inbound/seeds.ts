import { features, sealedFeature } from '../../../src/app.ts';
import { splitActionId } from '../../../src/platform/slack/router.ts';
import { SimulatedWorld } from '../world.ts';
import { liveDays, startAt } from './days.ts';

/** A payload as Slack sends it. */
export type Payload = Record<string, unknown>;

/** So many of a kind are kept: they carry different things. */
const ofEachKind = 4;
const events = [
  ...['member_joined_channel', 'member_left_channel', 'channel_left', 'group_left', 'user_change'],
  ...['channel_archive', 'channel_unarchive', 'channel_rename', 'channel_id_changed'],
  ...['channel_shared', 'channel_unshared'],
  ...['app_home_opened', 'app_uninstalled', 'tokens_revoked', 'message', 'event_of_2031'],
];

/** A company that has lived some days, and what Slack delivered meanwhile: some payloads of each kind. */
export interface Recorded {
  world: SimulatedWorld;
  seeds: Payload[];
  /** The kinds that were seen; the others were made up from the features' tables of contents. */
  seen: number;
}

/** Lives so many days from a seed, and writes down what Slack delivers. */
export async function recordLife(seed: number, days: number): Promise<Recorded> {
  const world = await SimulatedWorld.open({ seed, startAt });
  const byKind = new Map<string, Payload[]>();
  world.onDelivery = (body) => {
    const kind = kindOf(body);
    const known = byKind.get(kind) ?? [];
    if (known.length < ofEachKind) byKind.set(kind, [...known, structuredClone(body)]);
  };
  await liveDays(world, { seed, days });
  world.onDelivery = () => {};
  const seeds = [...byKind.values()].flat();
  return { world, seeds: [...seeds, ...makeUp(seeds, new Set(byKind.keys()))], seen: byKind.size };
}

/** What makes payloads of one kind: whose handler they go to. */
export function kindOf(body: Payload): string {
  const { type, command, callback_id: callbackId } = body;
  if (command !== undefined) return `command ${String(body.text).split(' ')[0]}`;
  const event = isRecord(body.event) ? body.event.type : undefined;
  const view = isRecord(body.view) ? body.view.callback_id : undefined;
  const [action] = Array.isArray(body.actions) ? body.actions : [];
  const name = isRecord(action) ? splitActionId(String(action.action_id)).name : undefined;
  return [type, event, callbackId, name ?? view].filter((one) => one !== undefined).join(' ');
}

/** One payload of each kind that no life has shown: after the pattern of one that was seen. */
function makeUp(seeds: readonly Payload[], seen: ReadonlySet<string>): Payload[] {
  const press = find(seeds, 'block_actions');
  const submit = find(seeds, 'view_submission');
  const command = seeds.find((one) => one.command !== undefined) ?? {};
  const event = find(seeds, 'event_callback');
  const [pattern] = Array.isArray(press.actions) ? press.actions : [];
  const everyone = [...features, sealedFeature];
  const actions = everyone.flatMap((one) => Object.keys(one.actions ?? {}));
  const submits = everyone.flatMap((one) => Object.keys(one.submits ?? {}));
  const shortcuts = everyone.flatMap((one) => Object.keys(one.shortcuts ?? {}));
  const words = everyone.flatMap((one) => Object.keys(one.commands ?? {}));
  const made: Payload[] = [
    ...actions.map((id) => ({ ...press, actions: [{ ...pattern, action_id: id, value: 'op_1' }] })),
    ...submits.flatMap((id) =>
      ['view_submission', 'view_closed'].map((type) => {
        const view = { ...(isRecord(submit.view) ? submit.view : {}), callback_id: id };
        return { ...submit, type, view };
      }),
    ),
    ...words.map((word) => ({ ...command, text: `${word} 1` })),
    ...shortcuts.flatMap((id) =>
      ['shortcut', 'message_action'].map((type) => shortcutOf(press, type, id)),
    ),
    ...events.map((type) => ({ ...event, event: eventOf(type) })),
    { type: 'block_suggestion', user: press.user, team: press.team, value: 'a' },
    { type: 'app_rate_limited', team_id: event.team_id, minute_rate_limited: 1 },
  ];
  return made.filter((one) => !seen.has(kindOf(one)));
}

function shortcutOf(press: Payload, type: string, id: string): Payload {
  const { user, team, trigger_id: trigger } = press;
  const message = { ts: '1767600000.000100', text: 'We stop #1, because nobody came', user: 'U0X' };
  const on = type === 'shortcut' ? {} : { channel: { id: 'C0GROWTH', name: 'growth' }, message };
  return { type, user, team, trigger_id: trigger, callback_id: id, ...on };
}

function eventOf(type: string): Payload {
  const user = type === 'user_change' ? { id: 'U0GROWTH1' } : 'U0GROWTH1';
  const channel = type === 'channel_rename' ? { id: 'C0SOUTH', name: 'new' } : 'C0SOUTH';
  const moved = { old_channel_id: 'C0SOUTH', new_channel_id: 'C0SOUTH2' };
  return { type, user, channel, tab: 'home', ...moved, event_ts: '1767600000.000200' };
}

function find(seeds: readonly Payload[], type: string): Payload {
  return seeds.find((one) => one.type === type) ?? {};
}

/** Whether something is an object with keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
