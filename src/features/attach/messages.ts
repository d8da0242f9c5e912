/** Why a message cannot be kept as evidence, and what to do. */
export const attachRefusals = {
  'no-message': 'Use *Add as evidence* on a message: its menu `⋮`, then *More message shortcuts*.',
  'no-link':
    'I cannot see this message, so I cannot keep a link to it. Type `/invite @Barbell` in its channel and try again, or post the link where I am.',
  'no-team':
    'Evidence is added by full members of a team’s channel, and you are in none. Ask somebody there to add it, or to invite you.',
  'not-a-member':
    'Only full members of this team’s channel add evidence. Ask somebody there to add it.',
  'no-onepager':
    'Your team has no one-pager to keep it with. `/onepager` writes one; it takes three minutes.',
  gone: 'This one-pager is not there any more. Close this and choose another one.',
} as const;
