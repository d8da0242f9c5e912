import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { LogLevel } from './log.ts';

// In production nobody looks into the running program: a debugger, a tracer, a snapshot of the heap, a core or a report would
// hold who is acting at that moment, and a report holds the tokens too. Whoever may change the program can still do it; but
// not by a variable in passing. (reliability.md F-99, F-100, B-92)

/** What decides how much of the process can be seen from outside. */
export interface Surroundings {
  /** Options of Node itself, from the command line. */
  nodeWords: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
  logLevel: LogLevel;
}

/** Options that open a window, or load a program that could. */
const window =
  /^--(inspect|debug-port|report|heapsnapshot|heap-prof|cpu-prof|prof$|trace-event|tls-keylog|abort-on-uncaught|experimental-network-inspection|require$|import$|loader$|experimental-loader)/;
const shortForms: ReadonlySet<string> = new Set(['-r']);
const variables = ['NODE_DEBUG', 'NODE_DEBUG_NATIVE', 'NODE_V8_COVERAGE', 'DEBUG'] as const;

/** What would let somebody see who acts, each as a sentence that says what to do; empty when nothing does. */
export function findWatchers(around: Surroundings): string[] {
  const { environment } = around;
  const options = environment.NODE_OPTIONS?.split(/\s+/) ?? [];
  const isWindow = (word: string) => window.test(word.split('=')[0] ?? '') || shortForms.has(word);
  const mistakes = [...around.nodeWords, ...options].filter(isWindow).map((word) => {
    const name = word.split('=')[0];
    return `Node's ${name} is refused with NODE_ENV=production: it would show who pulls an andon. Start without it.`;
  });
  for (const name of variables) {
    if ((environment[name] ?? '') === '') continue;
    mistakes.push(`${name} is refused with NODE_ENV=production: unset it.`);
  }
  if (around.logLevel === 'debug') {
    mistakes.push('LOG_LEVEL=debug is refused with NODE_ENV=production: use info or less.');
  }
  return mistakes;
}

/** Reads what is around this process. */
export function readSurroundings(logLevel: LogLevel): Surroundings {
  return { nodeWords: process.execArgv, environment: process.env, logLevel };
}

/**
 * Whether a crash of this process would write its memory to disk: Linux's limit in `/proc/self/limits`. Undefined when it
 * would not, or when there is no such file.
 */
export function findCore(limits: string | undefined): string | undefined {
  const [, core] = /^Max core file size\s+(\S+)/m.exec(limits ?? '') ?? [];
  return core === '0' ? undefined : core;
}

/** `findCore` of this process, now. */
export function readCore(): string | undefined {
  const limits = '/proc/self/limits';
  return findCore(existsSync(limits) ? readFileSync(limits, 'utf8') : undefined);
}

/**
 * Lets no crash write the memory to disk. Most shells, services and container engines allow it until told otherwise, so it is
 * switched off here and not asked of whoever starts us; where it cannot be, `/readyz` warns. (reliability.md F-99)
 */
export function refuseCore(): void {
  if (readCore() === undefined) return;
  // Of util-linux, which nearly every Linux has; Node itself cannot set a limit.
  spawnSync('prlimit', ['--pid', String(process.pid), '--core=0:0'], { stdio: 'ignore' });
}
