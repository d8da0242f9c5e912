import { afterEach, beforeEach } from 'vitest';

/** A story whose step failed is not told further: what follows would only wait for what never came. */
export function stopAtFirstFailure(): void {
  let hasFailed = false;
  beforeEach(({ skip }) => skip(hasFailed));
  afterEach(({ task }) => {
    hasFailed ||= task.result?.state === 'fail';
  });
}
