import { expect, it } from 'vitest';
import { listBinding, parseAnchors } from './anchors.ts';

const line = (seq: number, more: object = {}): string =>
  `${JSON.stringify({
    ...{
      at: '2026-11-21T02:00:00.000Z',
      workspaceId: 'T1',
      seq,
      hash: `h${seq}`,
      code: `${seq}-…`,
    },
    ...more,
  })}\n`;

it('reads every line, counts what nobody can read, and forgives a line that a crash cut off', () => {
  const whole = parseAnchors(line(1) + line(2));
  expect(whole).toMatchObject({ lines: [{ seq: 1 }, { seq: 2 }], unreadable: 0 });
  expect(parseAnchors(`${line(1)}{"at":"2026-`)).toMatchObject({
    lines: [{ seq: 1 }],
    unreadable: 0,
  });
  expect(parseAnchors(`not json\n${line(2)}`)).toMatchObject({
    lines: [{ seq: 2 }],
    unreadable: 1,
  });
  expect(parseAnchors(line(1).replace('"seq":1', '"seq":"one"')).unreadable).toBe(1);
  expect(parseAnchors('')).toEqual({ lines: [], unreadable: 0 });
});

it('binds a log to its own anchors since its last restore', () => {
  const { lines } = parseAnchors(
    line(5) +
      line(9) +
      line(4, { restored: 'nightly.db' }) +
      line(0, { workspaceId: 'T2' }) +
      line(6),
  );
  expect(listBinding(lines, 'T1').map(({ seq }) => seq)).toEqual([4, 6]);
  expect(listBinding(lines.slice(0, 2), 'T1').map(({ seq }) => seq)).toEqual([5, 9]);
  expect(listBinding(lines, 'T2')).toEqual([]);
});
