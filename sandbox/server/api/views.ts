import { isRecord, type Json, textOf } from '../json.ts';
import { lineOf } from '../validate/problem.ts';
import { checkView, maxViewBytes } from '../validate/view.ts';
import { viewPayload } from '../views.ts';
import type { ViewRecord } from '../workspace/record.ts';
import type { World } from '../world.ts';
import type { Args } from './args.ts';
import type { Method } from './method.ts';
import { invalidArguments, SlackError } from './slack-error.ts';

const openArgs = { trigger_id: 'string', interactivity_pointer: 'string', view: 'json' } as const;

/** `views.open`. From inside a modal it lays the new one on top, as Slack does. */
export const openView: Method = {
  token: 'bot',
  required: ['trigger_id', 'view'],
  args: openArgs,
  run(world, args) {
    const trigger = world.triggers.check(args.string('trigger_id'));
    const view = readView(args.json('view'), 'modal');
    const isInside = world.views.stackOf(trigger.userId).some((one) => one.id === trigger.viewId);
    const record = isInside
      ? world.views.push(trigger.userId, view)
      : world.views.open(trigger.userId, view);
    trigger.isUsed = true;
    return { view: viewPayload(record) };
  },
};

/** `views.push`: only with a trigger that came from an open modal. */
export const pushView: Method = {
  token: 'bot',
  required: ['trigger_id', 'view'],
  args: openArgs,
  run(world, args) {
    const trigger = world.triggers.check(args.string('trigger_id'));
    const view = readView(args.json('view'), 'modal');
    if (!trigger.viewId) throw new SlackError('invalid_trigger_id');
    const isOpen = world.views.stackOf(trigger.userId).some((one) => one.id === trigger.viewId);
    if (!isOpen) throw new SlackError('not_found');
    const record = world.views.push(trigger.userId, view);
    trigger.isUsed = true;
    return { view: viewPayload(record) };
  },
};

/** `views.update`, by view id or external id. */
export const updateView: Method = {
  token: 'bot',
  required: ['view'],
  args: { view: 'json', view_id: 'string', external_id: 'string', hash: 'string' },
  run(world, args) {
    const record = findView(world, args);
    const view = readView(args.json('view'), record.type);
    checkHash(record, args);
    return { view: viewPayload(world.views.update(record, view)) };
  },
};

/** `views.publish`: a person's Home tab. */
export const publishView: Method = {
  token: 'bot',
  required: ['user_id', 'view'],
  args: { user_id: 'string', view: 'json', hash: 'string' },
  run(world, args) {
    const person = world.workspace.people.find(args.string('user_id'));
    if (!person || person.isBot) throw invalidArguments(['invalid `user_id`']);
    const view = readView(args.json('view'), 'home');
    const existing = world.workspace.homes.find(person.id);
    if (existing) checkHash(existing, args);
    return { view: viewPayload(world.views.publish(person.id, view)) };
  },
};

/** A view that Slack would take, or its refusal. */
export function readView(value: unknown, wanted: 'modal' | 'home'): Json {
  if (Buffer.byteLength(JSON.stringify(value) ?? '') > maxViewBytes) {
    throw new SlackError('view_too_large');
  }
  const problems = checkView(value, wanted);
  if (problems.length > 0) throw invalidArguments(problems.map(lineOf));
  if (!isRecord(value)) throw invalidArguments(['must provide an object [json-pointer:/view]']);
  return value;
}

function findView(world: World, args: Args): ViewRecord {
  if (!args.has('view_id') && !args.has('external_id')) {
    throw invalidArguments(['either view_id or external_id must be provided']);
  }
  const record = args.has('view_id')
    ? world.views.find(args.string('view_id'))
    : world.views.findByExternalId(args.string('external_id'));
  if (!record) throw new SlackError('not_found');
  return record;
}

function checkHash(record: ViewRecord, args: Args): void {
  const hash = textOf(args.json('hash'));
  if (hash !== '' && hash !== record.hash) throw new SlackError('hash_conflict');
}
