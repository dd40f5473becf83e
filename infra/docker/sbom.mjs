// What is inside an image: a bill of materials (CycloneDX 1.5) of the packages that npm has installed here, on stdout.
import { readFileSync } from 'node:fs';

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const encoded = (name) => name.split('/').map(encodeURIComponent).join('/');

/** `sha512-…` of npm as CycloneDX wants it. */
function hashesOf(integrity = '') {
  const digest = /^sha512-(\S+)/.exec(integrity)?.[1];
  return digest ? [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] : [];
}

function componentOf([path, { version, integrity, license }]) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const purl = `pkg:npm/${encoded(name)}@${version}`;
  return {
    type: 'library',
    'bom-ref': path,
    name,
    version,
    purl,
    hashes: hashesOf(integrity),
    ...(license && { licenses: [{ license: { name: license } }] }),
  };
}

const [, , workspace] = process.argv;
const { version } = read('package.json');
// npm's own list of what it has put into node_modules.
const { packages } = read('node_modules/.package-lock.json');
const installed = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);
const bill = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: { component: { type: 'application', name: `repsys-${workspace}`, version } },
  components: installed.map(componentOf),
};
process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);
