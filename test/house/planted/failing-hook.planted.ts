import { beforeAll, describe, it } from 'vitest';

describe('what never begins', () => {
  beforeAll(() => {
    throw new Error('the room cannot be opened');
  });
  it('is skipped', () => {});
});
