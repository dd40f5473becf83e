#!/usr/bin/env bash
# Installs an overlay, or a new version of it. The database is migrated first; where that fails, nothing else is
# changed and the old pods go on.
#   infra/k8s/install.sh FOLDER            KUBECTL='microk8s kubectl' names another kubectl
set -euo pipefail
overlay=${1:?"usage: infra/k8s/install.sh FOLDER, an overlay as infra/k8s/overlays/aks"}
read -ra program <<<"${KUBECTL:-kubectl}"
inside() { "${program[@]}" --namespace repsys "$@"; }

job=$("${program[@]}" kustomize "$overlay" | sed -n 's/^  name: \(migrate-.*\)$/\1/p')
[ -n "$job" ] || { echo "$overlay has no Job migrate-…: is it an overlay?" >&2; exit 2; }

# Complete, Failed, or nothing while it works.
outcome() {
  inside get job "$job" --ignore-not-found \
    --output 'jsonpath={.status.conditions[?(@.type=="Complete")].type}{.status.conditions[?(@.type=="Failed")].type}'
}

# A Job that failed is not started again by applying it.
[ "$(outcome)" != Failed ] || inside delete job "$job"
inside apply --kustomize "$overlay" --selector 'app.kubernetes.io/name notin (bot,runner)'

echo "waiting for $job"
until result=$(outcome) && [ -n "$result" ]; do sleep "${POLL_SECONDS:-2}"; done
if [ "$result" = Failed ]; then
  inside logs "job/$job" --tail=20 || true
  echo "$job failed; the version before goes on. Mend what its log says and start this again." >&2
  exit 1
fi

inside apply --kustomize "$overlay"
for name in bot runner; do inside rollout status "deployment/$name" --timeout=15m; done
inside delete jobs --selector app.kubernetes.io/name=migrate --field-selector "metadata.name!=$job"
