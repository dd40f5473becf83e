// botbuilder's adapter, thinly wrapped: a bad token of any kind is 401, nothing unexpected reaches the caller, and nothing is sent twice.
import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type ConfigurationBotFrameworkAuthenticationOptions,
  type InvokeResponse,
  type TurnContext,
} from 'botbuilder';
import {
  type AuthenticateRequestResult,
  AuthenticationError,
  type ServiceClientCredentialsFactory,
} from 'botframework-connector';
import type { BotConfig } from '../config.ts';

/** What is answered to a call of the Bot Framework. */
export type Answer = { readonly status: number; readonly body?: unknown };

/** The part of an adapter that the chat needs. */
export type TeamsAdapter = CloudAdapter & {
  /** Authenticates the call and runs `turn` with its activity. Throws what `turn` throws. */
  receive(authorization: string, activity: Activity, turn: (context: TurnContext) => Promise<void>): Promise<Answer>;
};

/** A forged signature must be refused like any other bad token, not answered with 500. */
class Authentication extends ConfigurationBotFrameworkAuthentication {
  override async authenticateRequest(activity: Activity, header: string): Promise<AuthenticateRequestResult> {
    try {
      return await super.authenticateRequest(activity, header);
    } catch (error) {
      if (error instanceof AuthenticationError) throw error;
      throw new AuthenticationError('Unauthorized', 401);
    }
  }
}

class Adapter extends CloudAdapter {
  async receive(
    authorization: string,
    activity: Activity,
    turn: (context: TurnContext) => Promise<void>,
  ): Promise<Answer> {
    try {
      const response: InvokeResponse | undefined = await this.processActivity(authorization, activity, turn);
      return response ? { status: response.status, body: response.body } : { status: 200 };
    } catch (error) {
      if (error instanceof AuthenticationError) return { status: error.statusCode === 403 ? 403 : 401 };
      throw error;
    }
  }
}

/**
 * Opens the adapter. `credentials` replaces the way outgoing calls are signed. The connector's own retries are off: it
 * would repeat a post whose answer was lost, and the chat would show it twice.
 */
export function createAdapter(config: BotConfig, credentials?: ServiceClientCredentialsFactory): TeamsAdapter {
  const authentication = new Authentication(
    identityOf(config),
    credentials,
    undefined,
    undefined,
    // The option is the pipeline's; the connector hands it through and does not know it by type.
    { retryOptions: { maxRetries: 0 } } as object,
  );
  const adapter = new Adapter(authentication);
  adapter.onTurnError = async (_context, error) => {
    throw error;
  };
  return adapter;
}

function identityOf(config: BotConfig): ConfigurationBotFrameworkAuthenticationOptions {
  const { BOT_ID, BOT_TYPE, BOT_TENANT_ID, BOT_PASSWORD } = config;
  if (!BOT_ID) return {};
  return {
    MicrosoftAppId: BOT_ID,
    MicrosoftAppType: BOT_TYPE,
    MicrosoftAppTenantId: BOT_TENANT_ID,
    MicrosoftAppPassword: BOT_PASSWORD,
    ...cloudOf(config),
  };
}

/** Another cloud than the public one. Any one of these switches the library to taking all of them from here. */
function cloudOf({
  BOT_OPENID_URL,
  BOT_LOGIN_URL,
  BOT_TENANT_ID,
}: BotConfig): ConfigurationBotFrameworkAuthenticationOptions {
  if (!BOT_OPENID_URL && !BOT_LOGIN_URL) return {};
  const metadata = BOT_OPENID_URL ?? 'https://login.botframework.com/v1/.well-known/openidconfiguration';
  return {
    ToChannelFromBotLoginUrl: BOT_LOGIN_URL ?? `https://login.microsoftonline.com/${BOT_TENANT_ID}`,
    ToChannelFromBotOAuthScope: 'https://api.botframework.com',
    ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
    OAuthUrl: 'https://token.botframework.com',
    ToBotFromChannelOpenIdMetadataUrl: metadata,
    ToBotFromEmulatorOpenIdMetadataUrl: metadata,
    CallerId: 'urn:botframework:azure',
  };
}
