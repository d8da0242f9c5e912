import { expect, it } from 'vitest';
import {
  choicesNotOffered,
  forgeBeforeEachAct,
  forgedButtons,
  formsWithoutFields,
} from './inbound/forged.ts';

it('a button whose value was forged changes nothing, here nor in another workspace (B-24)', async () => {
  const found = await forgeBeforeEachAct({ seed: 12, days: 3, ways: forgedButtons });
  expect(found).toMatchObject({ odd: [], isStrangerSafe: true });
  expect(found.kinds.nonsense).toBeGreaterThanOrEqual(6);
  expect(found.kinds['of another workspace']).toBeGreaterThanOrEqual(4);
});

it('a form without its fields changes nothing and closes over nothing (B-31)', async () => {
  const found = await forgeBeforeEachAct({ seed: 12, days: 3, ways: formsWithoutFields });
  expect(found).toMatchObject({ odd: [], silent: [] });
  for (const kinds of Object.values(found.kinds)) expect(kinds).toBeGreaterThanOrEqual(8);
});

it('a choice that was not offered changes nothing (B-32)', async () => {
  const found = await forgeBeforeEachAct({ seed: 12, days: 3, ways: choicesNotOffered });
  expect(found).toMatchObject({ odd: [] });
  expect(found.kinds['in a form']).toBeGreaterThanOrEqual(8);
  expect(found.kinds['in a menu']).toBeGreaterThanOrEqual(3);
});
