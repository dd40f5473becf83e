// PostgreSQL: the record and the warehouse. Reached over our own network only, TLS required, backed up for 35 days.

param name string
param location string
param subnetId string
param zoneId string

@secure()
@minLength(16)
param password string

@description('A standby in another zone.')
param highAvailability bool
param workspaceId string
param vaultName string

@description('Identities that may read the address.')
param readers array

var login = 'repsys'
var database = 'repsys'

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: name
  location: location
  sku: {
    name: 'Standard_D2ds_v5'
    tier: 'GeneralPurpose'
  }
  properties: {
    version: '17'
    administratorLogin: login
    administratorLoginPassword: password
    authConfig: {
      activeDirectoryAuth: 'Disabled'
      passwordAuth: 'Enabled'
    }
    network: {
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: zoneId
    }
    storage: {
      storageSizeGB: 64
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: 35
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: highAvailability ? 'ZoneRedundant' : 'Disabled'
    }
  }
}

resource books 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2025-08-01' = {
  parent: server
  name: database
  properties: {
    charset: 'UTF8'
    collation: 'en_US.utf8'
  }
}

resource tls 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01' = {
  parent: server
  name: 'require_secure_transport'
  properties: {
    source: 'user-override'
    value: 'on'
  }
  dependsOn: [
    books
  ]
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: server
  name: 'logs'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

module address 'secret.bicep' = {
  name: '${name}-address'
  params: {
    vaultName: vaultName
    name: 'database-url'
    value: 'postgres://${login}:${uriComponent(password)}@${server.properties.fullyQualifiedDomainName}:5432/${books.name}?sslmode=verify-full'
    readers: readers
  }
}

output host string = server.properties.fullyQualifiedDomainName
