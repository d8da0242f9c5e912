import type { Feature } from '../../platform/slack/feature.ts';
import { answerHelp, answerUnknown } from './handlers.ts';

/** What `/onepager` can do, and the nearest word for one it cannot. */
export const helpFeature: Feature = {
  name: 'help',
  commands: { help: answerHelp, '*': answerUnknown },
};
