// A psql beside the processes on Container Apps, for as long as somebody needs one. How to use it: docs/operate.md.

targetScope = 'resourceGroup'

@description('As it was given to azure.bicep.')
param resourceBaseName string

param location string = resourceGroup().location

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: '${resourceBaseName}-runner'
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: 'kv-${uniqueString(resourceGroup().id, resourceBaseName)}'
}

resource environment 'Microsoft.App/managedEnvironments@2025-07-01' existing = {
  name: resourceBaseName
}

resource psql 'Microsoft.App/containerApps@2025-07-01' = {
  name: '${resourceBaseName}-psql'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      secrets: [
        {
          name: 'database-url'
          keyVaultUrl: '${vault.properties.vaultUri}secrets/database-url'
          identity: identity.id
        }
      ]
    }
    template: {
      containers: [
        {
          name: 'psql'
          image: 'docker.io/library/postgres:17.6-alpine3.22'
          command: [
            'sleep'
          ]
          args: [
            'infinity'
          ]
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: [
            {
              name: 'DATABASE_URL'
              secretRef: 'database-url'
            }
            {
              // The authorities of the image, for sslmode=verify-full.
              name: 'PGSSLROOTCERT'
              value: 'system'
            }
          ]
        }
      ]
      scale: {
        minReplicas: 1
        maxReplicas: 1
      }
    }
  }
}
