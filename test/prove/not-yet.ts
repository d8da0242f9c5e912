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
  'F-02': 'a trigger that ended is told in words, and no window is opened again by itself',
  'F-07':
    'what events say is asked of Slack again, so their order does not matter; no test shuffles uninstalling and installing',
  'F-09':
    'channels and people are read again when they are used; what happened while we were away is not looked for at the start',
  'F-20': 'one connection is never opened and closed at once: each has a client of its own',
  'F-24': 'what Slack asks of the address while a process stops is answered by the next one',
  'F-25': 'a workspace that is moved is parked like one that refuses us; no test says its codes',
  'B-19':
    'another workspace’s payload is ignored, another app’s cannot be told: both have our signature or our socket',
  'B-35': 'a message’s time is a word everywhere; no test sends a number',
  'B-36': 'a link is kept as it was typed, and not looked up',
  'B-57': 'patterns are read by people, not by a tool',
  'B-58': 'a pasted secret is blotted out of logs, but not warned about',
  'B-59': 'an andon warns of mentions; a name in words is not known to it',
  'B-69': 'a team has one review and one roll-up: there is nothing to have a thousand of',
};
