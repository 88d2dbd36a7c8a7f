// The function app on Flex Consumption. Every setting that the code reads is here; a test compares.
param name string
param location string
param tags object

@description('Resource id of the user-assigned identity.')
param identityId string

@description('Its client id.')
param identityClientId string
param storageName string
param deploymentContainer string
param vaultUri string
param insightsConnectionString string

@description('Only requests that carry this id come from our Front Door.')
param frontDoorId string
param siteOrigin string
param authority string
param audience string
param webClientId string
param scope string
param signingCertificateName string
param signingKeyVersion string
param trustedRoots string
param timestampUrl string
param mailEndpoint string
param mailFrom string
param smsEndpoint string
param courierEndpoint string
param paymentEndpoint string
param gatewayKeyId string
param maximumInstances int
param instanceMemory int
param alwaysReadyHttp int
param alwaysReadyDurable int
param durablePartitions int
param personBurst int
param personPerMinute int
param addressBurst int
param addressPerMinute int

var storageSuffix = environment().suffixes.storage

// Without a version, so that a new one is taken within a day and by every restart.
var secrets = '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/'

var settings = {
  // Host and app reach storage, and with it the Durable Functions hub, by identity. The addresses are for clouds with other domains.
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__blobServiceUri: 'https://${storageName}.blob.${storageSuffix}'
  AzureWebJobsStorage__queueServiceUri: 'https://${storageName}.queue.${storageSuffix}'
  AzureWebJobsStorage__tableServiceUri: 'https://${storageName}.table.${storageSuffix}'
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__partitionCount: string(durablePartitions)
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identityClientId}'
  // Alerts read traces, so none may be left out when there are many.
  AzureFunctionsJobHost__logging__applicationInsights__samplingSettings__excludedTypes: 'Trace;Exception'

  Site__Origin: siteOrigin
  Identity__Authority: authority
  Identity__Audience: audience
  Identity__ClientId: webClientId
  Identity__Scope: scope

  Certificates__KeyVaultKeyId: empty(signingKeyVersion) ? '' : '${vaultUri}keys/${signingCertificateName}/${signingKeyVersion}'
  Certificates__TrustedRoots: trustedRoots
  Certificates__TimestampUrl: timestampUrl

  Protection__Key: '${secrets}Protection-Key/)'
  Protection__QueryCodeKey: '${secrets}Protection-QueryCodeKey/)'

  Scanner__Mode: 'defender'

  Mail__Mode: 'acs'
  Mail__Endpoint: mailEndpoint
  Mail__From: mailFrom

  Sms__Endpoint: smsEndpoint
  Courier__Endpoint: courierEndpoint
  Payment__Endpoint: paymentEndpoint
  Gateways__KeyId: gatewayKeyId
  Gateways__Secret: '${secrets}Gateways-Secret/)'
  Callbacks__Secret: '${secrets}Callbacks-Secret/)'

  RateLimits__PersonBurst: string(personBurst)
  RateLimits__PersonPerMinute: string(personPerMinute)
  RateLimits__AddressBurst: string(addressBurst)
  RateLimits__AddressPerMinute: string(addressPerMinute)
  // Front Door appends the client's address, the platform's front end appends Front Door's.
  RateLimits__ForwardedHops: '2'

  // Months for which a broken commitment bars tolerant acceptance.
  Credit__BarMonths: '12'

  // Phones and mail addresses of posts, JSON; a post without one has its message box alone.
  Staff__Contacts: '{}'
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: 'https://${storageName}.blob.${storageSuffix}/${deploymentContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstances
        instanceMemoryMB: instanceMemory
        alwaysReady: concat(alwaysReadyHttp == 0 ? [] : [
          {
            name: 'http'
            instanceCount: alwaysReadyHttp
          }
        ], alwaysReadyDurable == 0 ? [] : [
          {
            name: 'durable'
            instanceCount: alwaysReadyDurable
          }
        ])
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      appSettings: [for setting in items(settings): {
        name: setting.key
        value: setting.value
      }]
      ipSecurityRestrictionsDefaultAction: 'Deny'
      ipSecurityRestrictions: [
        {
          name: 'front-door'
          priority: 100
          action: 'Allow'
          tag: 'ServiceTag'
          ipAddress: 'AzureFrontDoor.Backend'
          headers: {
            'x-azure-fdid': [
              frontDoorId
            ]
          }
        }
      ]
      // Publishing signs in with Entra ID; user names and passwords are off below.
      scmIpSecurityRestrictionsDefaultAction: 'Allow'
      scmIpSecurityRestrictionsUseMain: false
    }
  }
}

resource publishingByPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = [for way in [
  'ftp'
  'scm'
]: {
  parent: app
  name: way
  properties: {
    allow: false
  }
}]

output name string = app.name
output host string = app.properties.defaultHostName
