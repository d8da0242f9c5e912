/** Said to somebody who asks for the split before voting: early votes should not pull later ones. */
export const voteFirstText =
  'The votes are hidden until you have voted, or until the card is decided. Vote first, then look; you may change your vote until then.';
