import type { Feature } from '../../platform/slack/feature.ts';
import { ballotActions, ballotCallbackId } from './ballot-form.ts';
import { openBallot, runVote, submitBallot } from './ballot-handlers.ts';
import { voteCallbackId } from './form.ts';
import { pressVote, seeVotes, submitVote } from './handlers.ts';

/** Continue, change or stop: anybody of the team, until the card is decided. */
export const voteFeature: Feature = {
  name: 'vote',
  commands: { vote: runVote },
  actions: { 'vote.cast': pressVote, 'vote.see': seeVotes, [ballotActions.open]: openBallot },
  opens: ['vote', 'vote.cast:change', 'vote.cast:stop', ballotActions.open],
  submits: { [voteCallbackId]: submitVote, [ballotCallbackId]: submitBallot },
};
