// What the overlays of infra/k8s come to, and whether a cluster would take it: Kubernetes' and KEDA's own schemas, made strict.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { root } from '../house/tree.ts';

export type Labels = Readonly<Record<string, string>>;

/** An object of a cluster; its parts are read by those who know its kind. */
export type Resource = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Labels };
  readonly [part: string]: unknown;
};

export const overlays = ['aks', 'microk8s'] as const;

const schemas = new URL('../../../shared/schemas/', import.meta.url);
const swaggerFile = new URL('kubernetes-1.34-swagger.json', schemas);

/** Why the overlays cannot be looked at here; undefined when they can. */
export function whyNot(): string | undefined {
  if (spawnSync('kubectl', ['version', '--client']).status !== 0) return 'kubectl is not installed';
  return existsSync(swaggerFile) ? undefined : 'the schemas of Kubernetes are not here';
}

const rendered = new Map<string, readonly Resource[]>();

/** The objects of an overlay, by `kubectl kustomize`. Throws with what kubectl says. */
export function render(overlay: string): readonly Resource[] {
  const known = rendered.get(overlay);
  if (known) return known;
  const resources = renderFolder(join(root, 'infra/k8s/overlays', overlay));
  rendered.set(overlay, resources);
  return resources;
}

/** The objects of any folder with a kustomization. */
export function renderFolder(folder: string): readonly Resource[] {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return objectsIn(stdout);
}

/** The objects of a YAML text. */
export const objectsIn = (text: string): readonly Resource[] =>
  parseAllDocuments(text).map((document) => document.toJS() as Resource);

type Schema = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly [word: string]: unknown;
};

/** A schema that refuses what it does not name; what Kubernetes leaves open on purpose stays open. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (node === null || typeof node !== 'object') return node;
  const schema = node as Schema;
  const { format, type, ...rest } = Object.fromEntries(
    Object.entries(schema).map(([key, part]) => [key, closed(part)]),
  );
  const isEither = format === 'int-or-string' || schema['x-kubernetes-int-or-string'] === true;
  const isOpen = schema.additionalProperties !== undefined || schema['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...rest,
    ...(isEither
      ? { type: ['integer', 'string'] }
      : { ...(type !== undefined && { type }), ...(format !== undefined && { format }) }),
    ...(isObjectSchema(schema) && !isOpen && { additionalProperties: false }),
  };
}

/** `properties` may also be the name of a property. */
const isObjectSchema = ({ properties, type }: Schema): boolean =>
  properties !== undefined && typeof properties === 'object' && (type === undefined || type === 'object');

const groupVersionKind = 'x-kubernetes-group-version-kind';
type Kind = { readonly group: string; readonly version: string; readonly kind: string };

let validators: ((resource: Resource) => ValidateFunction | undefined) | undefined;

function openValidators(): (resource: Resource) => ValidateFunction | undefined {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  for (const format of ['int32', 'int64', 'double', 'byte']) ajv.addFormat(format, true);
  const { definitions } = JSON.parse(readFileSync(swaggerFile, 'utf8')) as { definitions: Record<string, Schema> };
  const strict = closed(definitions) as Record<string, Schema>;
  const quantity = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
  strict[quantity] = {
    type: ['string', 'number'],
    pattern: '^[+-]?[0-9.]+([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$',
  } as unknown as Schema;
  ajv.addSchema({ $id: 'kubernetes', definitions: strict });
  const names = new Map(
    Object.entries(definitions).flatMap(([name, schema]) =>
      ((schema[groupVersionKind] ?? []) as readonly Kind[]).map(({ group, version, kind }) => [
        `${group ? `${group}/` : ''}${version}/${kind}`,
        `kubernetes#/definitions/${name}`,
      ]),
    ),
  );
  for (const kind of ['scaledobject', 'triggerauthentication']) {
    ajv.addSchema(customSchema(kind), `keda-${kind}`);
    names.set(`keda.sh/v1alpha1/${kind === 'scaledobject' ? 'ScaledObject' : 'TriggerAuthentication'}`, `keda-${kind}`);
  }
  return ({ apiVersion, kind }) => {
    const name = names.get(`${apiVersion}/${kind}`);
    return name === undefined ? undefined : ajv.getSchema(name);
  };
}

