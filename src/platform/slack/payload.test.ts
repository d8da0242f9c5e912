import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actionSchema,
  isForWorkspace,
  judgeBody,
  readElement,
  readPlace,
  readValues,
  viewPayloadSchema,
} from './payload.ts';

const person = { user: { id: 'U1' }, team: { id: 'T1' }, trigger_id: '1.2.3' };
const view = { id: 'V1', type: 'modal', callback_id: 'form', private_metadata: 'm', hash: 'h' };
const press = { action_id: 'a', block_id: 'b', type: 'button', value: 'v' };

function submission(values: unknown): unknown {
  return { ...person, type: 'view_submission', view: { ...view, state: { values } } };
}

const valuesOf = (values: unknown) => readValues(viewPayloadSchema.parse(submission(values)).view);

describe('readElement', () => {
  it.each([
    ['plain_text_input', { value: 'typed' }, 'typed'],
    ['plain_text_input', { value: null }, null],
    ['plain_text_input', {}, null],
    ['number_input', { value: '4.5' }, '4.5'],
    ['static_select', { selected_option: { value: 'one' } }, 'one'],
    ['static_select', { selected_option: null }, null],
    ['radio_buttons', { selected_option: { value: 'two', text: {} } }, 'two'],
    ['checkboxes', { selected_options: [{ value: 'a' }, { value: 'b' }] }, ['a', 'b']],
    ['checkboxes', { selected_options: [] }, []],
    ['users_select', { selected_user: 'U1' }, 'U1'],
    ['multi_users_select', { selected_users: ['U1', 'U2'] }, ['U1', 'U2']],
    ['channels_select', { selected_channel: 'C1' }, 'C1'],
    ['conversations_select', { selected_conversation: 'C1' }, 'C1'],
    ['datepicker', { selected_date: '2026-12-05' }, '2026-12-05'],
    ['timepicker', { selected_time: '10:00' }, '10:00'],
    ['an_element_of_2031', { selected_thing: 7 }, null],
  ])('reads a %s', (type, state, value) => {
    expect(readElement({ type, ...state })).toEqual(value);
  });
});

describe('a message’s time', () => {
  const pressAt = (ts: unknown) => ({
    ...{ ...person, type: 'block_actions', actions: [press] },
    container: { type: 'message', channel_id: 'C1', message_ts: ts },
  });

  it('is a word, kept to its last digit; a number, which may be rounded, is none (B-35)', () => {
    const ts = '1732186800.100010';
    expect(readPlace(actionSchema.parse(pressAt(ts)))).toMatchObject({ ts });
    expect(judgeBody(pressAt(ts))).toBe('readable');
    expect(judgeBody(pressAt(Number(ts)))).toBe('malformed');
    const shortcut = { ...person, type: 'message_action', callback_id: 'cut' };
    const about = (at: unknown) => ({ ...shortcut, channel: { id: 'C1' }, message: { ts: at } });
    expect(judgeBody(about(ts))).toBe('readable');
    expect(judgeBody(about(Number(ts)))).toBe('malformed');
  });
});

