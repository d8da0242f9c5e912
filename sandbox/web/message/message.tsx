import type { VNode } from 'preact';
import type { Message } from '../../protocol.ts';
import { Blocks } from '../block/block.tsx';
import { SiteFrame, useBlockSite } from '../element/site.tsx';
import { Avatar, Badge } from '../shell/avatar.tsx';
import { Icon } from '../shell/icon.tsx';
import { asFieldsList, type Fields } from '../state/read.ts';
import { fileUrl } from '../state/server.ts';
import { nameOf, useWorkspace } from '../state/workspace.ts';
import { Mrkdwn } from '../text/mrkdwn.tsx';
import { fullTime, instantOfTs, timeOfDay } from '../text/time.ts';
import { MessageTools } from './message-tools.tsx';
import { ThreadFoot } from './thread-foot.tsx';

/** How a message stands among its neighbours. */
export interface MessageProps {
  message: Message;
  /** The same person has just written: no name and picture again. */
  isFollowing: boolean;
  isInThread: boolean;
  /** The excerpt of the thread's first message, for a reply that is shown in the channel too. */
  rootText?: string | undefined;
  isMarked?: boolean;
  onThread(ts: string): void;
}

/** One message, with what can be done to it. */
export function MessageView(props: MessageProps): VNode {
  const { message, isFollowing, isInThread, onThread } = props;
  const { snapshot, viewer } = useWorkspace();
  const at = instantOfTs(message.ts);
  const isMine = message.text.includes(`<@${viewer.id}>`);
  const marks = [
    isFollowing ? 'following' : '',
    message.ephemeralFor ? 'ephemeral' : '',
    isMine ? 'mentions-me' : '',
    props.isMarked ? 'marked' : '',
  ];
  return (
    <li class={`message ${marks.filter(Boolean).join(' ')}`} data-ts={message.ts} tabIndex={-1}>
      <div class="message-gutter">
        {isFollowing ? (
          <time class="gutter-time" dateTime={at.toISOString()}>
            {timeOfDay(at, viewer.tz).replace(/ [AP]M$/, '')}
          </time>
        ) : (
          <Avatar id={message.userId} />
        )}
      </div>
      <div class="message-main">
        {message.ephemeralFor && (
          <div class="message-note">
            <Icon name="eye" size={14} /> Only visible to you
          </div>
        )}
        {message.isBroadcast && <BroadcastNote {...props} />}
        {!isFollowing && (
          <div class="message-head">
            <strong class="message-author">{nameOf(snapshot, message.userId)}</strong>
            <Badge id={message.userId} />
            <time dateTime={at.toISOString()} title={fullTime(at, viewer.tz)}>
              {timeOfDay(at, viewer.tz)}
            </time>
          </div>
        )}
        <MessageBody message={message} />
        {!isInThread && message.replyCount > 0 && (
          <ThreadFoot message={message} onOpen={() => onThread(message.ts)} />
        )}
      </div>
      <MessageTools message={message} isInThread={isInThread} onThread={onThread} />
    </li>
  );
}

function BroadcastNote({ message, isInThread, rootText, onThread }: MessageProps): VNode {
  if (isInThread) return <div class="message-note">Also sent to the channel</div>;
  return (
    <div class="message-note">
      replied to a thread:{' '}
      <button
        type="button"
        class="link-button"
        onClick={() => onThread(message.threadTs ?? message.ts)}
      >
        {rootText || 'open it'}
      </button>
    </div>
  );
}

function MessageBody({ message }: { message: Message }): VNode {
  const blocks = asFieldsList(message.blocks);
  return (
    <div class="message-body">
      {blocks.length > 0 ? (
        <BlockMessage message={message} blocks={blocks} />
      ) : (
        <Mrkdwn text={message.text} />
      )}
      {message.editedAt && <span class="edited"> (edited)</span>}
      {message.files.map((file) => (
        <a class="file" href={fileUrl(file.id)} download={file.name}>
          <Icon name="file" />
          <span>
            <strong>{file.name}</strong>
            <small>{sizeOf(file.size)}</small>
          </span>
        </a>
      ))}
    </div>
  );
}

function BlockMessage({ message, blocks }: { message: Message; blocks: Fields[] }): VNode {
  const target = { channel: message.channel, ts: message.ts };
  const frame = useBlockSite({ surface: 'message', target, blocks });
  return (
    <SiteFrame from={frame}>
      <Blocks blocks={blocks} />
    </SiteFrame>
  );
}

function sizeOf(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(1)} kB`;
}
