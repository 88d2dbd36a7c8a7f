// The one account of cases, files, queues and the Durable Functions hub. Nobody has a key to it: shared keys are off.
param name string
param location string
param tags object
param sku string

@description('The pages\' origin: browsers put uploads straight into the container materials.')
param siteOrigin string
param softDeleteDays int
param retentionDays int
param malwareScanGigabytes int
param workspaceId string

var deployments = 'deployments'

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: sku
  }
  properties: {
    accessTier: 'Hot'
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    // Phones upload to it. What lets them is a signature for one blob and half an hour.
    publicNetworkAccess: 'Enabled'
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: true
    deleteRetentionPolicy: {
      enabled: true
      days: softDeleteDays
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: softDeleteDays
    }
    cors: {
      corsRules: [
        {
          allowedOrigins: [
            siteOrigin
          ]
          allowedMethods: [
            'PUT'
            'OPTIONS'
          ]
          allowedHeaders: [
            'content-type'
            'x-ms-*'
          ]
          exposedHeaders: [
            'etag'
            'x-ms-*'
          ]
          maxAgeInSeconds: 3600
        }
      ]
    }
  }
}

resource materials 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: blobs
  name: 'materials'
  properties: {
    publicAccess: 'None'
  }
}

resource deployment 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: blobs
  name: deployments
  properties: {
    publicAccess: 'None'
  }
}

// Written once and kept: not even the app can change a certificate within its time. The policy is left unlocked
// (locking cannot be undone); docs/operations.md says when to lock it.
resource keptContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = [for container in [
  'certificates'
]: {
  parent: blobs
  name: container
  properties: {
    publicAccess: 'None'
    immutableStorageWithVersioning: {
      enabled: true
    }
  }
}]

resource retention 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2023-05-01' = [for i in range(0, 2): {
  parent: keptContainers[i]
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: retentionDays
  }
}]

// Only earlier versions go. An abandoned upload and one that belongs to a case look alike from outside (both lie under the draft's
// id), so no rule here may delete a current blob of materials.
resource lifeCycle 'Microsoft.Storage/storageAccounts/managementPolicies@2023-05-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'forget-overwritten-versions'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                'materials/'
                '${deployments}/'
                'novisit-'
                'azure-webjobs-'
              ]
            }
            actions: {
              version: {
                delete: {
                  daysAfterCreationGreaterThan: softDeleteDays
                }
              }
            }
          }
        }
      ]
    }
  }
  dependsOn: [
    blobs
  ]
}

resource defender 'Microsoft.Security/defenderForStorageSettings@2025-06-01' = {
  scope: account
  name: 'current'
  properties: {
    isEnabled: true
    overrideSubscriptionLevelSettings: true
    malwareScanning: {
      onUpload: {
        isEnabled: true
        capGBPerMonth: malwareScanGigabytes
        // Only what people upload. The rest is our own writing, much of it the hub's.
        filters: {
          excludeBlobsWithPrefix: [
            'certificates/'
            '${deployments}/'
            'novisit-'
            'azure-webjobs-'
          ]
        }
      }
    }
    sensitiveDataDiscovery: {
      isEnabled: false
    }
  }
}

// Who deleted what. Reads and writes are the app's own and stand in its access log.
resource blobLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobs
  name: 'deletions'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'StorageDelete'
        enabled: true
      }
    ]
  }
}

output id string = account.id
output name string = account.name
output deploymentContainer string = deployment.name
output blobOrigin string = 'https://${account.name}.blob.${environment().suffixes.storage}'
