// The bot's client secret, where the bot has no managed identity of its own (Kubernetes).

param vaultName string
param botIdentityName string

@secure()
param value string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: botIdentityName
}

module secret 'secret.bicep' = {
  name: 'bot-password-secret'
  params: {
    vaultName: vaultName
    name: 'bot-password'
    value: value
    readers: [
      identity.properties.principalId
    ]
  }
}
