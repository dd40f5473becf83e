// The psql for a bad night: a cluster takes it and lets it reach PostgreSQL; on Container Apps it finds what azure.bicep has made.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { read } from '../house/tree.ts';
import { type BicepFile, readBicep, under, wordOf } from './bicep.ts';
import { problemsOf, type Resource, whyNot } from './kubernetes.ts';
import { ofKind, type Pod, type Selector, selects, specOf } from './workloads.ts';

const pod = parse(read('infra/psql.yaml')) as Resource;
const { containers, securityContext, automountServiceAccountToken } = specOf<Pod>(pod);

describe.skipIf(whyNot() !== undefined)('infra/psql.yaml', () => {
  it('is a pod that a cluster takes, also with Pod Security "restricted"', () => {
    expect(problemsOf(pod)).toEqual([]);
    expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(containers.map((each) => each.securityContext)).toEqual([
      { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    ]);
    expect(automountServiceAccountToken).toBe(false);
  });

  it('is let out to PostgreSQL and to names, and nowhere else', () => {
    const policies = ofKind('aks', 'NetworkPolicy').filter((each) =>
      selects(specOf<{ podSelector: Selector }>(each).podSelector, pod.metadata.labels ?? {}),
    );
    expect(policies.map(({ metadata }) => metadata.name).sort()).toEqual(['names', 'nothing', 'to-postgresql']);
  });

  it('reads the address from the Secret that the processes read', () => {
    const [key] = (containers[0]?.env ?? []).flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []);
    expect(read(`infra/k8s/secrets.example/${key?.name}.env`)).toContain(`\n${key?.key}=`);
  });
});

describe('infra/psql.bicep', () => {
  const nameIn = (file: BicepFile, resource: string) =>
    wordOf(under(file.resources.find(({ name }) => name === resource)?.body, 'name'));
  const bicep = (path: string) => readBicep(read(`infra/${path}`));

  it('finds identity, environment and vault by the names that they were given', async () => {
    const [psql, ground, apps] = await Promise.all(
      ['psql.bicep', 'modules/ground.bicep', 'modules/container-apps.bicep'].map(bicep),
    );
    if (!psql || !ground || !apps) return expect.fail('a file is missing');
    const named = (resource: string) => nameIn(psql, resource).replace('resourceBaseName', 'baseName');
    expect(named('identity')).toBe(nameIn(ground, 'runnerIdentity'));
    expect(named('environment')).toBe(nameIn(apps, 'environment'));
    const unique = wordOf(ground.variables.find(({ name }) => name === 'unique')?.value);
    const vault = wordOf(under(ground.modules.find(({ name }) => name === 'vault')?.body, 'params', 'name'));
    expect(named('vault')).toBe(vault.replace('unique', unique));
  });

  it('is of the version that the pod is of', () => {
    expect(read('infra/psql.bicep')).toContain(`image: '${containers[0]?.image}'`);
  });
});
