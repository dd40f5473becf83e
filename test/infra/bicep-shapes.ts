// What Azure takes, for the resource types of infra/ and only the properties that are used there.
// Read from Microsoft's published shapes (GitHub: Azure/bicep-types-az, generated/…/types.md of each version; the same as
// Azure/azure-resource-manager-schemas). A property that is not here is either a mistake or has to be looked up there and added.

/** A list is written `[shape]`, one of several words `choice(...)`, an object with any names `map(shape)`; `!` ends what is required. */
export type Shape =
  | 'text'
  | 'number'
  | 'flag'
  | { readonly choice: readonly string[] }
  | { readonly names: Shape }
  | readonly [Shape]
  | { readonly object: Readonly<Record<string, Shape>> };

const choice = (...words: readonly string[]): Shape => ({ choice: words });
const object = (properties: Readonly<Record<string, Shape>>): Shape => ({ object: properties });
const map = (shape: Shape): Shape => ({ names: shape });
const onOff = choice('Enabled', 'Disabled');
const reference = object({ id: 'text' });

const named = { 'name!': 'text' } as const;
const placed = { ...named, 'location!': 'text' } as const;
const child = { ...named, parent: 'text' } as const;
const scoped = { ...named, scope: 'text' } as const;

const identity = object({
  'type!': choice('None', 'SystemAssigned', 'UserAssigned', 'SystemAssigned,UserAssigned'),
  userAssignedIdentities: map(object({})),
});

const probe = object({
  type: choice('Liveness', 'Readiness', 'Startup'),
  httpGet: object({ path: 'text', 'port!': 'number' }),
  periodSeconds: 'number',
  timeoutSeconds: 'number',
  failureThreshold: 'number',
});

const container = object({
  name: 'text',
  image: 'text',
  command: ['text'],
  args: ['text'],
  env: [object({ name: 'text', value: 'text', secretRef: 'text' })],
  probes: [probe],
  resources: object({ cpu: 'number', memory: 'text' }),
  volumeMounts: [object({ volumeName: 'text', mountPath: 'text' })],
});

const scaleRule = object({
  name: 'text',
  http: object({ metadata: map('text') }),
  custom: object({
    type: 'text',
    metadata: map('text'),
    auth: [object({ secretRef: 'text', triggerParameter: 'text' })],
  }),
});

const containerApp = object({
  ...placed,
  identity,
  properties: object({
    environmentId: 'text',
    workloadProfileName: 'text',
    configuration: object({
      activeRevisionsMode: choice('Single', 'Multiple'),
      ingress: object({
        external: 'flag',
        allowInsecure: 'flag',
        targetPort: 'number',
        transport: choice('auto', 'http', 'http2', 'tcp'),
      }),
      registries: [object({ server: 'text', identity: 'text' })],
      secrets: [object({ name: 'text', keyVaultUrl: 'text', identity: 'text' })],
    }),
    template: object({
      terminationGracePeriodSeconds: 'number',
      containers: [container],
      volumes: [
        object({
          name: 'text',
          storageType: choice('AzureFile', 'EmptyDir', 'NfsAzureFile', 'Secret'),
          secrets: [object({ secretRef: 'text', path: 'text' })],
        }),
      ],
      scale: object({ minReplicas: 'number', maxReplicas: 'number', rules: [scaleRule] }),
    }),
  }),
});

const securityRule = object({
  name: 'text',
  properties: object({
    'priority!': 'number',
    'direction!': choice('Inbound', 'Outbound'),
    'access!': choice('Allow', 'Deny'),
    'protocol!': choice('*', 'Ah', 'Esp', 'Icmp', 'Tcp', 'Udp'),
    sourceAddressPrefix: 'text',
    sourcePortRange: 'text',
    destinationAddressPrefix: 'text',
    destinationPortRange: 'text',
    destinationPortRanges: ['text'],
  }),
});

const subnet = object({
  name: 'text',
  properties: object({
    addressPrefix: 'text',
    privateEndpointNetworkPolicies: choice('Disabled', 'Enabled', 'NetworkSecurityGroupEnabled', 'RouteTableEnabled'),
    networkSecurityGroup: reference,
    delegations: [object({ name: 'text', properties: object({ serviceName: 'text' }) })],
  }),
});

