import type { Feature } from '../../platform/slack/feature.ts';
import { openHome, showHelp, turnHome } from './handlers.ts';
import { homeActions } from './messages.ts';

/** The app's Home tab: what waits for one person, and their teams. */
export const homeFeature: Feature = {
  name: 'home',
  events: { app_home_opened: openHome },
  actions: { [homeActions.page]: turnHome, [homeActions.help]: showHelp },
};
