// botbuilder's adapter, thinly wrapped: a bad token of any kind is 401, nothing unexpected reaches the caller, and nothing is sent twice.
import { AppError, asAppError, errorTable } from '@repsys/core';
import { translateDatabaseError } from '@repsys/core/node';
import {
  type Activity,
  ActivityTypes,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type ConfigurationBotFrameworkAuthenticationOptions,
  ConfigurationServiceClientCredentialFactory,
  type InvokeResponse,
  type TurnContext,
} from 'botbuilder';
import {
  type AuthenticateRequestResult,
  AuthenticationError,
  type ClaimsIdentity,
  type ConnectorFactory,
  type ServiceClientCredentialsFactory,
  type UserTokenClient,
} from 'botframework-connector';
import type { BotConfig } from '../config.ts';
import { safeActivity } from './activity-wall.ts';
import { type InboundCheck, openInboundCheck } from './inbound-check.ts';
import { type KnownClients, sendingOnce } from './sending-once.ts';

/** What is answered to a call of the Bot Framework. */
export type Answer = { readonly status: number; readonly body?: unknown };

/** The part of an adapter that the chat needs. */
export type TeamsAdapter = CloudAdapter & {
  /** Authenticates the call and runs `turn` with its activity. Throws what `turn` throws. */
  receive(authorization: string, activity: Activity, turn: (context: TurnContext) => Promise<void>): Promise<Answer>;
};

/** A forged signature must be refused like any other bad token, not answered with 500. */
class Authentication extends ConfigurationBotFrameworkAuthentication {
  check: InboundCheck | undefined;
  private readonly clients: KnownClients = new Map();
  private tokens: Promise<UserTokenClient> | undefined;

  override async authenticateRequest(activity: Activity, header: string): Promise<AuthenticateRequestResult> {
    try {
      const found = await super.authenticateRequest(activity, header);
      await this.check?.(activity, header, found);
      const { connectorFactory } = found;
      return { ...found, ...(connectorFactory && { connectorFactory: sendingOnce(connectorFactory, this.clients) }) };
    } catch (error) {
      if (error instanceof AuthenticationError) throw error;
      throw new AuthenticationError('Unauthorized', 401);
    }
  }

  override createConnectorFactory(claims: ClaimsIdentity): ConnectorFactory {
    return sendingOnce(super.createConnectorFactory(claims), this.clients);
  }

  /** Every turn asks for one; nobody signs in through the chat, so one serves all. */
  override createUserTokenClient(claims: ClaimsIdentity): Promise<UserTokenClient> {
    this.tokens ??= super.createUserTokenClient(claims).catch((error: unknown): never => {
      this.tokens = undefined;
      throw error;
    });
    return this.tokens;
  }
}

class Adapter extends CloudAdapter {
  async receive(authorization: string, body: Activity, turn: (context: TurnContext) => Promise<void>): Promise<Answer> {
    const activity = safeActivity(body);
    if (!activity) return { status: 400 };
    try {
      const response: InvokeResponse | undefined = await this.processActivity(authorization, activity, turn);
      return response ? { status: response.status, body: response.body } : { status: 200 };
    } catch (error) {
      if (error instanceof AuthenticationError) return { status: 401 };
      throw error;
    }
  }
}

/**
 * Opens the adapter. `credentials` replaces the way outgoing calls are signed. `onTrouble` is told why a message could not
 * be taken in; its writer is told that.
 */
export function createAdapter(
  config: BotConfig,
  credentials?: ServiceClientCredentialsFactory,
  onTrouble: (error: unknown) => void = () => undefined,
): TeamsAdapter {
  const identity = identityOf(config);
  const signing = credentials ?? new ConfigurationServiceClientCredentialFactory(identity);
  const authentication = new Authentication(identity, sayingUnsent(signing));
  if (config.BOT_ID) authentication.check = openInboundCheck(config.BOT_TENANT_ID ?? '', config.BOT_OPENID_URL);
  const adapter = new Adapter(authentication);
  adapter.onTurnError = async (context, error) => {
    if (context.activity.type !== ActivityTypes.Message) throw error;
    onTrouble(error);
    await apologise(context, error);
  };
  return adapter;
}

/** The record may be away, so this goes straight back, by the way the message came. */
async function apologise(context: TurnContext, error: unknown): Promise<void> {
  const { code } = asAppError(translateDatabaseError(error));
  await context.sendActivity(
    `${errorTable[code].meaning} (${code}) If nothing appears here within a minute, please write it again.`,
  );
}

/** A call that could not be signed was never made: it may be made again. */
function sayingUnsent(factory: ServiceClientCredentialsFactory): ServiceClientCredentialsFactory {
  const create = factory.createCredentials.bind(factory);
  factory.createCredentials = async (...arguments_) => {
    const credentials = await create(...arguments_).catch(unsigned);
    const sign = credentials.signRequest.bind(credentials);
    return Object.assign(credentials, {
      signRequest: (request: Parameters<typeof sign>[0]) => sign(request).catch(unsigned),
    });
  };
  return factory;
}

const unsigned = (cause: unknown): never => {
  throw new AppError('DELIVERY_BUSY', 'The bot could not prove to Teams who it is.', {
    cause,
    details: { retryAfterMs: 10_000 },
  });
};

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
