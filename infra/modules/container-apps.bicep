// The two processes on Azure Container Apps: the bot behind HTTPS, the runner behind nothing.

param baseName string
param location string
param subnetId string
param workspaceId string
param highAvailability bool

param botIdentityName string
param runnerIdentityName string
param vaultUri string
param redisAddress string

@description('A container registry in this resource group.')
param registryName string

@description('repository:tag in the registry')
param botImage string

@description('repository:tag in the registry')
param runnerImage string

param tenantId string

@description('Id of the app in Teams: the bot\'s buttons open its tab there.')
param teamsAppId string

@description('App registration by which people sign in to the tab.')
param tabClientId string

param plexUrl string
param companies string

@description('More settings of the bot by name, as in docs/settings.md; no secrets.')
param botSettings object

@description('More settings of the runner by name, as in docs/settings.md; no secrets.')
param runnerSettings object

var botName = '${baseName}-bot'
var runnerName = '${baseName}-runner'
// With blanks between the numbers, too.
var companyList = split(replace(companies, ' ', ''), ',')
var botPort = 3978
var runnerPort = 9464

// How long a process may finish what it has in hand, and the room that Azure gives it beyond that.
var botGraceSeconds = 30
var runnerGraceSeconds = 300
var roomSeconds = 30

// Built-in role "AcrPull".
var acrPull = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')

resource botIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: botIdentityName
}

resource runnerIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: runnerIdentityName
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

resource botPulls 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: guid(registry.id, botIdentity.id, acrPull)
  properties: {
    principalId: botIdentity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: acrPull
  }
}

resource runnerPulls 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: guid(registry.id, runnerIdentity.id, acrPull)
  properties: {
    principalId: runnerIdentity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: acrPull
  }
}

resource environment 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: baseName
  location: location
  properties: {
    vnetConfiguration: {
      infrastructureSubnetId: subnetId
      internal: false
    }
    appLogsConfiguration: {
      destination: 'azure-monitor'
    }
    peerTrafficConfiguration: {
      encryption: {
        enabled: true
      }
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
    zoneRedundant: highAvailability
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: environment
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

var botSecretNames = [
  'database-url'
  'redis-key'
  'access-list'
  'tab-client-secret'
]
var runnerSecretNames = [
  'database-url'
  'redis-key'
]

var botSecrets = [for name in botSecretNames: {
  name: name
  keyVaultUrl: '${vaultUri}secrets/${name}'
  identity: botIdentity.id
}]

var runnerSecrets = [for name in runnerSecretNames: {
  name: name
  keyVaultUrl: '${vaultUri}secrets/${name}'
  identity: runnerIdentity.id
}]

var userSecrets = [for company in companyList: {
  name: 'plex-${company}-user'
  keyVaultUrl: '${vaultUri}secrets/plex-${company}-user'
  identity: runnerIdentity.id
}]

var passwordSecrets = [for company in companyList: {
  name: 'plex-${company}-password'
  keyVaultUrl: '${vaultUri}secrets/plex-${company}-password'
  identity: runnerIdentity.id
}]

var userEnv = [for company in companyList: {
  name: 'PLEX_${company}_USER'
  secretRef: 'plex-${company}-user'
}]

var passwordEnv = [for company in companyList: {
  name: 'PLEX_${company}_PASSWORD'
  secretRef: 'plex-${company}-password'
}]

var moreBotEnv = [for setting in items(botSettings): {
  name: setting.key
  value: string(setting.value)
}]

var moreRunnerEnv = [for setting in items(runnerSettings): {
  name: setting.key
  value: string(setting.value)
}]

resource bot 'Microsoft.App/containerApps@2025-07-01' = {
  name: botName
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${botIdentity.id}': {}
    }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        allowInsecure: false
        targetPort: botPort
        transport: 'auto'
      }
      registries: [
        {
          server: registry.properties.loginServer
          identity: botIdentity.id
        }
      ]
      secrets: botSecrets
    }
    template: {
      terminationGracePeriodSeconds: botGraceSeconds + roomSeconds
      containers: [
        {
          name: 'bot'
          image: '${registry.properties.loginServer}/${botImage}'
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: concat([
            {
              name: 'DATABASE_URL'
              secretRef: 'database-url'
            }
            {
              name: 'REDIS_URL'
              value: 'rediss://${redisAddress}'
            }
            {
              name: 'REDIS_PASSWORD'
              secretRef: 'redis-key'
            }
            {
              name: 'BOT_HOST'
              value: '0.0.0.0'
            }
            {
              name: 'BOT_PORT'
              value: string(botPort)
            }
            {
              name: 'SHUTDOWN_GRACE_S'
              value: string(botGraceSeconds)
            }
            {
              name: 'BOT_TYPE'
              value: 'UserAssignedMSI'
            }
            {
              name: 'BOT_ID'
              value: botIdentity.properties.clientId
            }
            {
              name: 'BOT_TENANT_ID'
              value: tenantId
            }
            {
              name: 'BOT_ACCESS_FILE'
              value: '/etc/repsys/access.json'
            }
            {
              name: 'BOT_TAB_URL'
              value: 'https://teams.microsoft.com/l/entity/${teamsAppId}/reports'
            }
            {
              name: 'TAB_CLIENT_ID'
              value: tabClientId
            }
            {
              name: 'TAB_CLIENT_SECRET'
              secretRef: 'tab-client-secret'
            }
            {
              name: 'TAB_DOMAIN'
              value: '${botName}.${environment.properties.defaultDomain}'
            }
          ], moreBotEnv)
          volumeMounts: [
            {
              volumeName: 'access'
              mountPath: '/etc/repsys'
            }
          ]
          probes: [
            {
              type: 'Startup'
              httpGet: {
                path: '/health/live'
                port: botPort
              }
              periodSeconds: 5
              failureThreshold: 10
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/health/live'
                port: botPort
              }
              timeoutSeconds: 5
            }
            {
              // Not /health/ready: without a runner requests are still accepted, and that must stay so.
              type: 'Readiness'
              httpGet: {
                path: '/health/live'
                port: botPort
              }
              timeoutSeconds: 5
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'access'
          storageType: 'Secret'
          secrets: [
            {
              secretRef: 'access-list'
              path: 'access.json'
            }
          ]
        }
      ]
      scale: {
        minReplicas: 2
        maxReplicas: 4
        rules: [
          {
            name: 'people'
            http: {
              metadata: {
                concurrentRequests: '50'
              }
            }
          }
        ]
      }
    }
  }
  dependsOn: [
    botPulls
  ]
}

