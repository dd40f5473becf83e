// The bot as Microsoft Teams knows it: its identity, where its messages go, and the Teams channel alone.

param name string
param displayName string

@description('https://HOST/api/messages')
param endpoint string

@description('Client id of the app registration or of the managed identity.')
param appId string

@allowed([
  'UserAssignedMSI'
  'SingleTenant'
])
param appType string
param tenantId string

@description('Resource id of the managed identity; empty for SingleTenant.')
param identityId string = ''

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: name
  location: 'global'
  kind: 'azurebot'
  sku: {
    name: 'F0'
  }
  properties: {
    displayName: displayName
    endpoint: endpoint
    msaAppId: appId
    msaAppType: appType
    msaAppTenantId: tenantId
    msaAppMSIResourceId: empty(identityId) ? null : identityId
    disableLocalAuth: true
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
    location: 'global'
    properties: {
      isEnabled: true
    }
  }
}
