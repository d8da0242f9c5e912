import { writeSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chromiumPath, howToInstall, isChromiumRequired } from './chromium.ts';

describe('a Chromium for the page', () => {
  it('is here, or one line says how to install one', (context) => {
    if (chromiumPath !== undefined) return;
    expect(isChromiumRequired, howToInstall).toBe(false);
    writeSync(2, `${howToInstall}\n`);
    context.skip(howToInstall);
  });
});
