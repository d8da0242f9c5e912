import type { Feature } from '../../platform/slack/feature.ts';
import { chooseTeam, discardDraft, openHome, refreshHome, showHelp, turnHome } from './handlers.ts';
import { homeActions } from './message-team.ts';

/** The app's Home tab: what waits for one person, what is theirs, and their teams. */
export const homeFeature: Feature = {
  name: 'home',
  events: { app_home_opened: openHome },
  actions: {
    [homeActions.page]: turnHome,
    [homeActions.team]: chooseTeam,
    [homeActions.discard]: discardDraft,
    [homeActions.help]: showHelp,
  },
  afterAct: refreshHome,
};
