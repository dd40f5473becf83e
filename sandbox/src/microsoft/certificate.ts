// A certificate for the stand-ins of Microsoft's services, made anew at each start and valid for a day on this machine only.
import { generate } from 'selfsigned';

/** PEM texts; `certificate` is what clients must be told to trust. */
export type Certificate = { readonly key: string; readonly certificate: string };

/** A self-signed certificate for localhost and the loopback address. RSA is slower to make, and what apps sign in with. */
export async function makeCertificate(keyType: 'ec' | 'rsa' = 'ec'): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType,
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 3_600_000),
    notAfterDate: new Date(Date.now() + 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key: made.private, certificate: made.cert };
}
