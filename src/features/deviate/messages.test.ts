import { describe, expect, it } from 'vitest';
import { deviateWords } from './messages.ts';

describe('what people are told about a deviation that is gone', () => {
  it.each([deviateWords.goneTeam, deviateWords.gone, deviateWords.goneRequest])(
    'says where to go on: %s',
    (words) => {
      expect(words).toMatch(/Home/);
    },
  );
});