const cluster = object({
  ...placed,
  sku: object({ name: choice('Base'), tier: choice('Free', 'Standard', 'Premium') }),
  identity: object({
    type: choice('None', 'SystemAssigned', 'UserAssigned'),
    userAssignedIdentities: map(object({})),
  }),
  properties: object({
    dnsPrefix: 'text',
    disableLocalAccounts: 'flag',
    aadProfile: object({ managed: 'flag', enableAzureRBAC: 'flag', adminGroupObjectIDs: ['text'] }),
    networkProfile: object({
      networkPlugin: choice('azure', 'kubenet', 'none'),
      networkPluginMode: choice('overlay'),
      networkDataplane: choice('azure', 'cilium'),
      networkPolicy: choice('azure', 'calico', 'cilium', 'none'),
    }),
    agentPoolProfiles: [
      object({
        'name!': 'text',
        mode: choice('System', 'User'),
        vmSize: 'text',
        count: 'number',
        minCount: 'number',
        maxCount: 'number',
        enableAutoScaling: 'flag',
        osSKU: choice('AzureLinux', 'CBLMariner', 'Ubuntu', 'Windows2019', 'Windows2022'),
        vnetSubnetID: 'text',
        availabilityZones: ['text'],
      }),
    ],
    autoUpgradeProfile: object({
      upgradeChannel: choice('node-image', 'none', 'patch', 'rapid', 'stable'),
      nodeOSUpgradeChannel: choice('NodeImage', 'None', 'SecurityPatch', 'Unmanaged'),
    }),
    oidcIssuerProfile: object({ enabled: 'flag' }),
    securityProfile: object({ workloadIdentity: object({ enabled: 'flag' }) }),
    workloadAutoScalerProfile: object({ keda: object({ 'enabled!': 'flag' }) }),
    addonProfiles: map(object({ 'enabled!': 'flag', config: map('text') })),
  }),
});

