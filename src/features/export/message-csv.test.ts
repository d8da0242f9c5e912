import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyExport, readCsv, trickyText } from '../../../test/harness/exported.ts';
import { toSafeCell, writeCsv, writeRows } from './message-csv.ts';

/** What any spreadsheet takes for a formula, at the start of a cell as it cuts the line. */
const formula = /^['"\s]*[=+\-@＝＋－＠−]/u;
const guarded = /^['"\s]*'['"\s]*[=+\-@＝＋－＠−]/u;

function isFormula(cell: string): boolean {
  return formula.test(cell) && !guarded.test(cell);
}

describe('writeRows', () => {
  it('is read back by anybody who knows RFC 4180, each cell as it was made safe', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(trickyText(), { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
        (rows) => {
          expect(readCsv(writeRows(rows))).toEqual(rows.map((row) => row.map(toSafeCell)));
        },
      ),
    );
  });

  it('starts no formula, whichever sign a country takes for the separator (B-53)', () => {
    fc.assert(
      fc.property(fc.array(trickyText(), { minLength: 1, maxLength: 4 }), (row) => {
        const text = writeRows([row]);
        for (const cell of readCsv(text).flat()) expect(isFormula(cell)).toBe(false);
        // Read with the wrong separator, without a care for quotes.
        for (const cell of text.split(/[;\t|\r\n]/)) {
          expect(isFormula(cell.replaceAll('"', ''))).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('toSafeCell', () => {
  it.each([
    ['=1', "'=1"],
    ['+10%', "'+10%"],
    ['-5 ms', "'-5 ms"],
    ['@ana', "'@ana"],
    ['\t=1', "'\t'=1"],
    ['＝1', "'＝1"],
    ['a;=1', "a;'=1"],
    ['a\n- b', "a\n'- b"],
    [' =1', " '=1"],
    ["'=1", "''=1"],
  ])('guards %j', (text, safe) => {
    expect(toSafeCell(text)).toBe(safe);
  });

  it.each(['27% -> 35%', 'a, b; c', 'p95 fell - nobody waited', '"quoted"', '', 'a@b.org'])(
    'leaves %j as it is',
    (text) => {
      expect(toSafeCell(text)).toBe(text);
    },
  );

  it('adds nothing but its guards', () => {
    fc.assert(
      fc.property(trickyText(), (text) => {
        expect(toSafeCell(text).replaceAll("'", '')).toBe(text.replaceAll("'", ''));
      }),
    );
  });
});

describe('writeCsv', () => {
  it('has a row for each decision, a head, and the same columns everywhere', () => {
    fc.assert(
      fc.property(anyExport(), (taken) => {
        const text = writeCsv(taken);
        expect(text.startsWith('\ufeff"number","team","decided","title"')).toBe(true);
        const [head = [], ...rows] = readCsv(text);
        const decisions = taken.teams.flatMap((team) => team.decisions);
        expect(rows.map(([number]) => Number(number))).toEqual(decisions.map((one) => one.number));
        for (const row of rows) expect(row).toHaveLength(head.length);
        const at = head.indexOf('because');
        expect(rows.map((row) => row[at])).toEqual(
          decisions.map((one) => toSafeCell(one.texts.because ?? '')),
        );
      }),
      { numRuns: 25 },
    );
  });
});
