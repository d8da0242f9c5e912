/** Why a row is not shown. A test of the house takes a reason out when the row is carried. */
export const reasons: Readonly<Record<string, string>> = {
  P27: 'a week of use was never run, and nothing here runs for a week by the machine’s clock',
  P39: 'a removed app is left alone at once, but nothing is erased by itself yet',
  P46: '`npm run mutate` takes minutes: its scores stand in the closing note, not in a test',
  P48: 'this page is its measure',
  'F-10':
    'Slack tells nobody that it switched the events off; commands and clicks do not pass that way',
  'F-20': 'one connection is never opened and closed at once: each has a client of its own',
  'F-22': 'certificates and names belong to what stands before the bot',
  'F-24':
    'a process that stops closes its port first, so that a balancer sends clicks to the next one; this question goes there too',
  'F-46': 'tokens are not rotated: a self-hosted app has one bot token',
  'F-47': 'tokens are not rotated: a self-hosted app has one bot token',
  'F-50':
    'what cannot reach one person is told to the leader (P14); where the app’s messages are shut to everybody, the log and `barbell outbox` alone say so',
  'F-55': 'nothing is ever scheduled at Slack',
  'F-60': 'a second edition of the zones cannot be loaded into one Node',
  'F-74':
    'a backup is whole by itself (P22); what somebody deletes beside a running file is not tried',
  'F-78': 'the doctor warns of a long log; no reader is held open for an hour',
  'F-85': 'what copies the disk continuously is not ours',
  'F-88': 'memory cannot be taken away here without hurting what else runs',
  'F-89': 'no test takes file handles or the resolver away',
  'B-19':
    'another workspace’s payload is ignored, another app’s cannot be told: both have our signature or our socket',
  'B-36': 'a link is kept as it was typed, and not looked up',
  'B-48': 'people are named by their id; names are only sorted and searched',
  'B-50': 'marks are counted as characters and cut with them; no cap per letter is built',
  'B-57': 'patterns are read by people, not by a tool',
  'B-58': 'a pasted secret is blotted out of logs, but not warned about',
  'B-59': 'an andon warns of mentions; a name in words is not known to it',
  'B-63':
    'the andon has no command with words, so there is nothing to mistype; Slack alone sees what becomes a message',
  'B-69': 'a team has one review and one roll-up: there is nothing to have a thousand of',
  'B-72': 'votes are counted in the bench, not in the thousands by a test',
  'B-76': 'an entry’s day is the day of its press; nobody types one',
  'B-78': 'nothing is read in from files',
};
