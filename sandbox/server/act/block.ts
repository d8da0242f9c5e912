import type { ActResult, Values } from '../../protocol.ts';
import { reportOf } from '../deliver/deliverer.ts';
import { type Json, textOf } from '../json.ts';
import { messagePayload } from '../payload.ts';
import { elementsOf, flatten } from '../validate/blocks.ts';
import {
  findOption,
  findUnknownInput,
  NotOffered,
  normalize,
  stateKeyOf,
  stateOf,
} from '../view-values.ts';
import { viewPayload } from '../views.ts';
import type { PersonRecord } from '../workspace/record.ts';
import type { World } from '../world.ts';
import {
  ActRefused,
  actingPerson,
  basePayload,
  payloadChannel,
  responseUrlFor,
  seenMessage,
} from './person.ts';
import { actionTs } from './shortcut.ts';

interface BlockAct {
  userId: string;
  in: { channel: string; ts: string } | { viewId: string; hash?: string };
  blockId: string;
  actionId: string;
  state?: Json;
  values?: Values;
}

interface Pressed extends BlockAct {
  person: PersonRecord;
}

/** A person presses a button or changes a field that acts at once. */
export async function useBlock(world: World, act: BlockAct): Promise<ActResult> {
  const person = actingPerson(world, act.userId);
  try {
    const { payload, triggerId } =
      'viewId' in act.in
        ? inView(world, { ...act, person }, act.in.viewId)
        : inMessage(world, { ...act, person }, act.in);
    const outcome = await world.deliverer.sendOnce('interactive', payload);
    const report = reportOf(outcome);
    if (!report.ok) {
      const text = `The app did not respond (${report.error}).`;
      world.stream.send({ type: 'toast', text }, person.id);
    }
    return { ...report, triggerId };
  } catch (error) {
    if (error instanceof NotOffered) throw new ActRefused(error.message);
    if (error instanceof ActRefused && isTypedLate(world, act)) return { ok: true };
    throw error;
  }
}

const typedTypes = new Set([
  'plain_text_input',
  'email_text_input',
  'url_text_input',
  'number_input',
]);

/**
 * Whether these are keystrokes on their way while their view was submitted, replaced or closed. Slack lets them go without a word: what was
 * submitted carried them.
 */
function isTypedLate(world: World, act: BlockAct): boolean {
  if (!('viewId' in act.in) || act.in.hash === undefined) return false;
  const { viewId, hash } = act.in;
  const stack = world.views.stackOf(act.userId);
  const isAsSeen = stack.at(-1)?.id === viewId && stack.at(-1)?.hash === hash;
  return typedTypes.has(textOf(act.state?.type)) && !isAsSeen;
}

function inMessage(
  world: World,
  act: Pressed,
  place: { channel: string; ts: string },
): { payload: Json; triggerId: string } {
  const { person } = act;
  const { channel, message } = seenMessage(world, place, person.id);
  if (!message.isByApp) throw new ActRefused('no_such_element');
  const { element, state } = findElement(message.blocks, act);
  const triggerId = world.triggers.issue(person.id);
  const isEphemeral = message.ephemeralFor !== undefined;
  const payload: Json = {
    ...basePayload('block_actions', person),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    },
    trigger_id: triggerId,
    channel: payloadChannel(channel),
    // Slack leaves the message out when only this person sees it.
    ...(isEphemeral ? {} : { message: messagePayload(world.workspace, message, false) }),
    state: { values: stateOf(message.blocks, mergedValues(act, state)) },
    response_url: responseUrlFor(world, message, person.id),
    actions: [actionOf(act, element, state)],
  };
  return { payload, triggerId };
}

function inView(world: World, act: Pressed, viewId: string): { payload: Json; triggerId: string } {
  const { person } = act;
  const record = world.views.find(viewId);
  if (!record || record.userId !== person.id) throw new ActRefused('not_found');
  if (record.type === 'modal' && world.views.stackOf(person.id).at(-1)?.id !== viewId) {
    throw new ActRefused('view_not_on_top');
  }
  const { element, state } = findElement(record.view.blocks, act);
  const values = mergedValues(act, state);
  const unknown = findUnknownInput(record.view.blocks, values);
  if (unknown) throw new ActRefused(`no such input: ${unknown}`);
  record.values = { ...record.values, ...values };
  const triggerId = world.triggers.issue(
    person.id,
    record.type === 'modal' ? record.id : undefined,
  );
  const payload: Json = {
    ...basePayload('block_actions', person),
    container: { type: 'view', view_id: record.id },
    trigger_id: triggerId,
    view: viewPayload(record),
    actions: [actionOf(act, element, state)],
  };
  return { payload, triggerId };
}

function findElement(blocks: unknown, act: BlockAct): { element: Json; state: Json | undefined } {
  const block = flatten(blocks).find((one) => one.block_id === act.blockId);
  const element = block && elementsOf(block).find((one) => one.action_id === act.actionId);
  if (!block || !element) throw new ActRefused('no_such_element');
  if (block.type === 'input' && block.dispatch_action !== true) {
    throw new ActRefused('element_does_not_act');
  }
  if (stateKeyOf(element.type)) {
    return { element, state: normalize(element, act.state ?? {}) };
  }
  if (element.type === 'overflow') {
    const chosen = act.state?.selected_option;
    const option = findOption(element, typeof chosen === 'object' ? { ...chosen } : {});
    return { element, state: { type: 'overflow', selected_option: option } };
  }
  return { element, state: undefined };
}

function mergedValues(act: BlockAct, state: Json | undefined): Values {
  const values: Values = { ...act.values };
  if (state && stateKeyOf(state.type)) {
    values[act.blockId] = { ...values[act.blockId], [act.actionId]: state };
  }
  return values;
}

function actionOf(act: BlockAct, element: Json, state: Json | undefined): Json {
  const common = {
    action_id: act.actionId,
    block_id: act.blockId,
    type: textOf(element.type),
    action_ts: actionTs(),
  };
  if (state) return { ...common, ...state };
  const button: Json = { ...common, text: element.text };
  if (element.value !== undefined) button.value = element.value;
  if (element.style !== undefined) button.style = element.style;
  return button;
}