describe('readValues', () => {
  it('answers each field by its block', () => {
    const values = {
      aim: { value: { type: 'plain_text_input', value: 'more' } },
      day: { value: { type: 'datepicker', selected_date: null } },
    };
    expect({ ...valuesOf(values) }).toEqual({ aim: 'more', day: null });
  });

  it('answers nothing when there is no state', () => {
    const payload = viewPayloadSchema.parse({ ...person, type: 'view_submission', view });
    expect({ ...readValues(payload.view) }).toEqual({});
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'is not poisoned by a block called %s (B-12)',
    (id) => {
      const values = JSON.parse(`{"${id}":{"value":{"type":"plain_text_input","value":"evil"}}}`);
      const read = valuesOf(values);
      expect(Object.getPrototypeOf(read)).toBeNull();
      expect(Reflect.get({}, 'value')).toBeUndefined();
      expect(Object.keys(read).filter((key) => key !== id)).toEqual([]);
    },
  );

  it('finds nothing in a block that was not sent', () => {
    expect(valuesOf({}).constructor).toBeUndefined();
  });
});

describe('readPlace', () => {
  const actions = [press];
  const message = {
    container: { type: 'message', channel_id: 'C1', message_ts: '1.1', thread_ts: '0.1' },
  };

  it('tells a message from a modal and from the Home tab', () => {
    const place = (more: object) =>
      readPlace(actionSchema.parse({ ...person, type: 'block_actions', actions, ...more }));
    expect(place(message)).toEqual({ at: 'message', channelId: 'C1', ts: '1.1', threadTs: '0.1' });
    const container = { type: 'view', view_id: 'V1' };
    expect(place({ container, view: { ...view, type: 'home' } })).toEqual({
      at: 'home',
      viewId: 'V1',
    });
    expect(place({ container, view })).toMatchObject({
      at: 'modal',
      viewId: 'V1',
      callbackId: 'form',
      metadata: 'm',
    });
  });

  it('knows the thread of a message from the message when the container does not say', () => {
    const container = { type: 'message', channel_id: 'C1', message_ts: '1.1' };
    const payload = { ...person, actions, container, message: { thread_ts: '0.1' } };
    expect(readPlace(actionSchema.parse(payload))).toMatchObject({ threadTs: '0.1' });
  });

  it('knows a reply that stands in the channel too', () => {
    const both = { thread_ts: '0.1', subtype: 'thread_broadcast' };
    const payload = { ...person, type: 'block_actions', actions, ...message, message: both };
    expect(readPlace(actionSchema.parse(payload))).toMatchObject({ isAlsoInChannel: true });
  });
});

describe('judgeBody', () => {
  const container = { type: 'view', view_id: 'V1' };
  const command = {
    command: '/onepager',
    user_id: 'U1',
    channel_id: 'C1',
    trigger_id: '1.2.3',
  };

  it.each([
    ['a command', command],
    ['a press', { ...person, type: 'block_actions', actions: [press], container }],
    ['a submission', submission({})],
    ['a closing', { ...person, type: 'view_closed', view, is_cleared: true }],
    ['a shortcut', { ...person, type: 'shortcut', callback_id: 'c' }],
    ['an event', { type: 'event_callback', event_id: 'Ev1', event: { type: 'user_change' } }],
    ['a press in an organisation', { ...person, team: null, type: 'shortcut', callback_id: 'c' }],
  ])('reads %s', (_what, body) => {
    expect(judgeBody(body)).toBe('readable');
  });

  it.each(['app_rate_limited', 'block_suggestion', 'dialog_submission', 'constructor'])(
    'does not know a %s',
    (type) => {
      expect(judgeBody({ type })).toBe('unknown');
    },
  );

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['a word', 'x'],
    ['an empty object', {}],
    ['a type that is no word', { type: 7 }],
    ['a command without a person', { ...command, user_id: undefined }],
    ['a submission without a view', { ...person, type: 'view_submission' }],
    ['a press on nothing', { ...person, type: 'block_actions', actions: [], container }],
    ['an event about nothing', { type: 'event_callback', event_id: 'Ev1', event: null }],
    ['an id longer than ids are', { ...command, user_id: 'U'.repeat(300) }],
  ])('refuses %s', (_what, body) => {
    expect(judgeBody(body)).toBe('malformed');
  });

  it('has an opinion on whatever comes, and never throws', () => {
    const types = ['block_actions', 'view_submission', 'event_callback', 'shortcut', 'x'];
    const body = fc.record(
      {
        type: fc.oneof(fc.constantFrom(...types), fc.anything()),
        command: fc.anything(),
        user: fc.anything(),
        view: fc.anything(),
        actions: fc.oneof(fc.array(fc.anything()), fc.anything()),
        event: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          body,
          fc.anything(),
          fc.json().map((text) => JSON.parse(text)),
        ),
        (any) => {
          expect(['readable', 'unknown', 'malformed']).toContain(judgeBody(any));
          expect(typeof isForWorkspace(any, 'T1')).toBe('boolean');
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('isForWorkspace', () => {
  it.each([
    [{ team_id: 'T1' }, true],
    [{ team_id: 'T2' }, false],
    [{ team_id: 'T2', context_team_id: 'T1' }, true],
    [{ team_id: null, authorizations: [{ team_id: 'T1' }] }, true],
    [{ team_id: 'T2', authorizations: [{ team_id: 'T3' }] }, false],
    // A press names its team elsewhere, and may come from the organisation next door.
    [{ team: { id: 'T2' } }, true],
  ])('of %j is %s (B-20)', (body, isOurs) => {
    expect(isForWorkspace(body, 'T1')).toBe(isOurs);
  });
});
