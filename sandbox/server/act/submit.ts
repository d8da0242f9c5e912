import type { ActResult, Values } from '../../protocol.ts';
import { SlackError } from '../api/slack-error.ts';
import { readView } from '../api/views.ts';
import { reportOf } from '../deliver/deliverer.ts';
import { isRecord, type Json, recordsOf, textOf } from '../json.ts';
import { flatten } from '../validate/blocks.ts';
import { checkSubmission, findUnknownInput, NotOffered, stateOf } from '../view-values.ts';
import { viewPayload } from '../views.ts';
import type { ViewRecord } from '../workspace/record.ts';
import type { World } from '../world.ts';
import { ActRefused, actingPerson, basePayload } from './person.ts';

const maxErrors = 10;
const trouble = 'We had some trouble connecting. Try again?';

interface SubmitAct {
  userId: string;
  viewId: string;
  values: Values;
}

/** A person submits the modal on top. */
export async function submitView(world: World, act: SubmitAct): Promise<ActResult> {
  const person = actingPerson(world, act.userId);
  const record = topView(world, act.userId, act.viewId);
  if (record.view.submit === undefined) throw new ActRefused('view_has_no_submit');
  const values = readValues(record, act.values);
  record.values = values;
  record.errors = checkSubmission(record.view.blocks, values);
  if (Object.keys(record.errors).length > 0) {
    world.views.changed(person.id);
    return { ok: false, error: 'invalid_input' };
  }
  const triggerId = world.triggers.issue(person.id, record.id);
  const outcome = await world.deliverer.sendOnce('interactive', {
    ...basePayload('view_submission', person),
    trigger_id: triggerId,
    view: viewPayload(record),
    response_urls: [],
  });
  const report = reportOf(outcome);
  const failure = outcome.isAcked ? follow(world, record, outcome.body) : trouble;
  if (failure) world.stream.send({ type: 'toast', text: failure }, person.id);
  if (failure && report.ok) return { ...report, ok: false, error: failure };
  return report;
}

/** The view, when it is the person's and on top of the stack. */
function topView(world: World, userId: string, viewId: string): ViewRecord {
  const stack = world.views.stackOf(userId);
  const record = stack.find((one) => one.id === viewId);
  if (!record) throw new ActRefused('not_found');
  if (stack.at(-1)?.id !== viewId) throw new ActRefused('view_not_on_top');
  return record;
}

function readValues(record: ViewRecord, given: Values): Values {
  const unknown = findUnknownInput(record.view.blocks, given);
  if (unknown) throw new ActRefused(`no such input: ${unknown}`);
  try {
    return stateOf(record.view.blocks, { ...record.values, ...given });
  } catch (error) {
    if (error instanceof NotOffered) throw new ActRefused(error.message);
    throw error;
  }
}

/** Does what the acknowledgement says; the words of a failure when it cannot. */
function follow(world: World, record: ViewRecord, body: unknown): string | undefined {
  const answer = isRecord(body) ? body : {};
  const { response_action: action } = answer;
  const isOpen = world.views.stackOf(record.userId).some((one) => one.id === record.id);
  // The app may have replaced the stack while it worked, or the person have closed it: then nobody waits for the answer.
  if (!isOpen && action !== 'clear') return undefined;
  try {
    switch (action) {
      case undefined:
        closeFrom(world, record);
        return undefined;
      case 'clear':
        world.views.close(record.userId, true);
        return undefined;
      case 'errors':
        return showErrors(world, record, answer.errors);
      case 'update':
        world.views.update(record, readView(answer.view, 'modal'));
        return undefined;
      case 'push':
        world.views.push(record.userId, readView(answer.view, 'modal'));
        return undefined;
      default:
        return `unknown response_action: ${textOf(action)}`;
    }
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return `${trouble} (${error.code}: ${JSON.stringify(error.detail)})`;
  }
}

function closeFrom(world: World, record: ViewRecord): void {
  const isTop = world.views.stackOf(record.userId).at(-1)?.id === record.id;
  if (isTop) world.views.close(record.userId, false);
}

function showErrors(world: World, record: ViewRecord, errors: unknown): string | undefined {
  const given = Object.entries(isRecord(errors) ? errors : {});
  const inputs = new Set(inputBlockIds(record.view));
  const isGood =
    given.length > 0 &&
    given.length <= maxErrors &&
    given.every(([blockId, text]) => inputs.has(blockId) && typeof text === 'string');
  if (!isGood) return `${trouble} (errors must name 1 to ${maxErrors} input blocks)`;
  record.errors = Object.fromEntries(given.map(([blockId, text]) => [blockId, textOf(text)]));
  world.views.changed(record.userId);
  return undefined;
}

function inputBlockIds(view: Json): string[] {
  return flatten(recordsOf(view.blocks))
    .filter((block) => block.type === 'input')
    .map((block) => textOf(block.block_id));
}
