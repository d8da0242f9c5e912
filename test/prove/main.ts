import { chooseFaults } from './arguments.ts';
import { plantedFaults } from './faults.ts';
import { Scratch } from './proving.ts';
import { findMisplaced } from './titles.ts';

// `npm run prove`: plants every fault in a copy of the tree, one after another, and says which ones no test noticed.
// `npm run prove -- P08 F-26 http.test.ts` plants those of some rows, or of some files.

const asked = chooseFaults(process.argv.slice(2), plantedFaults);
if ('wrong' in asked) {
  process.stderr.write(`${asked.wrong}\n`);
  process.exit(1);
}
const chosen = asked;
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const scratch = new Scratch();
process.on('SIGINT', () => process.exit(130));
process.on('exit', () => scratch.close());
const missed: string[] = [];

for (const test of new Set(chosen.map((fault) => fault.test))) {
  const red = scratch.listRed(test);
  if (red === undefined || red.length > 0) {
    missed.push(test);
    say(`${test} is red without any fault: ${red?.join(' · ') ?? 'it does not build'}`);
  }
  if (red === undefined) continue;
  for (const fault of chosen.filter((one) => one.test === test)) {
    const name = `${fault.ids.join(' ')} · ${fault.file} · “${fault.title}”`;
    const wrong = findMisplaced(fault);
    const { verdict, others } =
      wrong === undefined ? scratch.plant(fault, red) : { verdict: wrong, others: [] };
    if (verdict !== 'noticed') missed.push(name);
    const size = fault.sizes === undefined ? '' : ` · ${fault.sizes}`;
    say(`${verdict} · ${name}${size}`);
    if (verdict !== 'noticed') for (const other of others) say(`    falls too: ${other}`);
  }
}
say(`${chosen.length} faults planted, ${missed.length} to look at.`);
process.exitCode = missed.length === 0 ? 0 : 1;
