#!/usr/bin/env bash
# Builds both images from this checkout and pushes them: with Docker, or in the registry itself where it is one of Azure.
#   infra/docker/build.sh REGISTRY TAG          infra/docker/build.sh reports.azurecr.io 0.2.0
set -euo pipefail
registry=${1:?"usage: infra/docker/build.sh REGISTRY TAG"} tag=${2:?"usage: infra/docker/build.sh REGISTRY TAG"}
cd "$(dirname "$0")/../.."
revision=$(git rev-parse HEAD)
for name in bot runner; do
  build=(--file "infra/docker/$name.Dockerfile" --build-arg "VERSION=$tag" --build-arg "REVISION=$revision")
  if [[ $registry == *.azurecr.io ]]; then
    az acr build ${AZURE_SUBSCRIPTION_ID:+--subscription "$AZURE_SUBSCRIPTION_ID"} --registry "${registry%%.*}" --image "repsys-$name:$tag" "${build[@]}" .
  else
    docker build --tag "$registry/repsys-$name:$tag" "${build[@]}" .
    docker push "$registry/repsys-$name:$tag"
  fi
done
