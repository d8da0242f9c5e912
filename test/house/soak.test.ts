import { expect, it } from 'vitest';
import { readArguments } from '../soak/arguments.ts';
import { usualSizes } from '../soak/part.ts';
import { listFiles, readText } from './repository.ts';

const known = ['storm', 'kills'];

it('npm run soak takes parts and sizes, and says what there is when it does not know a word', () => {
  expect(readArguments(['storm', 'seeds=7'], known)).toEqual({
    only: ['storm'],
    sizes: { ...usualSizes, seeds: 7 },
  });
  expect(readArguments([], known)).toEqual({ only: [], sizes: usualSizes });
  for (const word of ['year', 'days=3', 'seeds=', 'seeds=many', 'seeds=-1', 'toString=1']) {
    expect(readArguments([word], known)).toEqual({
      wrong: expect.stringMatching(
        new RegExp(`^${word} means nothing here.*seeds=100.*storm, kills`),
      ),
    });
  }
});

it('every size that can be asked for makes a part larger', () => {
  const read = listFiles(['test/soak'], ['.ts']).flatMap((file) => {
    const [, names = ''] = /\brun: async \(\{([^}]*)\}\)/.exec(readText(file)) ?? [];
    return names.split(',').map((name) => name.trim());
  });
  expect(Object.keys(usualSizes).filter((size) => !read.includes(size))).toEqual([]);
});
