/** Why a row is not shown. A test of the house takes a reason out when the row is carried. */
export const reasons: Readonly<Record<string, string>> = {
  P27: 'a week of use was never run; `npm run soak -- minutes=…` runs as long as it is told',
  P39: 'a removed app is left alone at once, but nothing is erased by itself yet',
  P48: 'this page is its measure',
  'F-10':
    'Slack tells nobody that it switched the events off; commands and clicks do not pass that way',
  'F-22': 'certificates and names belong to what stands before the bot',
  'F-46': 'tokens are not rotated: a self-hosted app has one bot token',
  'F-47': 'tokens are not rotated: a self-hosted app has one bot token',
  'F-55': 'nothing is ever scheduled at Slack',
  'F-60': 'a second edition of the zones cannot be loaded into one Node',
  'F-85': 'what copies the disk continuously is not ours',
  'F-88': 'memory cannot be taken away here without hurting what else runs',
  'B-63':
    'the andon has no command with words, so there is nothing to mistype; Slack alone sees what becomes a message',
  'B-78': 'nothing is read in from files',
};
