import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const dist = resolve(process.env.BARBELL_DIST ?? 'dist');

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'barbell-compiled-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of the built program that a test may harm. */
function copyProgram(): string {
  const folder = makeFolder();
  const isSpare = (path: string): boolean => /\.map$|web|migrations/.test(path);
  const copy = join(folder, 'dist');
  cpSync(dist, copy, { recursive: true, filter: (path) => !isSpare(path) });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  return copy;
}

/** Asks for help in a process in which `first` is done before anything of the program; how it ended and what it said. */
function askForHelp(program: string, first: string, ...words: readonly string[]) {
  const file = join(makeFolder(), 'first.cjs');
  writeFileSync(file, first);
  const asked = [...words, '--require', file, join(program, 'src/cli.js'), 'help'];
  const { status, stdout, stderr } = spawnSync(process.execPath, asked, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Says of each text that V8 is given whether it refused what was compiled of it before; undefined where there was nothing. */
const listen = `
  const vm = require('node:vm');
  const { Script } = vm;
  vm.Script = class extends Script {
    constructor(...words) {
      super(...words);
      process.stderr.write(String(this.cachedDataRejected));
    }
  };`;

const helped = { status: 0, stdout: expect.stringContaining('barbell start') };

it('what the build compiled is what the same Node runs', () => {
  expect(askForHelp(dist, listen)).toEqual({ ...helped, stderr: 'false' });
});

it('the program runs where another Node has compiled it, and where nobody has', () => {
  const program = copyProgram();
  writeFileSync(join(program, 'program.compiled'), 'of another Node');
  expect(askForHelp(program, listen)).toEqual({ ...helped, stderr: 'true' });
  rmSync(join(program, 'program.compiled'));
  expect(askForHelp(program, listen)).toEqual({ ...helped, stderr: 'undefined' });
});

it('with source maps a stack trace names the files that were written', () => {
  const fail = `process.stdout.write = () => { throw new Error('nobody reads it'); };`;
  const { stderr } = askForHelp(dist, fail, '--enable-source-maps');
  expect(stderr).toMatch(/nobody reads it[\s\S]*runWord \(\S*src\/cli\.ts:\d+/);
});
