// A cluster for k8s/overlays/aks: network policies that hold, KEDA, secrets out of the vault by workload identity.
// The ingress is yours to choose: Azure's managed NGINX is supported until November 2026 only, so none is switched on here.

param name string
param location string

@description('Network of this resource group; the nodes live in its subnet "apps".')
param networkName string

param workspaceId string
param registryName string
param botIdentityName string
param runnerIdentityName string

@description('Entra groups whose members administer the cluster.')
param adminGroups array
param highAvailability bool

@description('Namespace of the overlay; its service accounts are called bot and runner.')
param namespace string = 'repsys'

// Built-in roles "AcrPull" and "Network Contributor".
var acrPull = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
var networkContributor = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4d97b98b-1d4f-4787-a291-c67834d212e7')
var zones = highAvailability ? [
  '1'
  '2'
  '3'
] : []

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

resource botIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: botIdentityName
}

resource runnerIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: runnerIdentityName
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: networkName
}

resource apps 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' existing = {
  parent: network
  name: 'apps'
}

// Who the cluster is to Azure. It joins the subnet while it is being made, so its rights must be there before it.
resource clusterIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-cluster'
  location: location
}

resource joins 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: apps
  name: guid(apps.id, clusterIdentity.id, networkContributor)
  properties: {
    principalId: clusterIdentity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: networkContributor
  }
}

resource cluster 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: name
  location: location
  sku: {
    name: 'Base'
    tier: 'Standard'
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${clusterIdentity.id}': {}
    }
  }
  properties: {
    dnsPrefix: name
    disableLocalAccounts: true
    aadProfile: {
      managed: true
      enableAzureRBAC: false
      adminGroupObjectIDs: adminGroups
    }
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      networkDataplane: 'cilium'
      networkPolicy: 'cilium'
    }
    agentPoolProfiles: [
      {
        name: 'nodes'
        mode: 'System'
        vmSize: 'Standard_D4ds_v5'
        count: 2
        minCount: 2
        maxCount: 5
        enableAutoScaling: true
        osSKU: 'AzureLinux'
        vnetSubnetID: apps.id
        availabilityZones: zones
      }
    ]
    autoUpgradeProfile: {
      upgradeChannel: 'patch'
      nodeOSUpgradeChannel: 'NodeImage'
    }
    oidcIssuerProfile: {
      enabled: true
    }
    securityProfile: {
      workloadIdentity: {
        enabled: true
      }
    }
    workloadAutoScalerProfile: {
      keda: {
        enabled: true
      }
    }
    addonProfiles: {
      azureKeyvaultSecretsProvider: {
        enabled: true
        config: {
          enableSecretRotation: 'true'
        }
      }
    }
  }
  dependsOn: [
    joins
  ]
}

resource pulls 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: guid(registry.id, cluster.id, acrPull)
  properties: {
    principalId: cluster.properties.identityProfile.kubeletidentity.objectId
    principalType: 'ServicePrincipal'
    roleDefinitionId: acrPull
  }
}

resource botAccount 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2023-01-31' = {
  parent: botIdentity
  name: 'cluster'
  properties: {
    issuer: cluster.properties.oidcIssuerProfile.issuerURL
    subject: 'system:serviceaccount:${namespace}:bot'
    audiences: [
      'api://AzureADTokenExchange'
    ]
  }
}

resource runnerAccount 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2023-01-31' = {
  parent: runnerIdentity
  name: 'cluster'
  properties: {
    issuer: cluster.properties.oidcIssuerProfile.issuerURL
    subject: 'system:serviceaccount:${namespace}:runner'
    audiences: [
      'api://AzureADTokenExchange'
    ]
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: cluster
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'kube-audit-admin'
        enabled: true
      }
      {
        category: 'guard'
        enabled: true
      }
    ]
  }
}

output clusterName string = cluster.name
output botClientId string = botIdentity.properties.clientId
output runnerClientId string = runnerIdentity.properties.clientId
