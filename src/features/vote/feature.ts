import type { Feature } from '../../platform/slack/feature.ts';
import { voteCallbackId } from './form.ts';
import { pressVote, seeVotes, submitVote } from './handlers.ts';

/** Continue, change or stop: anybody of the team, until the card is decided. */
export const voteFeature: Feature = {
  name: 'vote',
  actions: { 'vote.cast': pressVote, 'vote.see': seeVotes },
  submits: { [voteCallbackId]: submitVote },
};
