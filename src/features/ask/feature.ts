import type { Feature } from '../../platform/slack/feature.ts';
import { askCallbackId } from './form.ts';
import { openAsk, submitAsk } from './handlers.ts';
import { askActions } from './messages.ts';

/** What a team asks for outside of itself; what is pressed on it in a roll-up is answered by `rollup/`. */
export const askFeature: Feature = {
  name: 'ask',
  actions: { [askActions.open]: openAsk },
  opens: [askActions.open],
  submits: { [askCallbackId]: submitAsk },
};
