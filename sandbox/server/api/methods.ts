import { getPermalink, postEphemeral, postMessage } from './chat.ts';
import { deleteMessage, updateMessage } from './chat-edit.ts';
import {
  conversationInfo,
  conversationList,
  conversationMembers,
  joinConversation,
  openConversation,
  userConversations,
} from './conversations.ts';
import {
  apiTest,
  authTest,
  botInfo,
  openConnection,
  teamInfo,
  userInfo,
  userList,
} from './directory.ts';
import { completeUpload, getUploadUrl } from './files.ts';
import { conversationHistory, conversationReplies } from './history.ts';
import type { Method } from './method.ts';
import { openView, publishView, pushView, updateView } from './views.ts';

/** The Web API methods the sandbox has, by Slack's names. */
export const methods: Record<string, Method> = {
  'api.test': apiTest,
  'apps.connections.open': openConnection,
  'auth.test': authTest,
  'bots.info': botInfo,
  'chat.delete': deleteMessage,
  'chat.getPermalink': getPermalink,
  'chat.postEphemeral': postEphemeral,
  'chat.postMessage': postMessage,
  'chat.update': updateMessage,
  'conversations.history': conversationHistory,
  'conversations.info': conversationInfo,
  'conversations.join': joinConversation,
  'conversations.list': conversationList,
  'conversations.members': conversationMembers,
  'conversations.open': openConversation,
  'conversations.replies': conversationReplies,
  'files.completeUploadExternal': completeUpload,
  'files.getUploadURLExternal': getUploadUrl,
  'team.info': teamInfo,
  'users.conversations': userConversations,
  'users.info': userInfo,
  'users.list': userList,
  'views.open': openView,
  'views.publish': publishView,
  'views.push': pushView,
  'views.update': updateView,
};
