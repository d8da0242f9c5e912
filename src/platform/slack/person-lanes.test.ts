import { describe, expect, it } from 'vitest';
import { PersonLanes } from './person-lanes.ts';

/** Works that end when they are told to, and which of them have begun. */
function makeWorks() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const work = (name: string) => async () => {
    begun.push(name);
    await new Promise<void>((end) => ends.push(end));
  };
  const endAll = async () => {
    while (ends.length > 0) {
      ends.shift()?.();
      await new Promise(setImmediate);
    }
  };
  return { begun, work, endAll };
}

describe('the lanes of people', () => {
  it('let one person wait for themselves, in order, and nobody else for them', async () => {
    const lanes = new PersonLanes();
    const { begun, work, endAll } = makeWorks();
    const first = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'];
    const noisy = [...first, 'n7', 'n8'].map((name) => lanes.take('U1', work(name)));
    const quiet = lanes.take('U2', work('q1'));
    expect(begun).toEqual([...first, 'q1']);
    await endAll();
    expect(begun).toEqual([...first, 'q1', 'n7', 'n8']);
    expect(await Promise.all([...noisy, quiet])).toEqual(Array.from({ length: 9 }, () => 'done'));
    expect(lanes.size).toBe(0);
  });

  it('turn away what is too much, say so once until it is less, and remember nobody afterwards', async () => {
    const lanes = new PersonLanes();
    const { begun, work, endAll } = makeWorks();
    const turns = Array.from({ length: 29 }, (_, index) => lanes.take('U1', work(`${index}`)));
    expect(await Promise.all(turns.slice(26))).toEqual(['say', 'skip', 'skip']);
    await endAll();
    expect(begun).toHaveLength(26);
    const again = lanes.take('U1', work('again'));
    await endAll();
    expect(await again).toBe('done');
    expect(lanes.size).toBe(0);
  });

  it('let nobody wait longer than Slack does', async () => {
    const lanes = new PersonLanes();
    const { begun, work, endAll } = makeWorks();
    const turns = Array.from({ length: 7 }, (_, index) => lanes.take('U1', work(`${index}`)));
    expect(await turns[6]).toBe('say');
    await endAll();
    expect(begun).toHaveLength(6);
    expect(lanes.size).toBe(0);
  });

  it('go on after a work that fails', async () => {
    const lanes = new PersonLanes();
    const fails = async () => Promise.reject(new Error('broken'));
    await expect(lanes.take('U1', fails)).rejects.toThrow('broken');
    expect(await lanes.take('U1', async () => undefined)).toBe('done');
    expect(lanes.size).toBe(0);
  });
});
