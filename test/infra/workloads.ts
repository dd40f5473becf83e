// The objects of an overlay as those read them who ask how they fit together. Their shapes have been checked against the schemas.
import { type Labels, type Resource, render } from './kubernetes.ts';

export type Key = { readonly name: string; readonly key: string; readonly optional?: boolean };

export type Variable = {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef?: Key;
    readonly configMapKeyRef?: Key;
    readonly fieldRef?: { readonly fieldPath: string };
  };
};

export type Probe = { readonly httpGet?: { readonly path: string; readonly port: string }; readonly exec?: object };

export type Container = {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly env?: readonly Variable[];
  readonly envFrom?: readonly { readonly configMapRef?: { name: string }; readonly secretRef?: { name: string } }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number } } };
  readonly resources?: { readonly requests?: Labels; readonly limits?: Labels };
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
};

export type Volume = {
  readonly name: string;
  readonly configMap?: { readonly name: string };
  readonly secret?: {
    readonly secretName: string;
    readonly optional?: boolean;
    readonly items?: readonly { readonly key: string }[];
  };
  readonly emptyDir?: object;
};

export type Pod = {
  readonly serviceAccountName: string;
  readonly automountServiceAccountToken?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
};

export type Selector = {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[];
};

const nameLabel = 'app.kubernetes.io/name';

/** Whatever starts pods; `name` is what it is called in every version. */
export type Workload = {
  readonly resource: Resource;
  readonly name: string;
  readonly labels: Labels;
  readonly pod: Pod;
  readonly spec: {
    readonly replicas?: number;
    readonly selector?: Selector;
    readonly strategy?: { readonly rollingUpdate?: { readonly maxUnavailable?: number; readonly maxSurge?: number } };
    readonly template: { readonly metadata: { readonly labels: Labels }; readonly spec: Pod };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
};

/** The objects of one kind. */
export const ofKind = (overlay: string, kind: string): readonly Resource[] =>
  render(overlay).filter((each) => each.kind === kind);

/** The `spec` of an object. */
export const specOf = <Spec>(resource: Resource): Spec => resource.spec as Spec;

/** The one object of this kind and name. */
export function the(overlay: string, kind: string, name: string): Resource {
  const found = ofKind(overlay, kind).find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`${overlay} has no ${kind} ${name}`);
  return found;
}

export function workloadsOf(overlay: string): readonly Workload[] {
  return ['Deployment', 'StatefulSet', 'Job', 'CronJob', 'DaemonSet'].flatMap((kind) =>
    ofKind(overlay, kind).map((resource) => {
      const spec = specOf<Workload['spec']>(resource);
      const { metadata, spec: pod } = spec.template;
      return {
        resource,
        name: resource.metadata.labels?.[nameLabel] ?? resource.metadata.name,
        labels: metadata.labels,
        pod,
        spec,
      };
    }),
  );
}

/** Whether a selector takes pods with these labels; an empty one takes all. */
export const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''));

/** The keys and values of a ConfigMap; a generated one may be named without the hash of what is in it. */
export function dataOf(overlay: string, name: string): Labels {
  const maps = ofKind(overlay, 'ConfigMap').filter(
    ({ metadata }) => metadata.name.replace(/-[a-z0-9]{10}$/, '') === name,
  );
  const [found = the(overlay, 'ConfigMap', name)] = maps;
  return (found.data as Labels | undefined) ?? {};
}
