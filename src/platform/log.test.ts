import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type Log, type LogLevel, openLog } from './log.ts';

function openBook(level: LogLevel): { log: Log; read(): string } {
  let text = '';
  const book = new Writable({
    write: (part, _encoding, done) => {
      text += String(part);
      done();
    },
  });
  return { log: openLog(level, book), read: () => text };
}

describe('the log', () => {
  it('writes a JSON line each, of its level and above', () => {
    const { log, read } = openBook('warn');
    log.info({ a: 1 }, 'not this');
    log.warn({ a: 1 }, 'this');
    log.error({ stack: 'x\ny' }, 'and this');
    const lines = read().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['this', 'and this']);
  });

  it.each([
    'xoxb-123-456-abcDEF',
    'xoxp-1-2-3',
    'xoxe.xoxp-1-abc',
    'xoxe-1-abc',
    'xapp-1-A02-345-ffff',
    'token%3Dxoxb-123-456',
  ])('blots out a token wherever it stands: %s (P38)', (token) => {
    const { log, read } = openBook('debug');
    log.error({ stack: `Error: bad ${token} here`, [token]: token }, `it was ${token}`);
    expect(read()).not.toMatch(/xox[a-z]-|xapp-/);
    expect(read()).toContain('[token]');
  });

  it('blots out the password of an address, and leaves the rest of it', () => {
    const { log, read } = openBook('debug');
    log.error({}, 'no answer from postgres://barbell:s3cr3t!@db.example:5432/main, see http://a/b');
    expect(read()).toContain('postgres://barbell:[password]@db.example:5432/main, see http://a/b');
  });

  it('keeps a line, a colour and a template that somebody typed inside one line (B-55, B-56)', () => {
    const { log, read } = openBook('warn');
    const typed = '\n{"level":50,"msg":"forged"}\u001b[31m $\u007bjndi:ldap://x} {{7*7}} %s%n';
    log.warn({ typed }, typed);
    const lines = read().trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ typed, msg: typed, level: 40 });
  });

  it('says nothing at all when it is silent', () => {
    const { log, read } = openBook('silent');
    log.error({}, 'x');
    expect(read()).toBe('');
  });
});
