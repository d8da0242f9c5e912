import type { Feature } from '../../platform/slack/feature.ts';
import { compareVersions, runList, runShow, showFull, showTrend, turnList } from './handlers.ts';
import { onepagerActions } from './messages.ts';

/** Published one-pagers: their card, the list, and one in full. */
export const onepagerFeature: Feature = {
  name: 'onepager',
  commands: { list: runList, show: runShow },
  actions: {
    [onepagerActions.list]: turnList,
    [onepagerActions.show]: showFull,
    [onepagerActions.trend]: showTrend,
    [onepagerActions.compare]: compareVersions,
  },
};
