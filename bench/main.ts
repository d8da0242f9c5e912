import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { readArguments } from './arguments.ts';
import { rowIds } from './ids.ts';
import { groupRows, measureBeside } from './measure/beside.ts';
import type { Line } from './measure/figures.ts';
import { takeMadeMs } from './measure/fixtures.ts';
import { drawPage, drawTable, listBroken, sayLine } from './measure/table.ts';
import { root } from './places.ts';
import { rows } from './rows.ts';

// `npm run bench -- [id …] [--quick]`: measures, prints one table, writes results.json and results.md; ends with 1 when a bound is broken.

const asked = readArguments(process.argv.slice(2), rowIds);
if ('wrong' in asked) {
  console.error(asked.wrong);
  process.exit(1);
}
const { ids, plan } = asked;
const lines: Line[] = [];
let measuredMs = 0;
const wanted = rows.filter(({ id }) => ids.includes(id));
for (const some of groupRows(wanted, plan)) {
  // Measured along with another.
  const missing = some.filter((row) => lines.every(({ id }) => id !== row.id));
  if (missing.length === 0) continue;
  const startedMs = performance.now();
  process.stderr.write(`${missing.map(({ id }) => id).join(' beside ')} … `);
  const measured = await measureBeside(missing, plan);
  lines.push(...measured);
  const tookMs = performance.now() - startedMs - takeMadeMs();
  measuredMs += tookMs;
  process.stderr.write(`${(tookMs / 1000).toFixed(0)} s\n`);
  for (const line of measured) process.stderr.write(`  ${sayLine(line)}\n`);
}
lines.sort((one, other) => placeOf(one) - placeOf(other));
const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, node: process.version };
const memoryGb = Math.round(totalmem() / 2 ** 30);
const seconds = Math.round(measuredMs / 1000);
const results = { isQuick: plan.isQuick, ...machine, memoryGb, seconds, lines };
writeFileSync(join(root, 'bench', 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
writeFileSync(join(root, 'bench', 'results.md'), `${drawPage(lines)}\n`);
console.log(drawTable(lines));
console.log(`\nMeasured in ${seconds} s; fixtures that were made for it are not counted.`);
const broken = listBroken(lines);
for (const sentence of broken) console.error(`\nBroken: ${sentence}`);
process.exit(broken.length === 0 ? 0 : 1);

/** As in the table of all rows; ACK-0 may be measured along with ACK. */
function placeOf({ id }: Line): number {
  return rows.findIndex((row) => row.id === id);
}
