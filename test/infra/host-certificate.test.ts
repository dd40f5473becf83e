// How the host that Teams calls gets its certificate: an issuer that the Ingress names, and a way in for those who ask for the proof.
import { describe, expect, it } from 'vitest';
import { read } from '../house/tree.ts';
import { objectsIn, overlays, problemsOf, whyNot } from './kubernetes.ts';
import { specOf, the } from './workloads.ts';

type Issuer = {
  readonly acme: {
    readonly solvers: readonly [{ readonly http01: { readonly ingress: { readonly ingressClassName: string } } }];
  };
};
type Policy = {
  readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly ingress: readonly [{ readonly from: readonly unknown[]; readonly ports: readonly unknown[] }];
};

describe.skipIf(whyNot() !== undefined).each(overlays)('the certificate of the host in the overlay %s', (overlay) => {
  it('comes from the issuer of the example, by the class that the Ingress has', () => {
    const [issuer, ...more] = objectsIn(read(`infra/k8s/overlays/${overlay}/cluster-issuer.yaml`));
    const ingress = the(overlay, 'Ingress', 'bot');
    if (!issuer) expect.fail('there is no issuer');
    expect([more, problemsOf(issuer)]).toEqual([[], []]);
    expect(ingress.metadata).toMatchObject({ annotations: { 'cert-manager.io/cluster-issuer': issuer.metadata.name } });
    const [{ http01 }] = specOf<Issuer>(issuer).acme.solvers;
    expect(ingress.spec).toMatchObject({ ingressClassName: http01.ingress.ingressClassName });
  });

  it('is proved by a pod that the way in reaches, as it reaches the bot', () => {
    const toBot = specOf<Policy>(the(overlay, 'NetworkPolicy', 'from-ingress'));
    const toSolver = specOf<Policy>(the(overlay, 'NetworkPolicy', 'from-ingress-to-solver'));
    // The label and the port that cert-manager gives to its pod.
    expect(toSolver.podSelector).toEqual({ matchLabels: { 'acme.cert-manager.io/http01-solver': 'true' } });
    expect(toSolver.ingress).toEqual([{ from: toBot.ingress[0].from, ports: [{ protocol: 'TCP', port: 8089 }] }]);
  });
});
