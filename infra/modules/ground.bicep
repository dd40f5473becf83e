// What both ways of running stand on: identities, log, network, vault, PostgreSQL, Redis, and all secrets in the vault.

param baseName string
param location string
param addressPrefix string
param appsDelegation string
param highAvailability bool

@secure()
param postgresPassword string

@description('Name of the PostgreSQL server; empty for one of our own naming.')
param postgresServer string

@description('Company numbers, separated by commas.')
param companies string

@secure()
@description('Base64 of {"111111": {"user": "...", "password": "..."}, ...}: the web service account of each company.')
param plexAccounts string

@secure()
@description('Base64 of the access list.')
param accessList string

@secure()
@description('Client secret of the tab\'s app registration.')
param tabClientSecret string

@description('How long logs are kept.')
param logDays int

var unique = uniqueString(resourceGroup().id, baseName)
// With blanks between the numbers, too.
var companyList = split(replace(companies, ' ', ''), ',')

resource botIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${baseName}-bot'
  location: location
}

resource runnerIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${baseName}-runner'
  location: location
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${baseName}-logs'
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: logDays
    features: {
      disableLocalAuth: true
    }
  }
}

module network 'network.bicep' = {
  name: 'network'
  params: {
    name: baseName
    location: location
    addressPrefix: addressPrefix
    appsDelegation: appsDelegation
  }
}

module vault 'vault.bicep' = {
  name: 'vault'
  params: {
    name: 'kv-${unique}'
    location: location
    subnetId: network.outputs.endpointsSubnetId
    zoneId: network.outputs.vaultZoneId
    workspaceId: logs.id
  }
}

module postgres 'postgres.bicep' = {
  name: 'postgres'
  params: {
    name: empty(postgresServer) ? '${baseName}-${unique}' : postgresServer
    location: location
    subnetId: network.outputs.postgresSubnetId
    zoneId: network.outputs.postgresZoneId
    password: postgresPassword
    highAvailability: highAvailability
    workspaceId: logs.id
    vaultName: vault.outputs.name
    readers: [
      botIdentity.properties.principalId
      runnerIdentity.properties.principalId
    ]
  }
}

module redis 'redis.bicep' = {
  name: 'redis'
  params: {
    name: '${baseName}-${unique}'
    location: location
    subnetId: network.outputs.endpointsSubnetId
    zoneId: network.outputs.redisZoneId
    highAvailability: highAvailability
    vaultName: vault.outputs.name
    readers: [
      botIdentity.properties.principalId
      runnerIdentity.properties.principalId
    ]
  }
}

module access 'secret.bicep' = {
  name: 'access-list'
  params: {
    vaultName: vault.outputs.name
    name: 'access-list'
    value: base64ToString(accessList)
    readers: [
      botIdentity.properties.principalId
    ]
  }
}

module tabSecret 'secret.bicep' = {
  name: 'tab-client-secret'
  params: {
    vaultName: vault.outputs.name
    name: 'tab-client-secret'
    value: tabClientSecret
    readers: [
      botIdentity.properties.principalId
    ]
  }
}

module plexUsers 'secret.bicep' = [for company in companyList: {
  name: 'plex-${company}-user'
  params: {
    vaultName: vault.outputs.name
    name: 'plex-${company}-user'
    value: json(base64ToString(plexAccounts))[company].user
    readers: [
      runnerIdentity.properties.principalId
    ]
  }
}]

module plexPasswords 'secret.bicep' = [for company in companyList: {
  name: 'plex-${company}-password'
  params: {
    vaultName: vault.outputs.name
    name: 'plex-${company}-password'
    value: json(base64ToString(plexAccounts))[company].password
    readers: [
      runnerIdentity.properties.principalId
    ]
  }
}]

output networkName string = network.outputs.networkName
output appsSubnetId string = network.outputs.appsSubnetId
output workspaceId string = logs.id
output vaultName string = vault.outputs.name
output vaultUri string = vault.outputs.uri
output postgresHost string = postgres.outputs.host
output redisName string = redis.outputs.name
output redisAddress string = redis.outputs.address
output botIdentityName string = botIdentity.name
output runnerIdentityName string = runnerIdentity.name
