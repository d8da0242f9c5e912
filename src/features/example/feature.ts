import type { Feature } from '../../platform/slack/feature.ts';
import { runScene, showScene } from './handlers.ts';
import { exampleActions } from './messages.ts';

/** The four worked scenes, to read from beginning to end. */
export const exampleFeature: Feature = {
  name: 'example',
  commands: { scene: runScene },
  actions: { [exampleActions.show]: showScene },
};
