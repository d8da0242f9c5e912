import type { PlantedFault, RowId } from './planted.ts';

/** What a run of all faults, or of some, came to. */
export interface Proved {
  rows: Readonly<Record<string, string>>;
  chosen: readonly PlantedFault[];
  /** Faults that their test did not notice, or not alone. */
  missed: readonly PlantedFault[];
  /** Files whose tests fail on the tree as it is. */
  red: readonly string[];
  minutes: number;
}

/** The lines at the end of a run: how many rows and faults, which stayed green, and the sizes here of the table's. */
export function writeFigures({ rows, chosen, missed, red, minutes }: Proved): string[] {
  const all = new Set(chosen.flatMap(({ ids }) => ids));
  const doubted = new Set(missed.flatMap(({ ids }) => ids));
  const confirmed = [...all].filter((id) => !doubted.has(id));
  const sizes = [...new Set(chosen.map(({ sizes }) => sizes))].filter((size) => size !== undefined);
  return [
    '',
    `rows of the table          ${Object.keys(rows).length}`,
    `rows with a planted fault  ${all.size}`,
    `rows confirmed             ${confirmed.length}`,
    `faults planted             ${chosen.length}`,
    `not noticed by their test  ${missed.length}${listIds(doubted)}`,
    `red without a fault        ${red.length}${red.length === 0 ? '' : ` (${red.join(', ')})`}`,
    `minutes                    ${minutes.toFixed(1)}`,
    'smaller here than in the table:',
    ...sizes.map((size) => `    ${size}`),
  ];
}

function listIds(ids: ReadonlySet<RowId>): string {
  return ids.size === 0 ? '' : ` (${[...ids].sort().join(', ')})`;
}
