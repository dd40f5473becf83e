// How the objects of an overlay fit together: what no schema sees.
import { describe, expect, it } from 'vitest';
import { readBotConfig } from '../../bot/src/config.ts';
import { readRunnerConfig } from '../../runner/src/config.ts';
import { files, read } from '../house/tree.ts';
import { filesAt } from './dockerfile.ts';
import { type Labels, overlays, render, whyNot } from './kubernetes.ts';
import {
  type Container,
  dataOf,
  ofKind,
  type Pod,
  type Probe,
  type Selector,
  selects,
  specOf,
  the,
  type Variable,
  type Volume,
  workloadsOf,
} from './workloads.ts';

/** The keys of each Secret that an operator is told to fill in, and that cert-manager makes. */
const secrets = new Map<string, readonly string[]>([
  ...files
    .filter((file) => file.startsWith('infra/k8s/secrets.example/'))
    .map((file) => [nameOf(file), [...read(file).matchAll(/^(\w+)=/gm)].map(([, key = '']) => key)] as const),
  ['redis-tls', ['ca.crt', 'tls.crt', 'tls.key']],
]);

function nameOf(file: string): string {
  return /([^/]+)\.env$/.exec(file)?.[1] ?? '';
}

/** What a container of an overlay finds in its environment; every secret is the same word. */
function environmentOf(overlay: string, { env = [], envFrom = [] }: Container): Labels {
  const whole = envFrom.map(({ configMapRef, secretRef }) =>
    configMapRef ? dataOf(overlay, configMapRef.name) : secretOf(secretRef?.name),
  );
  return Object.assign({}, ...whole, Object.fromEntries(env.map((each) => [each.name, givenTo(overlay, each)])));
}

const secretOf = (name = ''): Labels => Object.fromEntries((secrets.get(name) ?? []).map((key) => [key, 'filled-in']));

function givenTo(overlay: string, { name, value, valueFrom }: Variable): string {
  const { secretKeyRef, configMapKeyRef, fieldRef } = valueFrom ?? {};
  if (secretKeyRef)
    return name === 'DATABASE_URL' ? 'postgres://host/repsys' : (secretOf(secretKeyRef.name)[secretKeyRef.key] ?? '');
  if (configMapKeyRef) return dataOf(overlay, configMapKeyRef.name)[configMapKeyRef.key] ?? '';
  return fieldRef ? fieldRef.fieldPath : (value ?? '');
}

const containersOf = ({ containers, initContainers = [] }: Pod): readonly Container[] => [
  ...initContainers,
  ...containers,
];

