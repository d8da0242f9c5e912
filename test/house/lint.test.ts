import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeFolder, root } from './repository.ts';

const biome = join(root, 'node_modules', '.bin', 'biome');

const ambients = [
  'Date.now()',
  'new Date()',
  'Date()',
  'Math.random()',
  'crypto.randomUUID()',
  'randomUUID()',
  'performance.now()',
];

const sloppy: [category: string, text: string][] = [
  ['lint/suspicious/noExplicitAny', 'export const a: any = 1;\n'],
  ['lint/style/noNonNullAssertion', 'export const a = [1][0]!;\n'],
  ['lint/suspicious/noConsole', `console.info('hello');\n`],
  ['lint/style/noDefaultExport', 'const a = 1;\nexport default a;\n'],
  ['lint/style/useNodejsImportProtocol', `import { join } from 'path';\nexport const a = join;\n`],
  [
    'lint/nursery/noFloatingPromises',
    'async function work(): Promise<void> {}\nexport function start(): void {\n  work();\n}\n',
  ],
];

/** Every plant has a file of its own. */
const ambientFile = (ambient: string): string =>
  `src/features/review/planted-${ambients.indexOf(ambient)}-rules.ts`;
const sloppyFile = (category: string): string => `src/lib/${category.replaceAll('/', '-')}.ts`;

/** What is planted, by its path. */
const plants = new Map([
  ...ambients.map((ambient): [string, string] => [
    ambientFile(ambient),
    `/** Planted. */\nexport const planted = ${ambient};\n`,
  ]),
  ...sloppy.map(([category, text]): [string, string] => [sloppyFile(category), text]),
  ['src/platform/clock.ts', 'export const now = new Date();\n'],
  ['src/lib/time.ts', 'export const instant = new Date(5);\n'],
]);

const reportSchema = z.object({
  summary: z.object({ unchanged: z.number() }),
  diagnostics: z.array(
    z.object({ category: z.string(), location: z.object({ path: z.string() }) }),
  ),
});

let report: z.infer<typeof reportSchema> | undefined;

/** Lints all plants at once, as if the repository held them: a linter that starts for each takes longer to start than to lint. */
function lintPlants(): z.infer<typeof reportSchema> {
  const folder = makeFolder();
  for (const file of ['biome.json', 'biome-ambient.grit']) {
    cpSync(join(root, file), join(folder, file));
  }
  for (const [path, text] of plants) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const options = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json'];
  const { stdout } = spawnSync(biome, [...options, 'src'], { cwd: folder, encoding: 'utf8' });
  return reportSchema.parse(JSON.parse(stdout));
}

/** The categories that fired in one planted file. */
function lint(path: string): string[] {
  expect([...plants.keys()]).toContain(path);
  report ??= lintPlants();
  expect(report.summary.unchanged).toBe(plants.size);
  return report.diagnostics.flatMap(({ category, location }) =>
    location.path === path ? [category] : [],
  );
}

describe('the whole repository', () => {
  it.each([
    ['formatter and linter', ['biome', 'ci', '.']],
    // One checker: each more reads the same types once again, and every core has other tests to run.
    ['types', ['tsc', '--noEmit', '-p', '.', '--checkers', '1']],
    ['search for what nobody uses', ['knip']],
  ] as const)('leaves nothing for the %s', (_name, [tool, ...options]) => {
    const bin = join(root, 'node_modules', '.bin', tool);
    const { status, stdout, stderr } = spawnSync(bin, options, {
      cwd: root,
      encoding: 'utf8',
      // The compiler is a program in Go: with a tenth more memory it tidies up half as often.
      env: { ...process.env, GOGC: '400' },
    });
    expect(status, `${stdout}\n${stderr}`).toBe(0);
  });
});

describe('the linter', () => {
  it.each(ambients)('refuses %s in src', (ambient) => {
    expect(lint(ambientFile(ambient))).toEqual(['plugin']);
  });

  it('lets the clock ask the machine, and anybody read an instant', () => {
    expect(lint('src/platform/clock.ts')).toEqual([]);
    expect(lint('src/lib/time.ts')).toEqual([]);
  });

  it.each(sloppy)('finds %s', (category) => {
    expect(lint(sloppyFile(category))).toEqual([category]);
  });
});
