import type { Feature } from '../../platform/slack/feature.ts';
import { giveThanks } from './handlers.ts';
import { thanksActions } from './messages.ts';

/** Thanks for a stop or for evidence, told in the next roll-up. */
export const thanksFeature: Feature = {
  name: 'thanks',
  actions: { [thanksActions.give]: giveThanks },
};
