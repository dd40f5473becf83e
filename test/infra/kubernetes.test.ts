// Every object of every overlay is one that Kubernetes 1.34, KEDA, cert-manager or the Prometheus operator would take.
import { describe, expect, it } from 'vitest';
import { overlays, problemsOf, type Resource, render, whyNot } from './kubernetes.ts';

const reason = whyNot();
if (reason) process.stdout.write(`the overlays of infra/k8s are not looked at: ${reason}\n`);

const nameOf = ({ kind, metadata }: Resource) => `${kind} ${metadata.name}`;

describe.skipIf(reason !== undefined).each(overlays)('the overlay %s', (overlay) => {
  it('has only objects that a cluster would take, each once', () => {
    const resources = render(overlay);
    expect(resources.length).toBeGreaterThan(20);
    expect(new Set(resources.map(nameOf)).size).toBe(resources.length);
    expect(resources.flatMap((each) => problemsOf(each).map((problem) => `${nameOf(each)} ${problem}`))).toEqual([]);
  });

  it('keeps everything in its namespace', () => {
    const strangers = render(overlay).filter(
      ({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'repsys',
    );
    expect(strangers.map(nameOf)).toEqual([]);
  });

  it('holds no secret', () => {
    expect(render(overlay).filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });
});

describe.skipIf(reason !== undefined)('a mistake is refused', () => {
  /** An object of the overlay with one piece of its text changed. */
  function spoiled(kind: string, from: string, to: string): readonly string[] {
    const found = render('microk8s').find((each) => each.kind === kind);
    const text = JSON.stringify(found);
    expect(text, `${kind} has ${from}`).toContain(from);
    return problemsOf(JSON.parse(text.replace(from, to)) as Resource);
  }

  it.each([
    ['a field that does not exist', 'Deployment', '"readinessProbe"', '"readynessProbe"', 'readynessProbe'],
    [
      'a field in the wrong place',
      'Deployment',
      '"serviceAccountName"',
      '"serviceAccount_Name"',
      'serviceAccount_Name',
    ],
    [
      'text for a number',
      'Deployment',
      '"terminationGracePeriodSeconds":60',
      '"terminationGracePeriodSeconds":"60"',
      'integer',
    ],
    ['a quantity that is none', 'Deployment', '"256Mi"', '"256 MB"', 'pattern'],
    ['a required field left out', 'NetworkPolicy', '"podSelector"', '"podselector"', 'podselector'],
    ['an unknown field of KEDA', 'ScaledObject', '"pollingInterval"', '"pollInterval"', 'pollInterval'],
    ['a number of KEDA that cannot be', 'ScaledObject', '"maxReplicaCount":4', '"maxReplicaCount":0', '>= 1'],
    [
      'an unknown field deep inside KEDA',
      'ScaledObject',
      '"authenticationRef":{"name"',
      '"authenticationRef":{"nam"',
      'nam',
    ],
    ['an unknown field of a monitor', 'ServiceMonitor', '"interval"', '"intervall"', 'intervall'],
    ['an unknown field of an alert', 'PrometheusRule', '"expr"', '"expression"', 'expression'],
    ['an unknown field of a certificate', 'Certificate', '"dnsNames"', '"dnsnames"', 'dnsnames'],
    ['a version that is gone', 'HorizontalPodAutoscaler', 'autoscaling/v2', 'autoscaling/v2beta2', 'no schema'],
  ])('%s', (_, kind, from, to, told) => {
    expect(spoiled(kind, from, to).join('\n')).toContain(told);
  });
});
