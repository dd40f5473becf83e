// The Bot Framework's identity for tests: its OpenID metadata and keys over HTTP, tokens as good or bad as wished, and how a bot signs.
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PasswordServiceClientCredentialFactory } from 'botframework-connector';
import { exportJWK, exportSPKI, type GenerateKeyPairResult, generateKeyPair, type JWK, SignJWT } from 'jose';
import { closeServer } from '../../sandbox/src/plex/http.ts';

export const botId = '11111111-2222-3333-4444-555555555555';
export const tenant = 'eeeeeeee-2222-3333-4444-555555555555';

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
  const pairs = await newKeyPairs();
  const server = createServer(answerWith(await publishedKeys(pairs)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    metadataUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/openidconfiguration`,
    token: (serviceUrl, wish = {}) => goodToken(pairs, serviceUrl, wish),
    tricked: (serviceUrl, algorithm) =>
      algorithm === 'HS256' ? tokenOfPublicKey(pairs, serviceUrl) : unsignedToken(serviceUrl),
    close: () => closeServer(server),
  };
}

type KeyPairs = Readonly<Record<KeyName, GenerateKeyPairResult>>;

async function newKeyPairs(): Promise<KeyPairs> {
  const newPair = () => generateKeyPair('RS256', { extractable: true });
  const [teams, unendorsed, otherChannel, forged] = await Promise.all([newPair(), newPair(), newPair(), newPair()]);
  return { teams, unendorsed, otherChannel, forged };
}

function publishedKeys(pairs: KeyPairs): Promise<readonly JWK[]> {
  const published = keyNames.filter((name) => name !== 'forged');
  return Promise.all(
    published.map(async (name) => ({
      ...(await exportJWK(pairs[name].publicKey)),
      kid: name,
      use: 'sig',
      ...(endorsements[name] && { endorsements: endorsements[name] }),
    })),
  );
}

function answerWith(keys: readonly JWK[]): RequestListener {
  return ({ headers, url }, response) => {
    const metadata = { issuer: 'https://api.botframework.com', jwks_uri: `http://${headers.host}/keys` };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(url === '/keys' ? { keys } : metadata));
  };
}

function goodToken(pairs: KeyPairs, serviceUrl: string, wish: TokenWish): Promise<string> {
  const { key = 'teams', kid = key } = wish;
  const token = new SignJWT(claimsOf(serviceUrl, wish)).setProtectedHeader({ alg: 'RS256', kid });
  return token.sign(pairs[key].privateKey);
}

async function tokenOfPublicKey({ teams }: KeyPairs, serviceUrl: string): Promise<string> {
  const secret = new TextEncoder().encode(await exportSPKI(teams.publicKey));
  return new SignJWT(claimsOf(serviceUrl, {})).setProtectedHeader({ alg: 'HS256', kid: 'teams' }).sign(secret);
}

async function unsignedToken(serviceUrl: string): Promise<string> {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', kid: 'teams' })}.${part(claimsOf(serviceUrl, {}))}.`;
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
