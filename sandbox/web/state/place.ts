/** What the main pane shows. */
export type Place =
  | { kind: 'channel'; channel: string; thread?: string; ts?: string }
  | { kind: 'app'; tab: 'home' | 'messages'; thread?: string };

/** The place a page address names, if any. */
export function placeFromUrl(search: string): Place | undefined {
  const query = new URLSearchParams(search);
  const channel = query.get('channel');
  const thread = query.get('thread');
  const ts = query.get('ts');
  if (channel) {
    return { kind: 'channel', channel, ...(thread ? { thread } : {}), ...(ts ? { ts } : {}) };
  }
  const tab = query.get('app');
  return tab === 'home' || tab === 'messages' ? { kind: 'app', tab } : undefined;
}

/** The address that leads back to this person and place. */
export function urlOfPlace(viewer: string, place: Place | undefined): string {
  const query = new URLSearchParams({ as: viewer });
  if (place?.kind === 'channel') query.set('channel', place.channel);
  if (place?.kind === 'app') query.set('app', place.tab);
  if (place?.thread) query.set('thread', place.thread);
  return `/?${query}`;
}

/** The place at which a story happens. */
export function placeOfStory(at: { channel: string; threadTs?: string }): Place {
  const thread = at.threadTs === undefined ? {} : { thread: at.threadTs };
  return { kind: 'channel', channel: at.channel, ...thread };
}

/** Whether two places are the same, whichever message is marked in them. */
export function isSamePlace(one: Place | undefined, other: Place | undefined): boolean {
  return one !== undefined && other !== undefined && urlOfPlace('', one) === urlOfPlace('', other);
}

/** The address of one message, for *Copy link*. */
export function linkToMessage(channel: string, ts: string): string {
  return `${location.origin}/archives/${channel}/p${ts.replace('.', '')}`;
}

/** The place a link inside the workspace leads to: a permalink, or a deep link to the app. */
export function placeOfLink(url: string): Place | undefined {
  const permalink = /\/archives\/([A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?(?:\?(.*))?$/.exec(url);
  if (permalink?.[1]) {
    const [, channel, seconds, micros, search] = permalink;
    const ts = seconds ? `${seconds}.${micros}` : undefined;
    const thread = new URLSearchParams(search ?? '').get('thread_ts');
    return { kind: 'channel', channel, ...(thread ? { thread } : {}), ...(ts ? { ts } : {}) };
  }
  const deep = /^slack:\/\/(app|channel)\?(.*)$/.exec(url);
  if (!deep) return undefined;
  const query = new URLSearchParams(deep[2]);
  if (deep[1] === 'channel') return { kind: 'channel', channel: query.get('id') ?? '' };
  return { kind: 'app', tab: query.get('tab') === 'messages' ? 'messages' : 'home' };
}
