import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Feature } from './feature.ts';
import { route, splitActionId } from './router.ts';

const done = async (): Promise<{ reply: 'done' }> => ({ reply: 'done' });
const other = async (): Promise<{ reply: 'clear' }> => ({ reply: 'clear' });

describe('route', () => {
  it('joins what the features answer, and keeps the order of their jobs', () => {
    const job = (name: string) => ({ name, run: async () => undefined });
    const router = route([
      { name: 'a', commands: { list: done }, actions: { 'a.press': done }, jobs: [job('1')] },
      { name: 'b', submits: { form: done }, closes: { form: other }, shortcuts: { cut: done } },
      { name: 'c', jobs: [job('2'), job('3')] },
    ]);
    expect(router.command('list')).toBe(done);
    expect(router.action('a.press')).toBe(done);
    expect(router.submit('form')).toBe(done);
    expect(router.close('form')).toBe(other);
    expect(router.shortcut('cut')).toBe(done);
    expect(router.jobs.map(({ name }) => name)).toEqual(['1', '2', '3']);
  });

  it('gives words that nobody claims to `*`, and the bare command to the empty word', () => {
    const router = route([{ name: 'a', commands: { '*': other, '': done } }]);
    expect(router.command('')).toBe(done);
    expect(router.command('lsit')).toBe(other);
    expect(route([]).command('lsit')).toBeUndefined();
  });

  it('knows which presses open a form, all of them or one variant', () => {
    const actions = { 'a.press': done, 'a.cast': done };
    const router = route([{ name: 'a', actions, opens: ['a.press', 'a.cast:stop'] }]);
    expect(router.opens('a.press:any')).toBe(true);
    expect(router.opens('a.cast:stop')).toBe(true);
    expect(router.opens('a.cast:continue')).toBe(false);
    expect(router.opens('b.press')).toBe(false);
    expect(() => route([{ name: 'a', actions, opens: ['a.gone'] }])).toThrow(/a\.gone/);
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'knows nobody by the name of %s',
    (name) => {
      const router = route([{ name: 'a', commands: { list: done }, actions: { press: done } }]);
      expect([
        router.command(name),
        router.action(name),
        router.submit(name),
        router.close(name),
        router.shortcut(name),
      ]).toEqual(Array(5).fill(undefined));
      expect(router.event(name)).toEqual([]);
    },
  );

  it('lets several features hear the same event', () => {
    const hear = async (): Promise<undefined> => undefined;
    const router = route([
      { name: 'a', events: { user_change: hear } },
      { name: 'b', events: { user_change: hear, app_home_opened: hear } },
    ]);
    expect(router.event('user_change')).toHaveLength(2);
    expect(router.event('app_home_opened')).toHaveLength(1);
    expect(router.event('toString')).toEqual([]);
  });

  const twice: [string, Omit<Feature, 'name'>][] = [
    ['a word', { commands: { list: done } }],
    ['a button', { actions: { press: done } }],
    ['a form', { submits: { form: done } }],
    ['a closing', { closes: { form: done } }],
    ['a shortcut', { shortcuts: { cut: done } }],
  ];
  it.each(twice)('refuses two features that claim %s', (_what, claim) => {
    expect(() =>
      route([
        { name: 'a', ...claim },
        { name: 'b', ...claim },
      ]),
    ).toThrow(/two features claim/);
  });
});

describe('splitActionId', () => {
  it('parts the name from the variant at the first colon', () => {
    expect(splitActionId('review.vote:stop')).toEqual({ name: 'review.vote', variant: 'stop' });
    expect(splitActionId('review.vote')).toEqual({ name: 'review.vote', variant: '' });
    expect(splitActionId('a:b:c')).toEqual({ name: 'a', variant: 'b:c' });
  });

  it('loses nothing of any id', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const { name, variant } = splitActionId(id);
        expect(id.includes(':') ? `${name}:${variant}` : name).toBe(id);
        expect(name).not.toContain(':');
      }),
    );
  });
});
