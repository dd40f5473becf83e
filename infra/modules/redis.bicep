// Redis: the queue, the mutex display, progress. It may be lost at any time, so it is small and not backed up.

param name string
param location string
param subnetId string
param zoneId string
param highAvailability bool
param vaultName string

@description('Identities that may read its key.')
param readers array

resource redis 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: name
  location: location
  sku: {
    name: 'Balanced_B0'
  }
  properties: {
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Disabled'
    highAvailability: highAvailability ? 'Enabled' : 'Disabled'
  }
}

resource queue 'Microsoft.Cache/redisEnterprise/databases@2025-07-01' = {
  parent: redis
  name: 'default'
  properties: {
    clientProtocol: 'Encrypted'
    port: 10000
    // The queue's scripts use several keys at once, which a cluster would refuse; no key of a queue may be evicted.
    clusteringPolicy: 'NoCluster'
    evictionPolicy: 'NoEviction'
    accessKeysAuthentication: 'Enabled'
  }
}

module endpoint 'private-endpoint.bicep' = {
  name: '${name}-endpoint'
  params: {
    name: '${name}-endpoint'
    location: location
    subnetId: subnetId
    targetId: redis.id
    groupId: 'redisEnterprise'
    zoneId: zoneId
  }
}

module key 'secret.bicep' = {
  name: '${name}-key'
  params: {
    vaultName: vaultName
    name: 'redis-key'
    value: queue.listKeys().primaryKey
    readers: readers
  }
}

output name string = redis.name
output address string = '${redis.properties.hostName}:10000'
