import { plantedFaults } from './faults.ts';
import { reasons } from './not-yet.ts';
import type { PlantedFault } from './planted.ts';
import { faults } from './rows-fault.ts';
import { badInputs } from './rows-input.ts';
import { promises } from './rows-promise.ts';
import { findTest, listTitledTests, type TitledTest } from './titles.ts';

/** Every row there is, with what it says. */
export const rows: Readonly<Record<string, string>> = { ...promises, ...faults, ...badInputs };

const introduction = `# What is promised, and which test shows it

Made by \`npm run promises\`; a test of the house keeps it true. A row counts as shown only when its test, named here, fails
as soon as a fault is planted for it: \`npm run prove\` plants every one of them in a copy of the tree, one after another, and
reports those that no test noticed. *Here / of the table* are the sizes in \`npm test\` and in the specification; \`npm run soak\`
takes larger ones.`;

/** The whole page. */
export function writeTable(tests: readonly TitledTest[] = listTitledTests()): string {
  const parts = [
    { title: 'Promises', rows: promises },
    { title: 'Faults', rows: faults },
    { title: 'Bad inputs', rows: badInputs },
  ].map(({ title, rows: part }) => {
    const ids = Object.keys(part);
    const carried = ids.filter((id) => listFaults(id).length > 0).length;
    const lines = ids.map((id) => `| ${id} | ${part[id]} | ${sayHow(id, tests)} |`);
    const head = `## ${title}\n\n${carried} of ${ids.length} are shown.\n\n| id | what | shown by |\n|---|---|---|`;
    return [head, ...lines].join('\n');
  });
  return `${[introduction, ...parts].join('\n\n')}\n`;
}

/** Reasons for rows that are shown by now, or that are none. */
export function listStale(): string[] {
  return Object.keys(reasons).filter((id) => rows[id] === undefined || listFaults(id).length > 0);
}

/** Rows that no planted fault carries and of which nobody says why. */
export function listUnsaid(): string[] {
  return Object.keys(rows).filter((id) => reasons[id] === undefined && listFaults(id).length === 0);
}

function listFaults(id: string): PlantedFault[] {
  return plantedFaults.filter(({ ids }) => ids.some((one) => one === id));
}

function sayHow(id: string, tests: readonly TitledTest[]): string {
  const planted = listFaults(id);
  if (planted.length > 0) {
    const said = planted.map((fault) => {
      const test = findTest(fault, tests);
      const title = 'wrong' in test ? fault.title : test.title;
      const sizes = fault.sizes === undefined ? '' : ` · ${fault.sizes}`;
      return `${quote(fault.test, title)}${sizes}`;
    });
    return [...new Set(said)].join('<br>');
  }
  const named = tests.filter(({ ids }) => ids.includes(id));
  const reason = reasons[id];
  const because =
    reason ?? (named.length === 0 ? 'no test names it' : 'no fault is planted for it');
  const seen = named.map(({ file, title }) => quote(file, title));
  return [`*not yet*: ${because}`, ...seen].join('<br>');
}

function quote(file: string, title: string): string {
  return `\`${file}\` ${title.replaceAll('|', '\\|').replaceAll('<', '&lt;')}`;
}
