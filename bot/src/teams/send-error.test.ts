// What a refusal of Teams means: only some say that the bot is out of a conversation.
import { describe, expect, it } from 'vitest';
import { translateSendError } from './send-error.ts';

const codeOf = (statusCode: number, code: string) => translateSendError({ statusCode, code }, true).code;

describe('a refusal of Teams', () => {
  it.each([
    [403, 'BotNotInConversationRoster'],
    [403, 'MessageWritesBlocked'],
    [403, 'ConversationBlockedByUser'],
    [404, 'ConversationNotFound'],
    [404, 'BotNotInConversationRoster'],
  ])('%s %s says that the bot is out', (status, code) => {
    expect(codeOf(status, code)).toBe('DELIVERY_CHAT_GONE');
  });

  it.each([
    [403, ''],
    [403, 'Forbidden'],
    [403, 'TenantNotFound'],
    [403, 'BadArgument'],
    [404, 'ActivityNotFoundInConversation'],
  ])('%s %s does not', (status, code) => {
    expect(codeOf(status, code)).toBe('DELIVERY_FAILED');
  });
});