type CustomResource = {
  readonly spec: { readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: object } }[] };
};

function customSchema(kind: string): object {
  const definition = parse(readFileSync(new URL(`keda-${kind}.yaml`, schemas), 'utf8')) as CustomResource;
  const { openAPIV3Schema = {} } = definition.spec.versions[0]?.schema ?? {};
  return closed(openAPIV3Schema) as object;
}

const texts = z.record(z.string(), z.string());
const named = z.strictObject({ name: z.string(), namespace: z.string(), labels: texts.optional() });
const of = (apiVersion: string, kind: string, spec: z.ZodType, metadata: z.ZodType = named) =>
  z.strictObject({ apiVersion: z.literal(apiVersion), kind: z.literal(kind), metadata, spec });
const duration = z.string().regex(/^\d+(s|m|h)$/);

/** Kinds whose schemas are not at hand: the fields that we use, as their makers describe them. */
const others: Readonly<Record<string, z.ZodType>> = {
  ServiceMonitor: of(
    'monitoring.coreos.com/v1',
    'ServiceMonitor',
    z.strictObject({
      selector: z.strictObject({
        matchExpressions: z.array(
          z.strictObject({ key: z.string(), operator: z.enum(['In', 'NotIn', 'Exists']), values: z.array(z.string()) }),
        ),
      }),
      endpoints: z
        .array(z.strictObject({ port: z.string(), path: z.string(), interval: duration, scrapeTimeout: duration }))
        .min(1),
    }),
  ),
  PrometheusRule: of(
    'monitoring.coreos.com/v1',
    'PrometheusRule',
    z.strictObject({
      groups: z.array(
        z.strictObject({
          name: z.string(),
          rules: z
            .array(
              z.strictObject({
                alert: z.string(),
                expr: z.string(),
                for: duration.optional(),
                labels: texts,
                annotations: texts,
              }),
            )
            .min(1),
        }),
      ),
    }),
  ),
  ClusterIssuer: of(
    'cert-manager.io/v1',
    'ClusterIssuer',
    z.strictObject({
      acme: z.strictObject({
        server: z.url({ protocol: /^https$/ }),
        email: z.email(),
        privateKeySecretRef: z.strictObject({ name: z.string() }),
        solvers: z
          .array(
            z.strictObject({
              http01: z.strictObject({ ingress: z.strictObject({ ingressClassName: z.string() }) }),
            }),
          )
          .length(1),
      }),
    }),
    z.strictObject({ name: z.string() }),
  ),
  Issuer: of(
    'cert-manager.io/v1',
    'Issuer',
    z.union([
      z.strictObject({ selfSigned: z.strictObject({}) }),
      z.strictObject({ ca: z.strictObject({ secretName: z.string() }) }),
    ]),
  ),
  Certificate: of(
    'cert-manager.io/v1',
    'Certificate',
    z.strictObject({
      secretName: z.string(),
      isCA: z.boolean().optional(),
      commonName: z.string().max(64).optional(),
      dnsNames: z.array(z.string()).optional(),
      duration,
      renewBefore: duration.optional(),
      usages: z.array(z.enum(['server auth', 'client auth'])).optional(),
      privateKey: z.strictObject({
        rotationPolicy: z.enum(['Never', 'Always']).optional(),
        algorithm: z.enum(['ECDSA', 'RSA', 'Ed25519']),
        size: z.number(),
      }),
      issuerRef: z.strictObject({ name: z.string(), kind: z.enum(['Issuer', 'ClusterIssuer']) }),
    }),
  ),
};

/** What is wrong with an object, each as `place: reason`; empty when a cluster would take it. */
export function problemsOf(resource: Resource): readonly string[] {
  const own = others[resource.kind];
  if (own) {
    const { error } = own.safeParse(resource);
    return error ? error.issues.map(({ path, message }) => `${path.join('/')}: ${message}`) : [];
  }
  validators ??= openValidators();
  const validate = validators(resource);
  if (!validate) return [`no schema for ${resource.apiVersion} ${resource.kind}`];
  if (validate(resource)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath}: ${message} ${JSON.stringify(params)}`,
  );
}
