import { recordsOf, textOf } from '../json.ts';
import { storeMessage } from '../post.ts';
import { botUserId } from '../workspace/workspace.ts';
import type { World } from '../world.ts';
import { postingChannel } from './access.ts';
import { readThread } from './chat.ts';
import type { Method } from './method.ts';
import { invalidArguments, SlackError } from './slack-error.ts';

const mimetypes: Record<string, string> = {
  csv: 'text/csv',
  json: 'application/json',
  md: 'text/markdown',
  txt: 'text/plain',
  pdf: 'application/pdf',
  png: 'image/png',
  zip: 'application/zip',
};

/** `files.getUploadURLExternal`: where to send the bytes. */
export const getUploadUrl: Method = {
  token: 'bot',
  scope: 'files:write',
  required: ['filename', 'length'],
  args: { filename: 'string', length: 'number', alt_text: 'string', snippet_type: 'string' },
  run(world, args) {
    const name = args.string('filename');
    const size = args.number('length', 0);
    if (size < 1) throw invalidArguments(['length must be more than 0']);
    const id = world.workspace.nextId('F');
    const mimetype = mimetypes[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    world.workspace.files.put(id, { id, name, mimetype, size, base64: '', isComplete: false });
    return { upload_url: `${world.url}/upload/v1/${id}`, file_id: id };
  },
};

/** `files.completeUploadExternal`: shares what was uploaded. */
export const completeUpload: Method = {
  token: 'bot',
  scope: 'files:write',
  required: ['files'],
  args: {
    files: 'json',
    channel_id: 'string',
    channels: 'string',
    initial_comment: 'string',
    thread_ts: 'string',
  },
  run(world, args) {
    const files = recordsOf(args.json('files')).map((entry) => {
      const file = world.workspace.files.find(textOf(entry.id));
      if (!file || file.base64 === '') throw new SlackError('file_not_found');
      return { file, title: textOf(entry.title) || file.name };
    });
    if (files.length === 0) throw invalidArguments(['files must not be empty']);
    const target = args.string('channel_id') || args.string('channels');
    const channel = target === '' ? undefined : postingChannel(world, target);
    for (const { file } of files) world.workspace.files.put(file.id, { ...file, isComplete: true });
    if (channel) {
      storeMessage(world, {
        channel,
        userId: botUserId,
        isByApp: true,
        text: args.string('initial_comment'),
        threadTs: readThread(world, channel, args),
        files: files.map(({ file }) => ({
          id: file.id,
          name: file.name,
          mimetype: file.mimetype,
          size: file.size,
        })),
      });
    }
    return { files: files.map(({ file, title }) => ({ id: file.id, title })) };
  },
};

/** Takes the bytes of an upload; false when the id or the length is not the announced one. */
export function receiveUpload(world: World, id: string, bytes: Buffer): boolean {
  const file = world.workspace.files.find(id);
  if (!file || file.isComplete || file.size !== bytes.length) return false;
  world.workspace.files.put(id, { ...file, base64: bytes.toString('base64') });
  return true;
}
