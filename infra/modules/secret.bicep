// One secret, and who may read it. Rights are given secret by secret: the bot never sees a Plex password, the runner never the bot's.

param vaultName string
param name string

@secure()
param value string

@description('Object ids of the identities that may read it.')
param readers array

// Built-in role "Key Vault Secrets User".
var secretsUser = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: name
  properties: {
    value: value
  }
}

resource rights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for reader in readers: {
  scope: secret
  name: guid(secret.id, reader, secretsUser)
  properties: {
    principalId: reader
    principalType: 'ServicePrincipal'
    roleDefinitionId: secretsUser
  }
}]
