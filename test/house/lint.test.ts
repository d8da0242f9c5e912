import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, root } from './repository.ts';

const biome = join(root, 'node_modules', '.bin', 'biome');

/** Lints one planted file as if the repository held it; answers the categories that fired. */
function lint(path: string, text: string): string[] {
  const folder = makeFolder();
  for (const file of ['biome.json', 'biome-ambient.grit']) {
    cpSync(join(root, file), join(folder, file));
  }
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  const { stdout } = spawnSync(biome, ['lint', '--vcs-enabled=false', '--reporter=json', path], {
    cwd: folder,
    encoding: 'utf8',
  });
  return [...stdout.matchAll(/"category":\s*"([^"]+)"/g)].map(([, category = '']) => category);
}

describe('the whole repository', () => {
  it.each([
    ['formatter and linter', ['biome', 'ci', '.']],
    ['types', ['tsc', '--noEmit', '-p', '.']],
    ['search for what nobody uses', ['knip']],
  ] as const)('leaves nothing for the %s', (_name, [tool, ...options]) => {
    const bin = join(root, 'node_modules', '.bin', tool);
    const { status, stdout, stderr } = spawnSync(bin, options, { cwd: root, encoding: 'utf8' });
    expect(status, `${stdout}\n${stderr}`).toBe(0);
  });
});

describe('the linter', () => {
  it.each([
    'Date.now()',
    'new Date()',
    'Date()',
    'Math.random()',
    'crypto.randomUUID()',
    'randomUUID()',
    'performance.now()',
  ])('refuses %s in src', (ambient) => {
    const text = `/** Planted. */\nexport const planted = ${ambient};\n`;
    expect(lint('src/features/review/rules.ts', text)).toEqual(['plugin']);
  });

  it('lets the clock ask the machine, and anybody read an instant', () => {
    expect(lint('src/platform/clock.ts', 'export const now = new Date();\n')).toEqual([]);
    expect(lint('src/lib/time.ts', 'export const instant = new Date(5);\n')).toEqual([]);
  });

  it.each([
    ['lint/suspicious/noExplicitAny', 'export const a: any = 1;\n'],
    ['lint/style/noNonNullAssertion', 'export const a = [1][0]!;\n'],
    ['lint/suspicious/noConsole', `console.info('hello');\n`],
    ['lint/style/noDefaultExport', 'const a = 1;\nexport default a;\n'],
    [
      'lint/style/useNodejsImportProtocol',
      `import { join } from 'path';\nexport const a = join;\n`,
    ],
    [
      'lint/nursery/noFloatingPromises',
      'async function work(): Promise<void> {}\nexport function start(): void {\n  work();\n}\n',
    ],
  ])('finds %s', (category, text) => {
    expect(lint('src/lib/planted.ts', text)).toEqual([category]);
  });
});
