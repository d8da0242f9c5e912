import type { Bound, Line, Verdict } from './figures.ts';

// What the bench prints: values in, text out.

const head = ['id', 'what', 'ours', 'baseline', 'ratio', 'spread', 'bound', 'verdict'] as const;

/** The lines as one table, each column as wide as its widest figure; notes stand under it. */
export function drawTable(lines: readonly Line[]): string {
  const rows = [[...head], ...lines.map(cellsOf)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const drawn = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = lines.flatMap(({ id, note }) => (note === undefined ? [] : [`${id}: ${note}`]));
  return [...drawn, ...(notes.length === 0 ? [] : ['', ...notes])].join('\n');
}

/** The same lines in the form of docs/performance.md; what fell short stands out. */
export function drawPage(lines: readonly Line[]): string {
  const rows = lines.map((line) => {
    const [id, what, ours, baseline, ratio, spread, bound, verdict] = cellsOf(line);
    const said = line.verdict.says === 'broken' ? `**${verdict}**` : verdict;
    return `| ${[`${id}: ${what}`, ours, baseline, ratio, spread, bound, said].join(' | ')} |`;
  });
  const titles = '| what | ours | baseline | ratio | spread | bound | |';
  return [titles, '|---|---|---|---|---|---|---|', ...rows].join('\n');
}

/** One line as it is told while the others are still measured. */
export function sayLine(line: Line): string {
  return cellsOf(line)
    .slice(1)
    .filter((cell) => cell !== '')
    .join(', ');
}

/** The broken bounds, a sentence each; none when all hold. */
export function listBroken(lines: readonly Line[]): string[] {
  return lines.flatMap(({ id, what, verdict, bound, ratio, ours }) =>
    verdict.says !== 'broken' || bound === undefined
      ? []
      : [
          `${id} (${what}): ${sayFigure(ratio ?? ours)}, must be ${sayBound(bound)}, ${sayVerdict(verdict)}`,
        ],
  );
}

function cellsOf(line: Line): string[] {
  const { id, what, unit, ours, baseline, ratio, spread, bound, verdict } = line;
  return [
    id,
    what,
    `${sayFigure(ours)} ${unit}`,
    baseline === undefined ? '' : `${sayFigure(baseline)} ${unit}`,
    ratio === undefined ? '' : sayFigure(ratio),
    `${Math.round(spread * 100)} %`,
    bound === undefined ? '' : sayBound(bound),
    sayVerdict(verdict),
  ];
}

function sayBound(bound: Bound): string {
  return 'atLeast' in bound ? `≥ ${bound.atLeast}` : `≤ ${bound.atMost}`;
}

function sayVerdict(verdict: Verdict): string {
  if (verdict.says === 'holds') return 'holds';
  if (verdict.says === 'told') return 'told';
  return `broken by ${Number.isFinite(verdict.by) ? `${Math.round(verdict.by * 100)} %` : 'no figure'}`;
}

/** Three digits that say something. */
function sayFigure(figure: number): string {
  if (!Number.isFinite(figure)) return '—';
  const size = Math.abs(figure);
  if (size >= 100) return Math.round(figure).toLocaleString('en-GB');
  return size >= 10 ? figure.toFixed(1) : figure.toFixed(2);
}