/** Shapes by type and version. */
export const shapes: Readonly<Record<string, Shape>> = {
  'Microsoft.App/containerApps@2025-07-01': containerApp,
  'Microsoft.App/managedEnvironments@2025-07-01': object({
    ...placed,
    properties: object({
      vnetConfiguration: object({ infrastructureSubnetId: 'text', internal: 'flag' }),
      appLogsConfiguration: object({ destination: choice('log-analytics', 'azure-monitor', 'none') }),
      peerTrafficConfiguration: object({ encryption: object({ enabled: 'flag' }) }),
      workloadProfiles: [object({ 'name!': 'text', 'workloadProfileType!': 'text' })],
      zoneRedundant: 'flag',
    }),
  }),
  'Microsoft.Authorization/roleAssignments@2022-04-01': object({
    ...scoped,
    'properties!': object({
      'principalId!': 'text',
      principalType: choice('Device', 'ForeignGroup', 'Group', 'ServicePrincipal', 'User'),
      'roleDefinitionId!': 'text',
    }),
  }),
  'Microsoft.BotService/botServices@2022-09-15': object({
    ...named,
    location: 'text',
    kind: choice('azurebot', 'bot', 'designer', 'function', 'sdk'),
    sku: object({ 'name!': choice('F0', 'S1') }),
    properties: object({
      'displayName!': 'text',
      'endpoint!': 'text',
      'msaAppId!': 'text',
      msaAppType: choice('MultiTenant', 'SingleTenant', 'UserAssignedMSI'),
      msaAppTenantId: 'text',
      msaAppMSIResourceId: 'text',
      disableLocalAuth: 'flag',
    }),
  }),
  'Microsoft.BotService/botServices/channels@2022-09-15': object({
    ...child,
    location: 'text',
    properties: object({
      'channelName!': choice('MsTeamsChannel'),
      location: 'text',
      properties: object({ 'isEnabled!': 'flag' }),
    }),
  }),
  'Microsoft.Cache/redisEnterprise@2025-07-01': object({
    ...placed,
    'sku!': object({ 'name!': choice('Balanced_B0', 'Balanced_B1', 'Balanced_B3', 'Balanced_B5') }),
    properties: object({
      minimumTlsVersion: choice('1.0', '1.1', '1.2'),
      'publicNetworkAccess!': onOff,
      highAvailability: onOff,
    }),
  }),
  'Microsoft.Cache/redisEnterprise/databases@2025-07-01': object({
    ...child,
    properties: object({
      clientProtocol: choice('Encrypted', 'Plaintext'),
      port: 'number',
      clusteringPolicy: choice('EnterpriseCluster', 'NoCluster', 'OSSCluster'),
      evictionPolicy: choice('AllKeysLFU', 'AllKeysLRU', 'AllKeysRandom', 'NoEviction', 'VolatileLRU', 'VolatileTTL'),
      accessKeysAuthentication: onOff,
    }),
  }),
  'Microsoft.ContainerService/managedClusters@2024-09-01': cluster,
  'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01': object({
    ...placed,
    sku: object({ 'name!': 'text', 'tier!': choice('Burstable', 'GeneralPurpose', 'MemoryOptimized') }),
    properties: object({
      version: choice('11', '12', '13', '14', '15', '16', '17', '18'),
      administratorLogin: 'text',
      administratorLoginPassword: 'text',
      authConfig: object({ activeDirectoryAuth: onOff, passwordAuth: onOff }),
      network: object({ delegatedSubnetResourceId: 'text', privateDnsZoneArmResourceId: 'text' }),
      storage: object({ storageSizeGB: 'number', autoGrow: onOff }),
      backup: object({ backupRetentionDays: 'number', geoRedundantBackup: onOff }),
      highAvailability: object({ mode: choice('Disabled', 'SameZone', 'ZoneRedundant') }),
    }),
  }),
  'Microsoft.DBforPostgreSQL/flexibleServers/databases@2025-08-01': object({
    ...child,
    properties: object({ charset: 'text', collation: 'text' }),
  }),
  'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01': object({
    ...child,
    properties: object({ source: 'text', value: 'text' }),
  }),
  'Microsoft.Insights/diagnosticSettings@2021-05-01-preview': object({
    ...scoped,
    properties: object({
      workspaceId: 'text',
      logs: [object({ category: 'text', categoryGroup: 'text', 'enabled!': 'flag' })],
    }),
  }),
  'Microsoft.KeyVault/vaults@2024-11-01': object({
    ...placed,
    'properties!': object({
      'tenantId!': 'text',
      'sku!': object({ 'family!': choice('A'), 'name!': choice('premium', 'standard') }),
      enableRbacAuthorization: 'flag',
      enableSoftDelete: 'flag',
      softDeleteRetentionInDays: 'number',
      enablePurgeProtection: 'flag',
      publicNetworkAccess: 'text',
      networkAcls: object({ bypass: choice('AzureServices', 'None'), defaultAction: choice('Allow', 'Deny') }),
    }),
  }),
  'Microsoft.KeyVault/vaults/secrets@2024-11-01': object({ ...child, 'properties!': object({ value: 'text' }) }),
  'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31': object({ ...placed }),
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2023-01-31': object({
    ...child,
    properties: object({ 'issuer!': 'text', 'subject!': 'text', 'audiences!': ['text'] }),
  }),
  'Microsoft.Network/networkSecurityGroups@2024-05-01': object({
    ...placed,
    properties: object({ securityRules: [securityRule] }),
  }),
  'Microsoft.Network/privateDnsZones@2024-06-01': object({ ...named, location: 'text' }),
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01': object({
    ...child,
    location: 'text',
    properties: object({ registrationEnabled: 'flag', virtualNetwork: reference }),
  }),
  'Microsoft.Network/privateEndpoints@2024-05-01': object({
    ...placed,
    properties: object({
      subnet: reference,
      privateLinkServiceConnections: [
        object({ name: 'text', properties: object({ privateLinkServiceId: 'text', groupIds: ['text'] }) }),
      ],
    }),
  }),
  'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01': object({
    ...child,
    properties: object({
      privateDnsZoneConfigs: [object({ name: 'text', properties: object({ privateDnsZoneId: 'text' }) })],
    }),
  }),
  'Microsoft.Network/virtualNetworks@2024-05-01': object({
    ...placed,
    properties: object({ addressSpace: object({ addressPrefixes: ['text'] }), subnets: [subnet] }),
  }),
  'Microsoft.OperationalInsights/workspaces@2023-09-01': object({
    ...placed,
    properties: object({
      sku: object({ 'name!': choice('CapacityReservation', 'Free', 'PerGB2018', 'PerNode', 'Standalone') }),
      retentionInDays: 'number',
      features: object({ disableLocalAuth: 'flag' }),
    }),
  }),
};
