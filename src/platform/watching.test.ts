import { describe, expect, it } from 'vitest';
import { findCore, findWatchers, type Surroundings } from './watching.ts';

const limits = (
  core: string,
) => `Max data size             unlimited            unlimited            bytes
Max core file size        ${core.padEnd(20)} unlimited            bytes
Max processes             95000                95000                processes`;

const sound: Surroundings = {
  nodeWords: ['--max-old-space-size=400', '--enable-source-maps'],
  environment: { NODE_OPTIONS: '--max-old-space-size=400', NODE_DEBUG: '' },
  logLevel: 'info',
};

describe('findWatchers', () => {
  it('has nothing against a usual start', () => {
    expect(findWatchers(sound)).toEqual([]);
    expect(findWatchers({ ...sound, environment: {} })).toEqual([]);
  });

  it.each([
    ['--inspect'],
    ['--inspect-brk=0.0.0.0:9229'],
    ['--heapsnapshot-signal=SIGUSR2'],
    ['--heapsnapshot-near-heap-limit=1'],
    ['--heap-prof'],
    ['--cpu-prof'],
    ['--prof'],
    ['--trace-event-categories=node'],
    ['--tls-keylog=keys'],
    ['--require'],
    ['-r'],
    ['--import=tracer'],
  ])('refuses %s, on the command line and in NODE_OPTIONS (B-92)', (word) => {
    const [name = ''] = word.split('=');
    for (const around of [
      { ...sound, nodeWords: ['--enable-source-maps', word] },
      { ...sound, environment: { NODE_OPTIONS: `--enable-source-maps ${word}` } },
    ]) {
      expect(findWatchers(around)).toEqual([expect.stringContaining(`Node's ${name} is refused`)]);
    }
  });

  it.each(['NODE_DEBUG', 'NODE_DEBUG_NATIVE', 'NODE_V8_COVERAGE', 'DEBUG'])(
    'refuses %s',
    (name) => {
      const around = { ...sound, environment: { [name]: 'http' } };
      expect(findWatchers(around)).toEqual([expect.stringContaining(`${name} is refused`)]);
    },
  );

  it('refuses a log of everything', () => {
    expect(findWatchers({ ...sound, logLevel: 'debug' })).toEqual([
      expect.stringContaining('LOG_LEVEL=debug is refused'),
    ]);
  });

  it.each([
    ['a report', { nodeWords: ['--report-on-fatalerror'] }, /--report-on-fatalerror is refused/],
    ['a report at a crash', { nodeWords: ['--report-uncaught-exception'] }, /--report-unc/],
    ['an abort', { nodeWords: ['--abort-on-uncaught-exception'] }, /--abort-on/],
  ])('refuses what would write %s to disk (F-99)', (_, over, words) => {
    expect(findWatchers({ ...sound, ...over })).toEqual([expect.stringMatching(words)]);
  });
});

describe('findCore', () => {
  it('says how much a crash would write to disk, however little (F-99)', () => {
    expect(findCore(limits('unlimited'))).toBe('unlimited');
    expect(findCore(limits('512'))).toBe('512');
  });

  it('has nothing to say where nothing is written, or where there are no limits to read', () => {
    expect(findCore(limits('0'))).toBeUndefined();
    expect(findCore(undefined)).toBeUndefined();
  });
});