resource runner 'Microsoft.App/containerApps@2025-07-01' = {
  name: runnerName
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${runnerIdentity.id}': {}
    }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      registries: [
        {
          server: registry.properties.loginServer
          identity: runnerIdentity.id
        }
      ]
      secrets: concat(runnerSecrets, userSecrets, passwordSecrets)
    }
    template: {
      terminationGracePeriodSeconds: runnerGraceSeconds + roomSeconds
      containers: [
        {
          name: 'runner'
          image: '${registry.properties.loginServer}/${runnerImage}'
          resources: {
            cpu: json('1.0')
            memory: '2Gi'
          }
          env: concat([
            {
              name: 'DATABASE_URL'
              secretRef: 'database-url'
            }
            {
              name: 'REDIS_URL'
              value: 'rediss://${redisAddress}'
            }
            {
              name: 'REDIS_PASSWORD'
              secretRef: 'redis-key'
            }
            {
              name: 'PLEX_URL'
              value: plexUrl
            }
            {
              name: 'PLEX_COMPANIES'
              value: companies
            }
            {
              name: 'RUNNER_HTTP_HOST'
              value: '0.0.0.0'
            }
            {
              name: 'RUNNER_HTTP_PORT'
              value: string(runnerPort)
            }
            {
              name: 'SHUTDOWN_GRACE_S'
              value: string(runnerGraceSeconds)
            }
          ], userEnv, passwordEnv, moreRunnerEnv)
          probes: [
            {
              type: 'Startup'
              httpGet: {
                path: '/health/live'
                port: runnerPort
              }
              periodSeconds: 5
              failureThreshold: 10
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/health/live'
                port: runnerPort
              }
              timeoutSeconds: 5
            }
          ]
        }
      ]
      scale: {
        // Two stay, whatever the rule below can see. More are safe: one run a company at a time is kept by PostgreSQL.
        minReplicas: 2
        maxReplicas: 6
        rules: [
          {
            name: 'waiting-runs'
            custom: {
              type: 'redis'
              metadata: {
                address: redisAddress
                listName: 'repsys:runs:wait'
                listLength: '4'
                enableTLS: 'true'
              }
              auth: [
                {
                  secretRef: 'redis-key'
                  triggerParameter: 'password'
                }
              ]
            }
          }
        ]
      }
    }
  }
  dependsOn: [
    runnerPulls
  ]
}

output domain string = bot.properties.configuration.ingress.fqdn
output botAppName string = bot.name
output runnerAppName string = runner.name
output botClientId string = botIdentity.properties.clientId
output botIdentityId string = botIdentity.id
