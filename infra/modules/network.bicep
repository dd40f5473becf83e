// The network: one subnet for the processes, one for private endpoints, one for PostgreSQL; private names for each service.

param name string
param location string

@description('At least a /22; nothing else may use it.')
param addressPrefix string

@description('The service that runs the processes and takes their subnet over; empty for AKS, which does not.')
param appsDelegation string

var appsPrefix = cidrSubnet(addressPrefix, 23, 0)
var endpointsPrefix = cidrSubnet(addressPrefix, 27, 16)
var postgresPrefix = cidrSubnet(addressPrefix, 27, 17)

var vaultZone = 'privatelink.vaultcore.azure.net'
var redisZone = 'privatelink.redis.azure.net'
var postgresZone = '${name}.private.postgres.database.azure.com'
var zoneNames = [
  vaultZone
  redisZone
  postgresZone
]

resource endpointsGuard 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: '${name}-endpoints'
  location: location
  properties: {
    securityRules: [
      {
        name: 'processes-to-vault-and-redis'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: appsPrefix
          sourcePortRange: '*'
          destinationAddressPrefix: endpointsPrefix
          destinationPortRanges: [
            '443'
            '10000'
          ]
        }
      }
      {
        name: 'nothing-else'
        properties: {
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource postgresGuard 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: '${name}-postgres'
  location: location
  properties: {
    securityRules: [
      {
        name: 'processes-to-postgres'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: appsPrefix
          sourcePortRange: '*'
          destinationAddressPrefix: postgresPrefix
          destinationPortRange: '5432'
        }
      }
      {
        // The service itself: the standby follows the primary inside this subnet.
        name: 'postgres-to-its-standby'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: postgresPrefix
          sourcePortRange: '*'
          destinationAddressPrefix: postgresPrefix
          destinationPortRanges: [
            '5432'
            '6432'
          ]
        }
      }
      {
        name: 'nothing-else'
        properties: {
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: [
        addressPrefix
      ]
    }
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: appsPrefix
          delegations: empty(appsDelegation) ? [] : [
            {
              name: 'apps'
              properties: {
                serviceName: appsDelegation
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: endpointsPrefix
          privateEndpointNetworkPolicies: 'Enabled'
          networkSecurityGroup: {
            id: endpointsGuard.id
          }
        }
      }
      {
        name: 'postgres'
        properties: {
          addressPrefix: postgresPrefix
          networkSecurityGroup: {
            id: postgresGuard.id
          }
          delegations: [
            {
              name: 'postgres'
              properties: {
                serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers'
              }
            }
          ]
        }
      }
    ]
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for zoneName in zoneNames: {
  name: zoneName
  location: 'global'
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (zoneName, i) in zoneNames: {
  parent: zones[i]
  name: name
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: network.id
    }
  }
}]

output networkName string = network.name
output appsSubnetId string = resourceId('Microsoft.Network/virtualNetworks/subnets', network.name, 'apps')
output endpointsSubnetId string = resourceId('Microsoft.Network/virtualNetworks/subnets', network.name, 'endpoints')
output postgresSubnetId string = resourceId('Microsoft.Network/virtualNetworks/subnets', network.name, 'postgres')
output vaultZoneId string = zones[0].id
output redisZoneId string = zones[1].id
output postgresZoneId string = zones[2].id