describe.skipIf(whyNot() !== undefined).each(overlays)('in the overlay %s', (overlay) => {
  const workloads = whyNot() === undefined ? workloadsOf(overlay) : [];
  const containers = workloads.flatMap(({ name, pod }) =>
    containersOf(pod).map((container) => ({ name, pod, container })),
  );
  const workload = (name: string) => workloads.find((each) => each.name === name) ?? expect.fail(`no ${name}`);
  const one = (name: string): Container => workload(name).pod.containers[0] ?? expect.fail(`${name} is empty`);
  const environment = (name: string) => environmentOf(overlay, one(name));
  const labelled = (selector: Selector) => workloads.filter(({ labels }) => selects(selector, labels));
  const portsOf = (name: string) => (one(name).ports ?? []).map((port) => port.name);

  it('no pod asks for more than Pod Security "restricted" allows', () => {
    const { labels } = the(overlay, 'Namespace', 'repsys').metadata;
    expect(labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    for (const { name, pod } of workloads) {
      expect(pod.securityContext, name).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(pod.securityContext?.runAsUser, name).toBeGreaterThan(0);
      expect([pod.hostNetwork, pod.hostPID, pod.hostIPC], name).toEqual([undefined, undefined, undefined]);
      const allowed = (pod.volumes ?? []).filter(({ configMap, secret, emptyDir }) => configMap || secret || emptyDir);
      expect(allowed.length, name).toBe((pod.volumes ?? []).length);
    }
    for (const { name, container } of containers) {
      const { privileged, ...context } = container.securityContext ?? {};
      expect(privileged, name).toBeUndefined();
      expect(context, name).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  });

  it('nobody has rights in the cluster, or a token to ask for some', () => {
    const accounts = ofKind(overlay, 'ServiceAccount');
    expect(accounts.map(({ automountServiceAccountToken }) => automountServiceAccountToken)).toEqual(
      accounts.map(() => false),
    );
    const names = accounts.map(({ metadata }) => metadata.name);
    const used = workloads.map(({ pod }) => pod.serviceAccountName);
    expect(used.filter((name) => !names.includes(name))).toEqual([]);
    expect(workloads.filter(({ pod }) => pod.automountServiceAccountToken !== false)).toEqual([]);
    expect(render(overlay).filter(({ kind }) => /Role/.test(kind))).toEqual([]);
  });

  it('every container has bounds, and an image of one version', () => {
    for (const { name, container } of containers) {
      for (const bound of [container.resources?.requests, container.resources?.limits]) {
        expect(Object.keys(bound ?? {}).sort(), name).toEqual(['cpu', 'memory']);
      }
      expect(container.image, name).toMatch(/^[\w.-]+(:\d+)?\/[\w./-]+:\d+\.\d+\.\d+(-[\w.]+)?$/);
    }
  });

  it('everything that is selected is there', () => {
    for (const { name, spec, labels, resource } of workloads) {
      if (resource.kind !== 'Job') expect(selects(spec.selector ?? {}, labels), name).toBe(true);
      expect(Object.keys(labels), name).toContain('app.kubernetes.io/part-of');
    }
    const taken = ofKind(overlay, 'Service').map((each) => ({
      name: each.metadata.name,
      pods: labelled({ matchLabels: specOf<{ selector: Labels }>(each).selector }).map(({ name }) => name),
    }));
    expect(taken.filter(({ name, pods }) => pods.join() !== name)).toEqual([]);
    for (const each of ofKind(overlay, 'PodDisruptionBudget')) {
      expect(labelled(specOf<{ selector: Selector }>(each).selector).map(({ name }) => name)).toEqual([
        each.metadata.name,
      ]);
    }
    for (const { metadata, spec } of ofKind(overlay, 'NetworkPolicy')) {
      const { podSelector } = spec as PolicySpec;
      // cert-manager's own pod, which is there for a minute: host-certificate.test.ts.
      if (metadata.name === 'from-ingress-to-solver') continue;
      expect(labelled(podSelector).length, metadata.name).toBeGreaterThan(0);
    }
    const targets = [...ofKind(overlay, 'HorizontalPodAutoscaler'), ...ofKind(overlay, 'ScaledObject')].map(
      (each) => specOf<{ scaleTargetRef: { name: string } }>(each).scaleTargetRef.name,
    );
    expect(targets.sort()).toEqual(['bot', 'runner']);
  });

  it('every ConfigMap, Secret and key that is named exists', () => {
    const maps = ofKind(overlay, 'ConfigMap').map(({ metadata }) => metadata.name);
    const certificates = ofKind(overlay, 'Certificate').map((each) => specOf<{ secretName: string }>(each).secretName);
    const missing: string[] = [];
    const need = (there: boolean | undefined, what: string) => void (there || missing.push(what));
    const needSecret = (name: string, key?: string) =>
      need(
        name === 'redis-tls' && !certificates.includes(name)
          ? false
          : key
            ? secrets.get(name)?.includes(key)
            : secrets.has(name),
        `Secret ${name} ${key ?? ''}`,
      );
    for (const { pod, container } of containers) {
      for (const { configMapRef, secretRef } of container.envFrom ?? []) {
        if (configMapRef) need(maps.includes(configMapRef.name), `ConfigMap ${configMapRef.name}`);
        if (secretRef) needSecret(secretRef.name);
      }
      for (const { valueFrom } of container.env ?? []) {
        if (valueFrom?.secretKeyRef) needSecret(valueFrom.secretKeyRef.name, valueFrom.secretKeyRef.key);
        if (valueFrom?.configMapKeyRef)
          need(
            valueFrom.configMapKeyRef.key in dataOf(overlay, valueFrom.configMapKeyRef.name),
            valueFrom.configMapKeyRef.name,
          );
      }
      for (const { configMap, secret } of pod.volumes ?? []) {
        if (configMap) need(maps.includes(configMap.name), `ConfigMap ${configMap.name}`);
        if (!secret || secret.optional) continue;
        for (const { key } of secret.items ?? []) needSecret(secret.secretName, key);
        needSecret(secret.secretName);
      }
    }
    expect(missing).toEqual([]);
  });

  it('every mount has its volume, and every volume is mounted', () => {
    for (const { pod, spec, name } of workloads) {
      const mounted = containersOf(pod).flatMap(({ volumeMounts = [] }) => volumeMounts.map((mount) => mount.name));
      const claims = (spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name);
      const volumes = [...(pod.volumes ?? []).map((volume: Volume) => volume.name), ...claims];
      expect([...new Set(mounted)].sort(), name).toEqual(volumes.sort());
    }
  });

  it("where PostgreSQL's authority is your own, everybody finds it where the example of the address says", () => {
    const [, file = 'none'] = /&sslrootcert=(\S+)/.exec(read('infra/k8s/secrets.example/database.env')) ?? [];
    const mounted = containers.flatMap(({ name, pod, container }) => {
      const volume = pod.volumes?.find(({ secret }) => secret?.secretName === 'postgres-ca');
      const mount = container.volumeMounts?.find((each) => each.name === volume?.name);
      return volume?.secret?.optional && `${mount?.mountPath}/ca.crt` === file ? [name] : [];
    });
    expect(mounted.sort()).toEqual(overlay === 'microk8s' ? ['bot', 'migrate', 'runner'] : []);
  });

  it('bot and runner start with their settings: nothing is missing, wrong or unknown', () => {
    const bot = readBotConfig(environment('bot'));
    const runner = readRunnerConfig(environment('runner'));
    expect([...bot.unknown, ...runner.unknown]).toEqual([]);
    const told = new Set([...read('docs/settings.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name));
    const names = ['bot', 'runner', 'migrate'].flatMap((name) => Object.keys(environment(name)));
    const generic = names.map((name) => name.replace(/^PLEX_\d+_/, 'PLEX_<number>_'));
    expect(generic.filter((name) => !told.has(name))).toEqual([]);
    const access = one('bot').volumeMounts?.find(({ name }) => name === 'access')?.mountPath;
    expect(bot.BOT_ACCESS_FILE).toBe(`${access}/access.json`);
    expect(runner.RUNNER_FOLDER).toMatch(/^\/tmp\//);
    expect(one('runner').volumeMounts?.map(({ mountPath }) => mountPath)).toContain('/tmp');
    expect(bot.BOT_TAB_URL).toMatch(/^https:\/\/teams\.microsoft\.com\/l\/entity\/[\da-f-]{36}\/reports$/);
  });

  it('ports are those that the processes listen on, and everybody names them so', () => {
    const { BOT_PORT, BOT_METRICS_PORT, BOT_HOST, BOT_METRICS_HOST } = environment('bot');
    const { RUNNER_HTTP_PORT, RUNNER_HTTP_HOST } = environment('runner');
    const portsBy = (name: string) =>
      Object.fromEntries((one(name).ports ?? []).map((port) => [port.name, String(port.containerPort)]));
    expect(portsBy('bot')).toEqual({ http: BOT_PORT, metrics: BOT_METRICS_PORT });
    expect(portsBy('runner')).toEqual({ metrics: RUNNER_HTTP_PORT });
    expect([BOT_HOST, BOT_METRICS_HOST, RUNNER_HTTP_HOST]).toEqual(Array(3).fill('0.0.0.0'));
    for (const each of ofKind(overlay, 'Service')) {
      const { ports } = specOf<{ ports: readonly { targetPort: string; name: string }[] }>(each);
      expect(ports.filter(({ targetPort }) => !portsOf(each.metadata.name).includes(targetPort))).toEqual([]);
    }
    for (const { name, container } of containers) {
      const { startupProbe, livenessProbe, readinessProbe } = container;
      const probes = [startupProbe, livenessProbe, readinessProbe].filter(
        (probe): probe is Probe => probe !== undefined,
      );
      expect(probes.length, name).toBe(name === 'migrate' ? 0 : 3);
      expect(probes.filter(({ httpGet }) => httpGet && !portsOf(name).includes(httpGet.port))).toEqual([]);
    }
  });

  it('the ingress leads to the bot, and no policy opens a port that is not there', () => {
    const { rules, tls } = specOf<IngressSpec>(the(overlay, 'Ingress', 'bot'));
    const backends = rules.flatMap(({ http }) => http.paths.map(({ backend }) => backend.service));
    for (const { name, port } of backends) {
      const { ports } = specOf<{ ports: readonly { name: string }[] }>(the(overlay, 'Service', name));
      expect(ports.map((each) => each.name)).toContain(port.name);
    }
    expect(rules.flatMap(({ http }) => http.paths.map(({ path }) => path))).toEqual(['/api', '/tab']);
    expect([rules.map(({ host }) => host), tls.flatMap(({ hosts }) => hosts)]).toEqual(
      Array(2).fill([environment('bot').TAB_DOMAIN]),
    );
    for (const each of ofKind(overlay, 'NetworkPolicy')) {
      const { podSelector, ingress = [] } = specOf<PolicySpec>(each);
      const open = labelled(podSelector).flatMap(({ name }) => portsOf(name));
      const named = ingress.flatMap(({ ports = [] }) => ports.map(({ port }) => port));
      expect(named.filter((port) => typeof port === 'string' && !open.includes(port))).toEqual([]);
    }
  });

  it('whoever is asked to end has longer than it takes', () => {
    for (const name of ['bot', 'runner']) {
      const { pod } = workload(name);
      const before = one(name).lifecycle?.preStop?.sleep?.seconds ?? 0;
      const drain = Number(environment(name).SHUTDOWN_GRACE_S);
      expect(pod.terminationGracePeriodSeconds, name).toBeGreaterThanOrEqual(before + drain + 10);
    }
    expect(one('bot').lifecycle?.preStop?.sleep?.seconds).toBeGreaterThanOrEqual(5);
  });

  it('an update or a drained node never leaves too few', () => {
    for (const name of ['bot', 'runner']) {
      expect(workload(name).spec.strategy?.rollingUpdate, name).toEqual({ maxUnavailable: 0, maxSurge: 1 });
      // The number of replicas belongs to the autoscaler: said here too, every apply would take it back.
      expect(workload(name).spec.replicas, name).toBeUndefined();
    }
    const least: Record<string, number> = Object.fromEntries(
      workloads.map(({ name, spec }) => [name, spec.replicas ?? 0]),
    );
    for (const each of ofKind(overlay, 'HorizontalPodAutoscaler')) {
      least[each.metadata.name] = specOf<{ minReplicas: number }>(each).minReplicas;
    }
    expect(least.bot).toBeGreaterThanOrEqual(2);
    for (const each of ofKind(overlay, 'PodDisruptionBudget')) {
      const { minAvailable, maxUnavailable } = specOf<{ minAvailable?: number; maxUnavailable?: number }>(each);
      if (minAvailable === undefined) expect(maxUnavailable, each.metadata.name).toBeGreaterThanOrEqual(1);
      else expect(minAvailable, each.metadata.name).toBeLessThan(least[each.metadata.name] ?? 0);
    }
  });

  it('a node can be drained while what runs on it is not ready', () => {
    const policies = ofKind(overlay, 'PodDisruptionBudget').map(
      (each) => specOf<{ unhealthyPodEvictionPolicy?: string }>(each).unhealthyPodEvictionPolicy,
    );
    expect(new Set(policies)).toEqual(new Set(['AlwaysAllow']));
  });

  it('claims have no labels, which nobody could change afterwards, and Redis gets the memory that it may fill', () => {
    for (const { spec, name } of workloads) {
      const claims: readonly object[] = spec.volumeClaimTemplates ?? [];
      expect(
        claims.map((claim) => ({ ...claim, spec: undefined })),
        name,
      ).toEqual(claims.map(() => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' } })));
    }
    if (overlay !== 'microk8s') return;
    const [, most = ''] = /^maxmemory (\d+)mb$/m.exec(read('infra/k8s/components/redis/redis.conf')) ?? [];
    expect(Number(/^(\d+)Mi$/.exec(one('redis').resources?.requests?.memory ?? '')?.[1])).toBeGreaterThan(Number(most));
  });

  it('the job that migrates is called after its version, starts a file of the image, and is over some time', () => {
    const [node, , , file = ''] = one('migrate').command ?? [];
    expect(node).toBe('node');
    expect(filesAt(file)).toEqual([file]);
    expect(one('migrate').image).toBe(one('runner').image);
    const [, tag] = /:([^:/]+)$/.exec(one('runner').image) ?? [];
    expect(workload('migrate').resource.metadata.name).toBe(`migrate-${tag}`);
    expect(workload('migrate').spec).toMatchObject({ activeDeadlineSeconds: expect.any(Number), backoffLimit: 5 });
  });
});

type IngressSpec = {
  readonly tls: readonly { readonly hosts: readonly string[] }[];
  readonly rules: readonly {
    readonly host: string;
    readonly http: {
      readonly paths: readonly {
        readonly path: string;
        readonly backend: { readonly service: { readonly name: string; readonly port: { readonly name: string } } };
      }[];
    };
  }[];
};
type PolicySpec = {
  readonly podSelector: Selector;
  readonly ingress?: readonly { readonly ports?: readonly { readonly port: string | number }[] }[];
};
