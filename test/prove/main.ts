import { chooseFaults } from './arguments.ts';
import { plantedFaults } from './faults.ts';
import { writeFigures } from './figures.ts';
import type { PlantedFault } from './planted.ts';
import { Scratch } from './scratch.ts';
import { rows } from './table.ts';
import { findMisplaced } from './titles.ts';

// `npm run prove`: plants every fault in a copy of the tree, one after another, and says which ones no test noticed.
// `npm run prove -- P08 F-26 http.test.ts` plants those of some rows, or of some files.

const chosen = chooseFaults(process.argv.slice(2), plantedFaults);
if ('wrong' in chosen) {
  process.stderr.write(`${chosen.wrong}\n`);
  process.exit(1);
}
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const scratch = await Scratch.open();
process.on('SIGINT', () => process.exit(130));
process.on('exit', () => scratch.remove());
const startedMs = performance.now();
const missed: PlantedFault[] = [];
const red: string[] = [];

for (const test of new Set(chosen.map((fault) => fault.test))) {
  await proveFile(
    test,
    chosen.filter((fault) => fault.test === test),
  );
}
await scratch.close();
const minutes = (performance.now() - startedMs) / 60_000;
for (const line of writeFigures({ rows, chosen, missed, red, minutes })) say(line);
process.exit(missed.length + red.length === 0 ? 0 : 1);

async function proveFile(test: string, faults: readonly PlantedFault[]): Promise<void> {
  const before = await scratch.listRed(test);
  if (before === undefined || before.length > 0) {
    red.push(test);
    say(`${test} is red without any fault: ${before?.join(' · ') ?? 'it cannot be read'}`);
  }
  for (const fault of faults) await prove(fault, before ?? []);
}

async function prove(fault: PlantedFault, before: readonly string[]): Promise<void> {
  const fromMs = performance.now();
  const wrong = findMisplaced(fault);
  const { verdict, others } =
    wrong === undefined ? await scratch.plant(fault, before) : { verdict: wrong, others: [] };
  const seconds = `${Math.round((performance.now() - fromMs) / 1000)} s`;
  const size = fault.sizes === undefined ? '' : ` · ${fault.sizes}`;
  say(`${verdict} · ${fault.ids.join(' ')} · ${fault.file} · “${fault.title}” · ${seconds}${size}`);
  if (verdict === 'noticed') return;
  missed.push(fault);
  for (const other of others) say(`    falls too: ${other}`);
}
