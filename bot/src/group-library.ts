// Where files for groups and channels go: a library of the settings, or a channel's own folder.
import { readFileSync } from 'node:fs';
import type { Conversation } from '@repsys/core/node';
import type { BotConfig } from './config.ts';
import type { Library, LibraryFile, StoredFile } from './graph/library.ts';
import { openLibrary } from './graph/open-library.ts';

export type GroupLibrary = {
  /** Whether files of this conversation have a place. */
  takes(conversation: Conversation): boolean;
  /** Puts a company's file where the conversation's files go; the same name again replaces it. Throws as `Library.put`. */
  put(
    conversation: Conversation,
    company: number,
    file: Pick<LibraryFile, 'name' | 'bytes' | 'read'>,
    signal: AbortSignal,
  ): Promise<StoredFile>;
};

/** The library of the settings; undefined when none is named: files then go to their asker's own chat. */
export function openGroupLibrary(config: BotConfig): GroupLibrary | undefined {
  const ofChannels = config.GRAPH_CHANNEL_FILES === '1';
  const library = config.GRAPH_DRIVE_ID || ofChannels ? libraryOf(config) : undefined;
  if (!library) return undefined;
  const channelOf = ({ team }: Conversation) =>
    ofChannels && team?.group && team.channel ? { team: team.group, channel: team.channel } : undefined;
  return {
    takes: (conversation) => config.GRAPH_DRIVE_ID !== undefined || channelOf(conversation) !== undefined,
    put: (conversation, company, file, signal) => {
      const channel = channelOf(conversation);
      return library.put({ ...file, folder: `${config.GRAPH_FOLDER}/${company}`, ...(channel && { channel }) }, signal);
    },
  };
}

function libraryOf(config: BotConfig): Library | undefined {
  const { BOT_ID: clientId, BOT_TENANT_ID: tenantId = '', BOT_PASSWORD: secret, BOT_TYPE } = config;
  if (!clientId) return undefined;
  return openLibrary({
    identity:
      BOT_TYPE === 'UserAssignedMSI' || !secret
        ? { kind: 'managed-identity', clientId }
        : { kind: 'secret', clientId, tenantId, secret },
    drive: config.GRAPH_DRIVE_ID,
    shareWithin: config.GRAPH_SHARE === 'organization' ? 'organization' : undefined,
    authority: config.GRAPH_AUTHORITY,
    graphUrl: config.GRAPH_URL,
    fileHosts: config.BOT_FILE_HOSTS,
    ca: config.GRAPH_CA_FILE && readFileSync(config.GRAPH_CA_FILE, 'utf8'),
  });
}
