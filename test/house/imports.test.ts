import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { plants, sealedOff } from './planted/imports.ts';
import { listFiles, makeFolder, root } from './repository.ts';

type Rule = IForbiddenRuleType & { name: string };
const configSchema = z.object({
  forbidden: z.array(
    z.custom<Rule>((rule) => z.object({ name: z.string() }).safeParse(rule).success),
  ),
  options: z.looseObject({}),
});
const config = configSchema.parse(createRequire(import.meta.url)('../../.dependency-cruiser.cjs'));

async function cruiseIn(baseDir: string, folders: string[]): Promise<ICruiseResult> {
  const { output } = await cruise(folders, {
    ...config.options,
    ruleSet: { forbidden: config.forbidden },
    validate: true,
    baseDir,
  });
  if (typeof output === 'string') throw new Error('expected a result, not a report');
  return output;
}

function violationsOf(result: ICruiseResult): string[] {
  return result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

describe('the import rule', () => {
  it('holds, over files that were really read', async () => {
    const result = await cruiseIn(root, ['src', 'sandbox', 'bench']);
    expect(violationsOf(result)).toEqual([]);
    const read = result.modules.filter((module) => /^(src|sandbox|bench)\//.test(module.source));
    const there = listFiles(['src', 'sandbox', 'bench'], ['.ts']).filter(
      (file) => !file.startsWith('bench/.cache/'),
    );
    expect(there.length).toBeGreaterThan(100);
    expect(read.map((module) => module.source).toSorted()).toEqual(there);
    const withImports = read.filter((module) => module.dependencies.length > 0);
    expect(withImports.length).toBeGreaterThan(read.length / 2);
  });

  it('has a plant for every rule', () => {
    expect(Object.keys(plants).toSorted()).toEqual(
      config.forbidden.map((rule) => rule.name).toSorted(),
    );
  });

  it.each(Object.entries(plants))('catches what is planted for %s', async (rule, files) => {
    const result = await cruisePlanted(files);
    expect(result.summary.violations.map((violation) => violation.rule.name)).toContain(rule);
  });

  it.each(Object.entries(sealedOff))('keeps the sealed room from %s: %s', async (path) => {
    const over = 'src/features/onepager/store-subject.ts';
    const files = {
      'src/features/andon/rules.ts': `import { subject } from '../onepager/store-subject.ts';\nexport const r = subject;\n`,
      [over]: `import type { T } from '../../${path.slice('src/'.length)}';\nexport const subject: T = 1;\n`,
      [path]: 'export type T = number;\n',
    };
    const violations = violationsOf(await cruisePlanted(files));
    expect(violations).toContain(`andon-is-sealed: src/features/andon/rules.ts → ${path}`);
    // It is the file that is there today: a plant in a place that has moved would prove nothing.
    expect(listFiles(['src'], ['.ts'])).toContain(path);
  });
});

/** The violations of a tree that holds these files and nothing else of ours. */
async function cruisePlanted(files: Readonly<Record<string, string>>): Promise<ICruiseResult> {
  const folder = makeFolder();
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), readFileSync(join(root, 'package.json')));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const folders = readdirSync(folder).filter((name) => /^(src|sandbox|test|bench)$/.test(name));
  return cruiseIn(folder, folders);
}

// dependency-cruiser cannot read JSX, so the page's files are read here.
describe("the page's imports", () => {
  const pages = listFiles(['src', 'sandbox'], ['.tsx']);

  it.each(pages)('%s stays in sandbox/ and with preact', (page) => {
    expect(foreignImports(page, readFileSync(join(root, page), 'utf8'))).toEqual([]);
  });

  it('are all in sandbox/web', () => {
    expect(pages.filter((page) => !page.startsWith('sandbox/web/'))).toEqual([]);
  });

  it('would be caught outside', () => {
    const text = `import { a } from '../../src/app.ts';\nimport React from 'react';\nawait import('pg');`;
    expect(foreignImports('sandbox/web/planted.tsx', text)).toEqual(['src/app.ts', 'react', 'pg']);
  });
});

function foreignImports(file: string, text: string): string[] {
  const foreign: string[] = [];
  for (const [, quoted = ''] of text.matchAll(/(?:from|import|import\()\s*'([^']+)'/g)) {
    const target = quoted.startsWith('.') ? normalize(join(dirname(file), quoted)) : quoted;
    if (!/^(sandbox\/|preact(\/|$))/.test(target)) foreign.push(target);
  }
  return foreign;
}
