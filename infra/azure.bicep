// Everything for one tenant on Azure Container Apps. What it makes, and what it cannot: README.md beside this file.

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

@description('Id of the app in Teams, as in its manifest.')
param teamsAppId string

@description('Client id of the app registration by which people sign in to the tab.')
param tabClientId string

@secure()
@description('Its client secret, with which the bot asks Microsoft Graph in a person\'s name.')
param tabClientSecret string

@description('A container registry in this resource group that holds both images.')
param registryName string

@description('repository:tag in the registry')
param botImage string

@description('repository:tag in the registry')
param runnerImage string

@description('Address of the Plex web service; https.')
param plexUrl string

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

@description('Two zones for PostgreSQL, Redis and the processes. Not every region has zones.')
param highAvailability bool = true

@description('At least a /22; nothing else may use it.')
param addressPrefix string = '10.60.0.0/22'

@minValue(30)
@maxValue(730)
@description('How long logs are kept, in days.')
param logDays int = 90

@description('More settings of the bot by name, as in docs/settings.md; no secrets.')
param botSettings object = {}

@description('More settings of the runner by name, as in docs/settings.md; no secrets.')
param runnerSettings object = {}

module ground 'modules/ground.bicep' = {
  name: 'ground'
  params: {
    baseName: resourceBaseName
    location: location
    addressPrefix: addressPrefix
    appsDelegation: 'Microsoft.App/environments'
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

module apps 'modules/container-apps.bicep' = {
  name: 'apps'
  params: {
    baseName: resourceBaseName
    location: location
    subnetId: ground.outputs.appsSubnetId
    workspaceId: ground.outputs.workspaceId
    highAvailability: highAvailability
    botIdentityName: ground.outputs.botIdentityName
    runnerIdentityName: ground.outputs.runnerIdentityName
    vaultUri: ground.outputs.vaultUri
    redisAddress: ground.outputs.redisAddress
    registryName: registryName
    botImage: botImage
    runnerImage: runnerImage
    tenantId: tenantId
    teamsAppId: teamsAppId
    tabClientId: tabClientId
    plexUrl: plexUrl
    companies: companies
    botSettings: botSettings
    runnerSettings: runnerSettings
  }
}

module registration 'modules/bot-registration.bicep' = {
  name: 'registration'
  params: {
    name: '${resourceBaseName}-${uniqueString(resourceGroup().id, resourceBaseName)}'
    displayName: displayName
    endpoint: 'https://${apps.outputs.domain}/api/messages'
    appId: apps.outputs.botClientId
    appType: 'UserAssignedMSI'
    tenantId: tenantId
    identityId: apps.outputs.botIdentityId
  }
}

// Names as the Toolkit writes them into env/.env.*
output BOT_ID string = apps.outputs.botClientId
output BOT_TENANT_ID string = tenantId
output BOT_DOMAIN string = apps.outputs.domain
output BOT_ENDPOINT string = 'https://${apps.outputs.domain}'
output TAB_DOMAIN string = apps.outputs.domain
output TAB_HOSTNAME string = apps.outputs.domain
output TAB_ENDPOINT string = 'https://${apps.outputs.domain}/tab'
output BOT_CONTAINER_APP string = apps.outputs.botAppName
output RUNNER_CONTAINER_APP string = apps.outputs.runnerAppName
output KEY_VAULT string = ground.outputs.vaultName
