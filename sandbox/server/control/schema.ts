import { z } from 'zod';

const id = z.string().min(1);
const values = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));

/** The shape of `POST /sandbox/act`. */
export const actSchema = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('message'),
    userId: id,
    channel: id,
    text: z.string(),
    threadTs: id.exactOptional(),
  }),
  z.strictObject({
    act: z.literal('command'),
    userId: id,
    channel: id,
    command: id,
    text: z.string(),
  }),
  z.strictObject({
    act: z.literal('shortcut'),
    userId: id,
    callbackId: id,
    channel: id.exactOptional(),
    messageTs: id.exactOptional(),
  }),
  z.strictObject({
    act: z.literal('block'),
    userId: id,
    in: z.union([
      z.strictObject({ channel: id, ts: id }),
      z.strictObject({ viewId: id, hash: id.exactOptional() }),
    ]),
    blockId: id,
    actionId: id,
    state: z.record(z.string(), z.unknown()).exactOptional(),
    values: values.exactOptional(),
  }),
  z.strictObject({ act: z.literal('submit'), userId: id, viewId: id, values }),
  z.strictObject({
    act: z.literal('close'),
    userId: id,
    viewId: id,
    isCleared: z.boolean().exactOptional(),
  }),
  z.strictObject({ act: z.literal('openHome'), userId: id }),
  z.strictObject({ act: z.literal('read'), userId: id, channel: id }),
]);

const zone = z.string().refine(isZone, { error: 'not an IANA time zone' });

const person = z.strictObject({
  id: z
    .string()
    .regex(/^[UW][A-Z0-9]+$/)
    .exactOptional(),
  name: id.exactOptional(),
  realName: z.string().exactOptional(),
  tz: zone.exactOptional(),
  isBot: z.boolean().exactOptional(),
  isDeleted: z.boolean().exactOptional(),
  isGuest: z.boolean().exactOptional(),
  isSingleChannelGuest: z.boolean().exactOptional(),
  isExternal: z.boolean().exactOptional(),
});

const channelName = z.string().regex(/^[a-z0-9_-]{1,80}$/);

/** The shape of `POST /sandbox/world`. */
export const worldSchema = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('addPerson'), person: person.extend({ name: id }) }),
  z.strictObject({
    change: z.literal('editPerson'),
    userId: id,
    person: person.omit({ id: true }),
  }),
  z.strictObject({
    change: z.literal('addChannel'),
    name: channelName,
    kind: z.enum(['public', 'private']),
    memberIds: z.array(id),
    id: z
      .string()
      .regex(/^[CG][A-Z0-9]+$/)
      .exactOptional(),
    isExternal: z.boolean().exactOptional(),
  }),
  z.strictObject({
    change: z.literal('join'),
    channel: id,
    userId: id,
    inviterId: id.exactOptional(),
  }),
  z.strictObject({ change: z.literal('leave'), channel: id, userId: id }),
  z.strictObject({ change: z.enum(['archive', 'unarchive']), channel: id }),
  z.strictObject({ change: z.literal('rename'), channel: id, name: channelName }),
  z.strictObject({
    change: z.literal('convert'),
    channel: id,
    kind: z.enum(['public', 'private']),
  }),
  z.strictObject({
    change: z.literal('reidentify'),
    channel: id,
    to: z.string().regex(/^[CG][A-Z0-9]+$/),
  }),
  z.strictObject({ change: z.literal('deleteMessage'), channel: id, ts: id }),
  z.strictObject({ change: z.enum(['revokeScopes', 'grantScopes']), scopes: z.array(id) }),
  z.strictObject({ change: z.literal('revokeToken') }),
  z.strictObject({ change: z.enum(['uninstall', 'reinstall']) }),
  z.strictObject({ change: z.literal('restrict'), channel: id, isRestricted: z.boolean() }),
  z.strictObject({
    change: z.literal('share'),
    channel: id,
    isExternal: z.boolean(),
    isUntold: z.boolean().exactOptional(),
  }),
]);

const instant = z.iso.datetime({ offset: true });

/** The shape of `POST /sandbox/clock`. */
export const clockSchema = z.strictObject({ now: instant });

/** The shape of `POST /sandbox/clock/advance`. */
export const advanceSchema = z.union([
  z.strictObject({ to: instant }),
  z.strictObject({ minutes: z.number().min(0) }),
  z.strictObject({ next: id }),
]);

/** The shape of `POST /sandbox/faults`. */
export const faultsSchema = z.strictObject({
  faults: z.array(
    z.strictObject({
      kind: z.enum([
        'delay',
        'dropAnswer',
        'serverError',
        'serverErrorAfter',
        'rateLimited',
        'error',
        'cutSocket',
        'refreshSocket',
        'deliverTwice',
      ]),
      method: id.exactOptional(),
      times: z.int().min(1).exactOptional(),
      ms: z.number().min(0).exactOptional(),
      status: z.int().exactOptional(),
      retryAfter: z.number().exactOptional(),
      error: id.exactOptional(),
    }),
  ),
});

/** The shape of `POST /sandbox/play`. */
export const playSchema = z.strictObject({
  story: z.literal('six-weeks'),
  speed: z.number().positive().exactOptional(),
});

/** What `GET /healthz` of the bot says. */
export const healthSchema = z.object({
  ok: z.boolean(),
  now: z.string(),
  nextDueAt: z.string().nullable(),
  next: z.record(z.string(), z.string()),
  isQuiet: z.boolean(),
});

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
