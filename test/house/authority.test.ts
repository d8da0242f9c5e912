import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';
import { listFiles, readText } from './repository.ts';
import { findCalls, parseSource } from './syntax.ts';

// Who may do what is one table (`may` in team/rules.ts), asked at the press, in what is true then: also a button that was drawn
// for somebody else, or years ago, may be pressed. (reliability.md P34)

/** What changes something without asking the table, and why that is right. */
const free: Readonly<Record<string, string>> = {
  'deviate pressWithdraw': 'takes back one’s own question: `refuseTakingBack` asks whose it is',
  'draft discard': 'one’s own draft, which nobody else sees',
  'draft saveTyping': 'one’s own draft, which nobody else sees',
  'draft closeForm': 'one’s own draft, which nobody else sees',
  'export runExport': 'reads what one may read, and counts the asking',
  'export submitExport': 'reads what one may read, and counts the asking',
  'hat typeHat': 'one’s own case, before it is saved',
  'hat reshapeHat': 'one’s own case, before it is saved',
  'hat dropChanges': 'one’s own case, before it is saved',
  'hat throwHatAway': 'one’s own case: the author is part of the query',
  'nudge dismissNudge': 'one’s own reminder: `findOwn`',
  'nudge muteTeam': 'one’s own reminders: `findOwn`',
  'nudge unmuteTeam': 'one’s own reminders: `findOwn`',
  'rollup pressHelp': 'full members who may read the team: `offerHelp`',
  'stop-owner answerStop': 'who was asked by name: `findStopAsk`',
  'team acceptRole': 'who was asked by name, and is a full member now',
  'team declineRole': 'who was asked by name',
  'team submitSetup': 'before there is a team: `checkSetup` asks who it is',
  'thanks giveThanks': 'full members who may read the team',
};

const files = listFiles(['src'], ['.ts']).filter((file) => !file.endsWith('.test.ts'));
const callers = new Map<string, ReadonlySet<string>>();
for (const file of files) {
  const text = readText(file);
  const imported = readImports(file, text);
  const { byFunction } = findCalls(parseSource(file, text));
  for (const [name, called] of byFunction) {
    const known = [...called].map((one) => imported.get(one) ?? `${file} ${one}`);
    callers.set(`${file} ${name}`, new Set(known));
  }
}

/** Names that a file imports, as the file and the name that they have there. */
function readImports(file: string, text: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const [, list = '', from = ''] of text.matchAll(/import \{([^}]*)\} from '(\.[^']+)'/g)) {
    const path = normalize(join(dirname(file), from));
    for (const one of list.split(',').map((part) => part.trim().replace(/^type /, ''))) {
      const [there = '', here = there] = one.split(' as ');
      if (there !== '') names.set(here, `${path} ${there}`);
    }
  }
  return names;
}

/** Everything that a function calls, itself or through what it calls. */
function reach(start: string): Set<string> {
  const seen = new Set<string>([start]);
  const waiting = [start];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (const next of callers.get(one) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return seen;
}

/** The handlers in the features' tables of contents: what people press, send, type, choose and close. */
function listHandlers(): string[] {
  const tables = files.filter((file) => /^src\/features\/[^/]+\/feature\.ts$/.test(file));
  return tables.flatMap((file) => {
    const text = readText(file);
    const imported = readImports(file, text);
    const acts = text
      .slice(text.indexOf(': Feature'))
      .replace(/\bjobs: \[[^\]]*\]/, '')
      .replace(/\n {2}(?:jobs|events|afterAct)\b[\s\S]*?(?=\n {2}\w|\n\};)/g, '');
    const named = [...acts.matchAll(/\b[a-z]\w+\b/g)].flatMap(([name]) => imported.get(name) ?? []);
    return [...new Set(named)].filter((one) => callers.has(one));
  });
}

const table = 'src/features/team/rules.ts may';
const writers = ['src/platform/slack/once.ts once', 'src/platform/db/transact.ts transact'];

/** `draft discard` of `src/features/draft/open-handlers.ts discard`. */
function shorten(handler: string): string {
  return handler.replace(/^src\/features\/([^/]+)\/\S+/, '$1');
}

it('every act that writes asks the table of authority at the press (P34)', () => {
  const writing = listHandlers().filter((one) => writers.some((name) => reach(one).has(name)));
  expect(writing.length).toBeGreaterThan(90);
  const loose = writing.filter((one) => !reach(one).has(table)).map(shorten);
  expect(loose.filter((one) => free[one] === undefined)).toEqual([]);
  expect(Object.keys(free).filter((one) => !loose.includes(one))).toEqual([]);
});

it('follows calls through files and other names', () => {
  const one = reach('src/features/delivery/handlers.ts postAgain');
  expect([...writers.slice(0, 1), table].filter((name) => !one.has(name))).toEqual([]);
  const imported = readImports('src/a/b.ts', "import { may as can, type Team } from '../c/d.ts';");
  expect(imported.get('can')).toBe('src/c/d.ts may');
});
