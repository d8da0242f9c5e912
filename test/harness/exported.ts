import fc from 'fast-check';
import { typedText } from './typed-text.ts';

/** What spreadsheets, Markdown and YAML readers have been tricked with, and what people really type. */
const tricks = [
  '=HYPERLINK("http://evil.example";"x")',
  '+1',
  '-1+2',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '" ; =1+1',
  "\";=cmd|'/C calc'!A0",
  'a;=1;b',
  "'=1",
  '＝1＋1',
  '＠SUM',
  ' =1',
  '"=1"',
  'a,"b",c',
  'one\r\ntwo\nthree\rfour',
  '---\ntitle: owned\n---',
  '"""',
  '!!js/function "x"',
  '<script>alert(1)</script>',
  '<svg onload=alert(1)>',
  '[click](javascript:alert(1))',
  '![x](http://evil.example/p.png)',
  '# heading\n- list\n1. one\n> quote\n```code```',
  'https://evil.example',
  '&lt;b&gt; <br> \\n \\',
  '| a | b |',
];

/** Words that try to be more than words. */
export function trickyText(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(...tricks),
    typedText(),
    fc.string({ unit: 'binary', maxLength: 30 }),
  );
}

const instant = fc
  .integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2035, 0, 1) })
  .map((ms) => new Date(ms).toISOString());
const number = fc.integer({ min: 1, max: 99_999 });
const fields = ['line', 'because', 'minority', 'readings', 'newGate', 'source', 'somethingNew'];

/** What may be left out is left out, as in an export. */
function decision() {
  const evidence = fc.record({
    permalink: fc.constantFrom('https://x.slack.com/archives/C1/p1', 'javascript:alert(1)'),
    why: trickyText(),
    byUserId: fc.constantFrom('UANA', 'UGONE'),
    at: instant,
  });
  const moved = fc.record({
    ...{ signal: trickyText(), before: fc.string(), after: fc.string(), n: fc.nat() },
    ...{ isMet: fc.boolean(), direction: fc.string() },
  });
  const always = {
    number,
    kind: fc.constantFrom('stop' as const, 'other' as const),
    at: instant,
    title: trickyText(),
    isAgainstRule: fc.boolean(),
    isAgainstMajority: fc.boolean(),
    texts: fc.dictionary(fc.constantFrom(...fields), trickyText()),
    moved: fc.array(moved, { maxLength: 1 }),
    evidence: fc.array(evidence, { maxLength: 2 }),
  };
  return fc.record(
    {
      ...always,
      decidedByUserId: fc.constantFrom('UANA', 'UGONE'),
      confidence: fc.constantFrom('low' as const, 'high' as const),
      revisitOn: fc.constant('2027-03-08'),
      supersedesNumber: number,
    },
    {
      requiredKeys: [
        'number',
        'kind',
        'at',
        'title',
        'isAgainstRule',
        'isAgainstMajority',
        'texts',
        'moved',
        'evidence',
      ],
    },
  );
}

/** A whole export full of tricks. Its type is not named, so that this folder depends on no feature that is built on the platform. */
export function anyExport() {
  const nothing = fc.constant<never[]>([]);
  const team = fc.record({
    id: fc.constant('tm_1'),
    name: trickyText(),
    channelId: fc.constant('C1'),
    zone: fc.constant('Europe/Berlin'),
    onepagers: nothing,
    decisions: fc.array(decision(), { maxLength: 4 }),
    deviations: nothing,
    approvals: nothing,
    defaults: fc.array(
      fc.record({
        area: trickyText(),
        statement: trickyText(),
        segment: trickyText(),
        sinceAt: instant,
      }),
      { maxLength: 1 },
    ),
  });
  return fc.record({
    form: fc.constant('barbell-export' as const),
    version: fc.constant(1 as const),
    workspaceId: fc.constant('T1'),
    takenAt: instant,
    about: trickyText(),
    teams: fc.array(team, { maxLength: 3 }),
    people: fc.record({ UANA: trickyText() }),
  });
}

/** RFC 4180 read by somebody who has never seen the code that writes it: rows of cells. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      at += 1;
      for (;;) {
        const end = text.indexOf('"', at);
        if (end < 0) throw new Error('a quote is never closed');
        cell += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at += 1;
      }
    } else {
      const end = /[,\r\n"]/.exec(text.slice(at));
      const length = end === null ? text.length - at : end.index;
      cell = text.slice(at, at + length);
      at += length;
    }
    row.push(cell);
    if (text[at] === ',') {
      at += 1;
      continue;
    }
    if (text.slice(at, at + 2) !== '\r\n') throw new Error(`no row ends at ${at}`);
    rows.push(row);
    row = [];
    at += 2;
  }
  if (row.length > 0) throw new Error('the last row has no end');
  return rows;
}
