// What watches a cluster: monitors that find both processes, and the alerts of infra/prometheus, given to the Prometheus operator word for word.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { read, root } from '../house/tree.ts';
import { hasPromtool } from '../kit/metrics.ts';
import { problemsOf, type Resource, render, renderFolder, whyNot } from './kubernetes.ts';
import { type Selector, selects, specOf } from './workloads.ts';

const source = 'infra/prometheus/repsys.rules.yml';

/** The object for the operator, with the text of the rules as it stands. */
function ruleObject(): string {
  const [, groups = ''] = /^(groups:[\s\S]*)/m.exec(read(source)) ?? [];
  return `# The alerts of ${source} for the Prometheus operator, written from there; after a change: npx vitest run test/infra/monitoring.test.ts -u
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: repsys
spec:
${groups.replace(/^(?=.)/gm, '  ')}`;
}

describe('the alerts', () => {
  it('are those of Prometheus, word for word', async () => {
    await expect(ruleObject()).toMatchFileSnapshot('../../infra/k8s/components/monitoring/rules.yaml');
  });
});

const among = (objects: readonly Resource[], kind: string) => objects.filter((each) => each.kind === kind);

describe.skipIf(whyNot() !== undefined).each(['microk8s', 'aks'])('watching in the overlay %s', (overlay) => {
  let folder: string;
  let objects: readonly Resource[];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'repsys-watched-'));
    const has = among(render(overlay), 'ServiceMonitor').length > 0;
    objects = has ? render(overlay) : withComponent();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The overlay of a cluster that has the operator, as infra/k8s/README.md says. */
  function withComponent(): readonly Resource[] {
    mkdirSync(join(folder, 'own'));
    const at = (path: string) => relative(join(folder, 'own'), join(root, 'infra/k8s', path));
    const own = {
      resources: [at(`overlays/${overlay}`)],
      components: [at('components/monitoring')],
      namespace: 'repsys',
    };
    writeFileSync(join(folder, 'own/kustomization.yaml'), stringify(own));
    return renderFolder(join(folder, 'own'));
  }

  it('has objects that the operator would take', () => {
    const kinds = ['ServiceMonitor', 'PrometheusRule'];
    const watching = objects.filter(({ kind }) => kinds.includes(kind));
    expect(watching.map(({ kind }) => kind).sort()).toEqual(kinds.toReversed());
    expect(watching.flatMap(problemsOf)).toEqual([]);
  });

  it('scrapes bot and runner where they tell their numbers, and is let in there', () => {
    const [monitor] = among(objects, 'ServiceMonitor');
    const { selector, endpoints } = monitor
      ? specOf<{ selector: Selector; endpoints: readonly { port: string }[] }>(monitor)
      : expect.fail('there is no monitor');
    const watched = among(objects, 'Service').filter(({ metadata }) => selects(selector, metadata.labels ?? {}));
    expect(watched.map(({ metadata }) => metadata.name).sort()).toEqual(['bot', 'runner']);
    const ports = watched.map((each) => specOf<{ ports: readonly { name: string }[] }>(each).ports);
    const [port] = endpoints.map((each) => each.port);
    expect(ports.map((each) => each.some(({ name }) => name === port))).toEqual([true, true]);
    const policy = among(objects, 'NetworkPolicy').find(({ metadata }) => metadata.name === 'from-monitoring');
    expect(policy?.spec).toMatchObject({ ingress: [{ ports: [{ port }] }] });
  });

  it('has the alerts, and Prometheus can read them', (test) => {
    const [rules] = among(objects, 'PrometheusRule');
    expect(rules?.spec).toEqual(parse(read(source)));
    if (!hasPromtool()) test.skip('promtool is not here: Debian has it in the package prometheus');
    const file = join(folder, 'rules.yml');
    writeFileSync(file, stringify(rules?.spec));
    expect(spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' }).stdout).toContain('SUCCESS');
  });
});

describe.skipIf(whyNot() !== undefined)('on MicroK8s', () => {
  it("whatever is watched has the label by which the addon's Prometheus chooses", () => {
    const chosen = render('microk8s').filter(({ metadata }) => metadata.labels?.release === 'kube-prom-stack');
    expect(chosen.map(({ kind }) => kind).sort()).toEqual(['PrometheusRule', 'ServiceMonitor']);
    const [policy] = render('microk8s').filter(({ metadata }) => metadata.name === 'from-monitoring');
    expect(JSON.stringify(policy?.spec)).toContain('"kubernetes.io/metadata.name":"observability"');
  });
});
