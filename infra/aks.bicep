// The same ground for Kubernetes: AKS instead of Container Apps. The processes are then applied from k8s/overlays/aks.

targetScope = 'resourceGroup'

@minLength(3)
@maxLength(16)
@description('Begins every name: small letters, digits, hyphens.')
param resourceBaseName string

param location string = resourceGroup().location

@description('Tenant whose people may write to the bot.')
param tenantId string = tenant().tenantId

@description('Name of the bot in Teams.')
param displayName string = 'Reports'

@description('Client id of the bot\'s app registration.')
param botId string

@secure()
@description('Its client secret.')
param botPassword string

@secure()
@description('Client secret of the app registration by which people sign in to the tab.')
param tabClientSecret string

@description('Host name of the ingress: the bot and the tab.')
param domain string

@description('A container registry in this resource group that holds both images.')
param registryName string

@description('Company numbers (PCN), separated by commas.')
param companies string

@secure()
@description('Base64 of {"111111": {"user": "...", "password": "..."}, ...}: the web service account of each company.')
param plexAccounts string

@secure()
@description('Base64 of the access list, as in docs/examples/access.json.')
param accessList string

@secure()
@minLength(16)
@description('Password of PostgreSQL\'s account.')
param postgresPassword string

@description('Name of the PostgreSQL server, when it was restored under another one; empty for a name made here.')
param postgresServer string = ''

param highAvailability bool = true

@description('At least a /22; nothing else may use it.')
param addressPrefix string = '10.60.0.0/22'

@minValue(30)
@maxValue(730)
param logDays int = 90

@description('Entra groups whose members administer the cluster.')
param adminGroups array

module ground 'modules/ground.bicep' = {
  name: 'ground'
  params: {
    baseName: resourceBaseName
    location: location
    addressPrefix: addressPrefix
    appsDelegation: ''
    highAvailability: highAvailability
    postgresPassword: postgresPassword
    postgresServer: postgresServer
    companies: companies
    plexAccounts: plexAccounts
    accessList: accessList
    tabClientSecret: tabClientSecret
    logDays: logDays
  }
}

module botSecret 'modules/bot-password.bicep' = {
  name: 'bot-password'
  params: {
    vaultName: ground.outputs.vaultName
    botIdentityName: ground.outputs.botIdentityName
    value: botPassword
  }
}

module cluster 'modules/aks.bicep' = {
  name: 'cluster'
  params: {
    name: resourceBaseName
    location: location
    networkName: ground.outputs.networkName
    workspaceId: ground.outputs.workspaceId
    registryName: registryName
    botIdentityName: ground.outputs.botIdentityName
    runnerIdentityName: ground.outputs.runnerIdentityName
    adminGroups: adminGroups
    highAvailability: highAvailability
  }
}

module registration 'modules/bot-registration.bicep' = {
  name: 'registration'
  params: {
    name: '${resourceBaseName}-${uniqueString(resourceGroup().id, resourceBaseName)}'
    displayName: displayName
    endpoint: 'https://${domain}/api/messages'
    appId: botId
    appType: 'SingleTenant'
    tenantId: tenantId
  }
}

output BOT_ID string = botId
output BOT_TENANT_ID string = tenantId
output BOT_DOMAIN string = domain
output TAB_DOMAIN string = domain
output CLUSTER string = cluster.outputs.clusterName
output KEY_VAULT string = ground.outputs.vaultName
output POSTGRES_HOST string = ground.outputs.postgresHost
output REDIS_NAME string = ground.outputs.redisName
output REDIS_ADDRESS string = ground.outputs.redisAddress
output BOT_IDENTITY_CLIENT_ID string = cluster.outputs.botClientId
output RUNNER_IDENTITY_CLIENT_ID string = cluster.outputs.runnerClientId
