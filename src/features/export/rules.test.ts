import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyExport } from '../../../test/harness/exported.ts';
import { type Export, fileName, nameOf, parseFormat, readExport, writeJson } from './rules.ts';

const small: Export = {
  ...{ form: 'barbell-export', version: 1, workspaceId: 'T1', about: '', teams: [] },
  ...{ takenAt: '2026-12-01T10:00:00.000Z', people: {} },
};

describe('writeJson', () => {
  it('is read back equal, whatever people typed', () => {
    fc.assert(
      fc.property(anyExport(), (taken) => {
        const text = writeJson(taken);
        expect(readExport(JSON.parse(text))).toEqual(taken);
        expect(writeJson(readExport(JSON.parse(text)) ?? small)).toBe(text);
      }),
      { numRuns: 25 },
    );
  });
});

describe('readExport', () => {
  it.each([
    ['another form', { ...small, form: 'other' }],
    ['a later version', { ...small, version: 2 }],
    ['something that is not known', { ...small, votes: [] }],
    ['no instant', { ...small, takenAt: 'yesterday' }],
    ['nothing', null],
  ])('refuses %s', (_what, json) => {
    expect(readExport(json)).toBeUndefined();
  });

  it('takes the smallest', () => {
    expect(readExport(small)).toEqual(small);
  });
});

describe('parseFormat', () => {
  it.each([
    ['csv', 'csv'],
    [' .CSV ', 'csv'],
    ['JSON', 'json'],
    ['markdown', 'md'],
    ['md', 'md'],
  ])('reads %s', (typed, format) => {
    expect(parseFormat(typed)).toBe(format);
  });

  it.each(['', 'xlsx', 'toString', 'csv json'])('reads nothing in %s', (typed) => {
    expect(parseFormat(typed)).toBeUndefined();
  });
});

it('fileName says what it is and of which day', () => {
  expect(fileName('csv', '2026-12-01')).toBe('barbell-decisions-2026-12-01.csv');
  expect(fileName('json', '2026-12-01')).toBe('barbell-export-2026-12-01.json');
});

it('nameOf says the name, the id of a stranger, and nothing of somebody erased', () => {
  const taken = { people: { U1: 'Ana' } };
  expect(nameOf(taken, 'U1')).toBe('Ana');
  expect(nameOf(taken, 'U2')).toBe('U2');
  expect(nameOf(taken, undefined)).toBe('');
});
