// The ways of signing in that this bot has: the token of Teams, and on a laptop a name with the secret of its start.
import type { Access } from '../access.ts';
import type { BotConfig } from '../config.ts';
import { type Caller, notSignedIn, type SignIn } from './caller.ts';
import { developmentCaller, developmentScheme } from './development.ts';
import { openTeamsTokens, type TeamsTokens } from './teams-token.ts';

/** A token that names 200 groups, the most that Entra puts into one, has about 12,000 characters. */
const mostCredential = 14_000;

export type SignInParts = {
  readonly config: BotConfig;
  readonly access: Access;
  readonly tokens: TeamsTokens | undefined;
  /** Groups that a token does not name. */
  complete(caller: Caller): Promise<Caller>;
};

/** Opens them by the settings. */
export function openSignIn({ config, access, tokens, complete }: SignInParts): SignIn {
  const secret = config.REPSYS_DEVELOPMENT_SECRET;
  return {
    async signIn(credential) {
      const [, scheme, words] = /^(\w+) +(\S.*)$/.exec(credential ?? '') ?? [];
      if (scheme === undefined || words === undefined || words.length > mostCredential)
        throw notSignedIn('You are not signed in.');
      if (scheme === developmentScheme && secret !== undefined) return developmentCaller(access, secret, words);
      if (scheme.toLowerCase() === 'bearer' && tokens) return complete(await tokens.verify(words));
      throw notSignedIn('There is no such way of signing in here.');
    },
  };
}

/** The tokens of Teams, where an app is set that they are for. */
export function teamsTokensOf(config: BotConfig): TeamsTokens | undefined {
  const { TAB_CLIENT_ID: clientId, TAB_DOMAIN: domain, TAB_OPENID_URL, BOT_ID: botId } = config;
  const tenant = config.TAB_TENANT_ID ?? config.BOT_TENANT_ID;
  if (clientId === undefined || domain === undefined || tenant === undefined) return undefined;
  const metadataUrl =
    TAB_OPENID_URL ?? `https://login.microsoftonline.com/${tenant}/v2.0/.well-known/openid-configuration`;
  return openTeamsTokens({ clientId, domain, tenant, botId, metadataUrl });
}
