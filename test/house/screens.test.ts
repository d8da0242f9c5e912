import { expect, it } from 'vitest';
import { chooseWords } from '../screens/arguments.ts';
import { commandOf, listKnown, listUnseen } from '../screens/known.ts';
import { scenes } from '../screens/scenes.ts';

const known = listKnown();
const shown = scenes.flatMap(({ shows, line }) => [
  shows,
  ...(line === undefined ? [] : [commandOf(line)]),
]);

it('every window, message and command has a scene of which `npm run screens` takes a picture', () => {
  expect(known.modals).toContain('draft.write');
  expect(known.messages).toContain('review:closed');
  const why = 'a new window, message or command wants a scene in test/screens/*-scenes.ts';
  expect(listUnseen(shown, known), why).toEqual([]);
});

it('no scene is about a window that is not there any more', () => {
  const windows = shown.filter((one) => one.startsWith('modal '));
  const gone = windows.filter((one) => !known.modals.includes(one.slice('modal '.length)));
  expect(gone).toEqual([]);
});

it('Home is looked at without a team, on the first day, in one team, in five, and as a guest', () => {
  for (const home of ['no team', 'first run', 'one team', 'five teams', 'a guest']) {
    expect(shown).toContain(`home ${home}`);
  }
});

it('a window without a scene is noticed', () => {
  const more = { ...known, modals: [...known.modals, 'planted.window'] };
  expect(listUnseen(shown, more)).toContain('modal planted.window');
});

it('a word behind `npm run screens` that no picture has is told before anything is lived', () => {
  expect(chooseWords([], scenes)).toEqual({});
  expect(chooseWords(['settle,freeze', 'home'], scenes)).toEqual({
    only: ['settle', 'freeze', 'home'],
  });
  expect(chooseWords(['settle', 'nonsense'], scenes)).toEqual({
    wrong: expect.stringMatching(/^No picture's name has nonsense\. npm run screens -- /),
  });
});
