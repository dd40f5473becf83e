// The ways of signing in that this bot has: the token of Teams, and on a laptop a name.
import type { Access } from '../access.ts';
import type { BotConfig } from '../config.ts';
import { type SignIn, signInRefused } from './caller.ts';
import { developmentCaller, developmentScheme, isLoopback } from './development.ts';
import { openTeamsTokens, type VerifyToken } from './teams-token.ts';

const mostCredential = 8_192;

/** Opens them by the settings. */
export function openSignIn(config: BotConfig, access: Access): SignIn {
  const verify = verifierOf(config);
  const development = config.NODE_ENV !== 'production' && isLoopback(config.BOT_HOST);
  return {
    async signIn(credential, connection) {
      const [, scheme, words] = /^(\w+) +(\S.*)$/.exec(credential ?? '') ?? [];
      if (scheme === undefined || words === undefined || words.length > mostCredential)
        throw signInRefused('You are not signed in.');
      if (scheme === developmentScheme && development) return developmentCaller(access, words, connection);
      if (scheme.toLowerCase() === 'bearer' && verify) return verify(words);
      throw signInRefused('There is no such way of signing in here.');
    },
  };
}

function verifierOf(config: BotConfig): VerifyToken | undefined {
  const { TAB_CLIENT_ID: clientId, TAB_DOMAIN: domain, TAB_OPENID_URL, BOT_ID: botId } = config;
  const tenant = config.TAB_TENANT_ID ?? config.BOT_TENANT_ID;
  if (clientId === undefined || domain === undefined || tenant === undefined) return undefined;
  const metadataUrl =
    TAB_OPENID_URL ?? `https://login.microsoftonline.com/${tenant}/v2.0/.well-known/openid-configuration`;
  return openTeamsTokens({ clientId, domain, tenant, botId, metadataUrl });
}
