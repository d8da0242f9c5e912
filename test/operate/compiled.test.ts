import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const dist = resolve(process.env.BARBELL_DIST ?? 'dist');

/** A copy of the built program that a test may harm. */
function copyProgram(): string {
  const folder = mkdtempSync(join(tmpdir(), 'barbell-compiled-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const isSpare = (path: string): boolean => /\.map$|web|migrations/.test(path);
  const copy = join(folder, 'dist');
  cpSync(dist, copy, { recursive: true, filter: (path) => !isSpare(path) });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  return copy;
}

/** What `barbell help` says, and how it ended. */
function askForHelp(program: string, ...words: readonly string[]): [number | null, string] {
  const asked = [...words, join(program, 'src/cli.js'), 'help'];
  const { status, stdout } = spawnSync(process.execPath, asked, { encoding: 'utf8' });
  return [status, stdout];
}

const help = [0, expect.stringContaining('barbell start')];

it('what the build compiled is what the same Node runs', () => {
  const look = `
    const { readFileSync } = require('node:fs');
    const cachedData = readFileSync('program.compiled');
    const text = require('node:module').wrap(readFileSync('program.js', 'latin1'));
    process.stdout.write(String(new (require('node:vm').Script)(text, { cachedData }).cachedDataRejected));`;
  const { stdout } = spawnSync(process.execPath, ['-e', look], { cwd: dist, encoding: 'utf8' });
  expect(stdout).toBe('false');
});

it('the program runs where another Node has compiled it, and where nobody has', () => {
  const program = copyProgram();
  writeFileSync(join(program, 'program.compiled'), 'of another Node');
  expect(askForHelp(program)).toEqual(help);
  rmSync(join(program, 'program.compiled'));
  expect(askForHelp(program)).toEqual(help);
});
