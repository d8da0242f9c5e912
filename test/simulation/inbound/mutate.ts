import type { Dice } from '../dice.ts';
import { isRecord, type Payload } from './seeds.ts';

/** What a mutation may put in place of something: ids of our own, and of another workspace. */
export interface Pool {
  ids: readonly string[];
  userIds: readonly string[];
}

const pings: readonly string[] = [
  '<!channel>',
  '<!here> <@U0ANA> <#C0X|x>',
  '<https://evil.example|https://bank.example>',
];

const nasty: readonly unknown[] = [
  ...pings,
  ...[
    '',
    ' ',
    '\u200b',
    '\u0000',
    '\ud800',
    '\u202eevil',
    'a\u0301'.repeat(300),
    '\n'.repeat(5_000),
  ],
  ...[
    '&lt;!everyone&gt;',
    '=HYPERLINK("x")',
    `'); DROP TABLE team; --`,
    '$\u007bjndi:x}',
    '%00',
    '$1',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'null',
    'undefined',
    '-1',
    '1e999',
    '９９',
    '😀'.repeat(2_000),
  ],
  ...['x'.repeat(40_000), '{"a":1}', '[]', '2026-02-30', '25:61', 'Mars/Base', 'op_', 'tm_nope'],
  ...[null, true, 0, -1, 1e308, [], {}, [null], { toString: null }, { id: null }],
];

/** A payload in which some things are not as Slack would send them; the original stays as it is. */
export function mutate(seed: Payload, dice: Dice, pool: Pool): Payload {
  const payload = structuredClone(seed);
  const times = dice.between(0, 3);
  for (let time = 0; time < times; time += 1) mutateOnce(payload, dice, pool);
  return payload;
}

function mutateOnce(payload: Payload, dice: Dice, pool: Pool): void {
  const places = listPlaces(payload);
  const { holder, key } = dice.pick(places);
  const value = holder[key];
  const turn = dice.between(0, 10);
  if (turn === 0) delete holder[key];
  else if (turn === 1) holder[key] = dice.pick(nasty);
  else if (turn === 2) holder[key] = nest(value, dice.pick([3, 70, 2_000]));
  else if (turn === 3) Object.defineProperty(holder, dice.pick(keys), own(dice.pick(nasty)));
  else if (turn === 4) holder[key] = [value, value];
  else if (turn === 5) payload.user = { id: dice.pick(pool.userIds), team_id: 'T0OTHER' };
  else if (turn === 6 && typeof value === 'string')
    holder[key] = `${value}${JSON.stringify(dice.pick(nasty)) ?? ''}`;
  else if (turn === 7 && typeof value === 'string') holder[key] = mutateInside(value, dice, pool);
  else if (turn === 8) typePing(payload, dice);
  else swapIds(payload, dice, pool);
}

/** Somebody types a ping behind what they wrote: what is kept of it must be shown as typed. (P40) */
function typePing(payload: Payload, dice: Dice): void {
  const typed = listPlaces(payload).filter(
    ({ holder, key }) => key === 'value' && holder.type === 'plain_text_input',
  );
  if (typed.length === 0) return;
  const { holder, key } = dice.pick(typed);
  holder[key] = `${String(holder[key] ?? '')} ${dice.pick(pings)}`;
}

const keys = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'value', 'type', 'x'];

function own(value: unknown): PropertyDescriptor {
  return { value, enumerable: true, configurable: true, writable: true };
}

/** Every key of every object in it, also of those in lists, as deep as Slack goes. */
function listPlaces(payload: Payload): { holder: Payload; key: string }[] {
  const places: { holder: Payload; key: string }[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (depth > 20) return;
    if (Array.isArray(value)) {
      for (const one of value) visit(one, depth + 1);
      return;
    }
    if (!isRecord(value)) return;
    for (const key of Object.keys(value)) {
      places.push({ holder: value, key });
      visit(value[key], depth + 1);
    }
  };
  visit(payload, 0);
  return places;
}

function nest(value: unknown, depth: number): unknown {
  let nested = value;
  for (let level = 0; level < depth; level += 1)
    nested = level % 2 === 0 ? [nested] : { a: nested };
  return nested;
}

/** What a window or a button keeps as JSON is changed inside. */
function mutateInside(text: string, dice: Dice, pool: Pool): string {
  if (!text.startsWith('{')) return dice.pick(pool.ids);
  const inner: unknown = JSON.parse(text);
  if (!isRecord(inner)) return text;
  const [key = 'x'] = dice.shuffle(Object.keys(inner));
  inner[key] = dice.chance(0.5) ? dice.pick(pool.ids) : dice.pick(nasty);
  return JSON.stringify(inner);
}

const idInText = /\b[a-z]{2,3}_[0-9a-z]{4,}\b/g;

/** Every id of ours, wherever it stands, becomes another one of its kind: perhaps another workspace's. */
function swapIds(payload: Payload, dice: Dice, pool: Pool): void {
  for (const { holder, key } of listPlaces(payload)) {
    const value = holder[key];
    if (typeof value !== 'string') continue;
    holder[key] = value.replace(idInText, (id) => {
      const alike = pool.ids.filter((one) => one.startsWith(`${id.split('_')[0]}_`));
      return alike.length === 0 ? id : dice.pick(alike);
    });
  }
}
