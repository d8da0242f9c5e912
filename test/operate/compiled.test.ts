import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

/** Runs a word of `barbell` in a process in which `first` is done before anything of the program; how it ended and what it said. */
function ask(
  program: string,
  { first = '', word = ['help'], node = [] }: { first?: string; word?: string[]; node?: string[] },
) {
  const file = join(makeFolder(), 'first.cjs');
  writeFileSync(file, first);
  const asked = [...node, '--require', file, join(program, 'src/cli.js'), ...word];
  // Harmed code may run for ever.
  const limits = { timeout: 60_000, killSignal: 'SIGKILL' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, asked, {
    ...limits,
    encoding: 'utf8',
  });
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
  expect(ask(dist, { first: listen })).toEqual({ ...helped, stderr: 'false' });
});

it('the program runs where another Node has compiled it, also one with the same V8, and where nobody has', () => {
  const program = copyProgram();
  const other = `Object.defineProperty(process, 'version', { value: 'v20.19.0' });`;
  expect(ask(program, { first: listen + other })).toEqual({ ...helped, stderr: 'undefined' });
  rmSync(join(program, 'program.compiled'));
  expect(ask(program, { first: listen })).toEqual({ ...helped, stderr: 'undefined' });
});

it('what was compiled and then harmed on the disk is passed over', () => {
  const program = copyProgram();
  const file = join(program, 'program.compiled');
  const compiled = readFileSync(file);
  const behindHead = 1_000;
  writeFileSync(file, compiled.fill(0xff, behindHead, compiled.length - behindHead));
  expect(ask(program, { first: listen })).toEqual({ ...helped, stderr: 'undefined' });
});

it('what was compiled is not run in the place of another text, also one that is as long', () => {
  const program = copyProgram();
  const file = join(program, 'program.js');
  const text = readFileSync(file, 'latin1');
  const other = text.replace('["doctor", runDoctor]', '["doktor", runDoctor]');
  expect(other).not.toBe(text);
  writeFileSync(file, other, 'latin1');
  expect(ask(program, { word: ['doktor', '--x'] })).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('means nothing here. barbell doctor'),
  });
});

it('with source maps a stack trace names the files that were written', () => {
  const first = `process.stdout.write = () => { throw new Error('nobody reads it'); };`;
  const { stderr } = ask(dist, { first, node: ['--enable-source-maps'] });
  expect(stderr).toMatch(/nobody reads it[\s\S]*runWord \(\S*src\/cli\.ts:\d+/);
});
