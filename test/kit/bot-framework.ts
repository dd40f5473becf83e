// The Bot Framework's identity for tests: its OpenID metadata and keys over HTTP, tokens as good or bad as wished, and how a bot signs.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PasswordServiceClientCredentialFactory } from 'botframework-connector';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';

export const botId = '11111111-2222-3333-4444-555555555555';
export const tenant = '99999999-2222-3333-4444-555555555555';

export type TokenWish = {
  readonly issuer?: string;
  readonly audience?: string;
  readonly serviceUrl?: string;
  /** Seconds from now. */
  readonly expiresIn?: number;
  readonly validIn?: number;
  readonly key?: KeyName;
  readonly kid?: string;
  readonly more?: Readonly<Record<string, unknown>>;
};

const keyNames = ['teams', 'unendorsed', 'otherChannel', 'forged'] as const;
type KeyName = (typeof keyNames)[number];

export type BotFramework = {
  readonly metadataUrl: string;
  /** A token for the bot; good unless wished otherwise. */
  token(serviceUrl: string, wish?: TokenWish): Promise<string>;
  /** A token of the same claims with another algorithm: none, or HS256 with the public key as its secret. */
  tricked(serviceUrl: string, algorithm: 'none' | 'HS256'): Promise<string>;
  close(): Promise<void>;
};

const endorsements: Readonly<Record<KeyName, readonly string[] | undefined>> = {
  teams: ['msteams', 'webchat'],
  unendorsed: undefined,
  otherChannel: ['webchat'],
  forged: undefined,
};

/** Starts the metadata server on loopback. Of the four keys all but `forged` are published. */
export async function startBotFramework(): Promise<BotFramework> {
  const pairs = await Promise.all(
    keyNames.map(async (name) => [name, await generateKeyPair('RS256', { extractable: true })] as const),
  );
  const keys = new Map(pairs);
  const published = pairs.filter(([name]) => name !== 'forged');
  const jwks = await Promise.all(
    published.map(async ([name, { publicKey }]) => ({
      ...(await exportJWK(publicKey)),
      kid: name,
      use: 'sig',
      ...(endorsements[name] && { endorsements: endorsements[name] }),
    })),
  );
  const server = createServer((request, response) => {
    const base = `http://${request.headers.host}`;
    const metadata = { issuer: 'https://api.botframework.com', jwks_uri: `${base}/keys` };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/keys' ? { keys: jwks } : metadata));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pairOf = (name: KeyName) => {
    const pair = keys.get(name);
    if (!pair) throw new Error(`There is no key ${name}.`);
    return pair;
  };
  return {
    metadataUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/openidconfiguration`,
    token(serviceUrl, wish = {}) {
      const { key = 'teams', kid = key } = wish;
      return new SignJWT(claimsOf(serviceUrl, wish))
        .setProtectedHeader({ alg: 'RS256', kid })
        .sign(pairOf(key).privateKey);
    },
    async tricked(serviceUrl, algorithm) {
      const claims = claimsOf(serviceUrl, {});
      if (algorithm === 'HS256') {
        const secret = new TextEncoder().encode(await exportSPKI(pairOf('teams').publicKey));
        return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'teams' }).sign(secret);
      }
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      return `${part({ alg: 'none', kid: 'teams' })}.${part(claims)}.`;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function claimsOf(serviceUrl: string, wish: TokenWish) {
  const now = Math.floor(Date.now() / 1_000);
  const { issuer = 'https://api.botframework.com', audience = botId, expiresIn = 3_600, validIn = -10 } = wish;
  return {
    iss: issuer,
    aud: audience,
    exp: now + expiresIn,
    nbf: now + validIn,
    serviceurl: wish.serviceUrl ?? serviceUrl,
    ...wish.more,
  };
}

/** Signs what the bot sends without asking anybody for a token. */
export class TestCredentials extends PasswordServiceClientCredentialFactory {
  constructor() {
    super(botId, 'not-a-secret', tenant);
  }

  override async createCredentials(): ReturnType<PasswordServiceClientCredentialFactory['createCredentials']> {
    return {
      signRequest: async (request) => {
        request.headers.set('authorization', 'Bearer of-the-bot');
        return request;
      },
    };
  }
}
