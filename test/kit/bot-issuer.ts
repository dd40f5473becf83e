// The Bot Framework's issuer of tokens in miniature: metadata, keys with endorsements, and tokens as Teams sends them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export type BotIssuer = {
  /** For BOT_OPENID_URL. */
  readonly metadataUrl: string;
  /** The header of a call from Teams for the bot `appId`. */
  authorization(appId: string, serviceUrl: string): Promise<string>;
  close(): Promise<void>;
};

/** Starts it on loopback. */
export async function startBotIssuer(): Promise<BotIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const key = { ...(await exportJWK(publicKey)), kid: 'teams', use: 'sig', alg: 'RS256', endorsements: ['msteams'] };
  let origin = '';
  const server = createServer((request, response) => {
    const metadata = {
      issuer: 'https://api.botframework.com',
      jwks_uri: `${origin}/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/keys' ? { keys: [key] } : metadata));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    metadataUrl: `${origin}/openid`,
    async authorization(appId, serviceUrl) {
      const token = await new SignJWT({ serviceurl: serviceUrl })
        .setProtectedHeader({ alg: 'RS256', kid: 'teams' })
        .setIssuer('https://api.botframework.com')
        .setAudience(appId)
        .setIssuedAt()
        .setExpirationTime('10m')
        .sign(privateKey);
      return `Bearer ${token}`;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
