import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyExport, trickyText } from '../../../test/harness/exported.ts';
import { escapeMarkdown, writeLink, writeMarkdown } from './message-markdown.ts';

/** What a reader of Markdown shows for text without any markup. */
function unescape(markdown: string): string {
  return markdown
    .replaceAll('<br>', '\n')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

describe('escapeMarkdown', () => {
  it('shows what was typed, on one line, with no sign left that means something (B-61)', () => {
    fc.assert(
      fc.property(trickyText(), (text) => {
        const escaped = escapeMarkdown(text);
        expect(unescape(escaped)).toBe(text.replace(/\r\n?/g, '\n'));
        expect(escaped).not.toMatch(/[\r\n]/);
        const bare = escaped
          .replaceAll('<br>', '')
          .replace(/\\./gu, '')
          .replace(/&(lt|gt|amp);/g, '');
        expect(bare).not.toMatch(/[<>&[\]()*_`#|~!:'"]/);
      }),
      { numRuns: 60 },
    );
  });
});

describe('writeLink', () => {
  it.each([
    'https://x.slack.com/archives/C1/p1?a=1&b=2',
    'http://localhost:4000/x',
    'mailto:a@b.org',
  ])('links %s', (address) => {
    expect(writeLink(address, 'message')).toBe(`[message](<${address}>)`);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'https://x>)[y](z',
    ' https://x',
    'file:///etc',
  ])('never links %s (B-60)', (address) => {
    expect(writeLink(address, 'message')).toBe(escapeMarkdown(address));
  });
});

const permalink = 'https://x.slack.com/archives/C1/p1';

describe('writeMarkdown', () => {
  it('has one heading for each team and decision, no front matter, and only links that we made', () => {
    fc.assert(
      fc.property(anyExport(), (taken) => {
        const lines = writeMarkdown(taken).split('\n');
        expect(lines[0]).toMatch(/^# Decision records/);
        const decisions = taken.teams.flatMap((team) => team.decisions);
        const sources = decisions.map((one) => one.texts.source);
        const headings = (start: string) => lines.filter((line) => line.startsWith(start));
        expect(headings('# ')).toHaveLength(1);
        expect(headings('## ')).toHaveLength(taken.teams.length);
        expect(headings('### ').map((line) => /^### \\#(\d+) /.exec(line)?.[1])).toEqual(
          decisions.map((one) => String(one.number)),
        );
        for (const line of lines) {
          expect(line).toMatch(/^($|# |## |### |- \*\*|Taken out on |No decision\.)/);
          const links = [...line.matchAll(/(?<!\\)\]\(<([^>]*)>\)/g)].map(([, link]) => link);
          for (const link of links) expect([permalink, ...sources]).toContain(link);
          expect(line.replaceAll('<br>', '').replace(/\]\(<https?:[^<>]*>\)/g, '')).not.toMatch(
            /<(?!br>)/,
          );
        }
      }),
      { numRuns: 25 },
    );
  });

  it('holds every word, read back equal', () => {
    fc.assert(
      fc.property(anyExport(), (taken) => {
        const lines = writeMarkdown(taken).split('\n');
        const saidAs = (label: string) =>
          lines
            .filter((line) => line.startsWith(`- **${label}:** `))
            .map((line) => unescape(line.slice(label.length + 8)));
        const typed = taken.teams
          .flatMap((team) => team.decisions)
          .flatMap((one) => one.texts.because ?? [])
          .filter((text) => text !== '');
        expect(saidAs('Because')).toEqual(typed.map((text) => text.replace(/\r\n?/g, '\n')));
      }),
      { numRuns: 25 },
    );
  });
});
