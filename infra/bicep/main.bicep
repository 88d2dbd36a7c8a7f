// Everything NoVisit needs on Azure, in one resource group. Pages and API share one origin, Front Door's; nothing here holds a key.
targetScope = 'resourceGroup'

@description('Distinguishes installations: part of every name. Small letters and digits.')
@minLength(2)
@maxLength(11)
param name string

@description('Region of everything that has one.')
param location string = resourceGroup().location

@description('Region of the static web app, which only some regions offer. Its content is served through Front Door anyway.')
param staticSiteLocation string

@description('Tags of every resource.')
param tags object = {}

@description('Domain of the site, for example banli.example.gov.cn; empty for the name that Front Door gives. Its DNS entries are the operator\'s.')
param customDomain string = ''

@description('Address of the OpenID Connect provider, without a trailing slash.')
param identityAuthority string

@description('Audience that access tokens must carry.')
param identityAudience string = 'novisit-api'

@description('Client id that the pages sign in with.')
param identityClientId string = 'novisit-web'

@description('Scopes that the pages ask for.')
param identityScope string = 'openid profile email phone'

@description('Name of the signing certificate and its key in the vault.')
param signingCertificateName string = 'certificate-signing'

@description('Version of that key; empty until the certificate exists. Nothing can be signed before.')
param signingKeyVersion string = ''

@description('Roots, in PEM, under which the signatures of certificates count. Public, not secret.')
param trustedRoots string = ''

@description('RFC 3161 time stamp service; empty for signatures without a time stamp.')
param timestampUrl string = ''

@description('Base address of the SMS gateway.')
param smsEndpoint string

@description('Base address of the courier gateway.')
param courierEndpoint string

@description('Base address of the payment gateway.')
param paymentEndpoint string

@description('Name under which the gateways know our key.')
param gatewayKeyId string

@description('Domain of the sender of mails; empty for one that Azure provides, with small quotas.')
param mailDomain string = ''

@description('Whether that domain\'s DNS entries have been verified. No mail is sent from it before.')
param mailDomainVerified bool = false

@description('Where Communication Services keeps mails at rest.')
param mailDataLocation string = 'Asia Pacific'

@description('Redundancy of the storage account.')
@allowed([
  'Standard_LRS'
  'Standard_ZRS'
  'Standard_GRS'
  'Standard_GZRS'
  'Standard_RAGZRS'
])
param storageSku string

@description('Days that deleted blobs and containers can be brought back.')
@minValue(1)
@maxValue(365)
param softDeleteDays int

@description('Days that certificates can neither be changed nor deleted.')
@minValue(1)
param retentionDays int

@description('Gigabytes a month that Defender scans at most; -1 for no limit. Uploads beyond it stay unscanned and nobody can open them.')
param malwareScanGigabytes int

@description('Instances that the function app may grow to.')
@minValue(40)
@maxValue(1000)
param maximumInstances int

@description('Memory of an instance, in MB.')
@allowed([
  512
  2048
  4096
])
param instanceMemory int = 2048

@description('Instances for HTTP that never sleep.')
@minValue(0)
param alwaysReadyHttp int

@description('Instances for orchestrations that never sleep.')
@minValue(0)
param alwaysReadyDurable int

@description('Partitions of the Durable Functions hub, 1 to 16: the most instances that orchestrate at once. Fixed once the hub exists.')
@minValue(1)
@maxValue(16)
param durablePartitions int

@description('Requests that one person may send at once.')
param personBurst int = 100

@description('Requests a minute of one person in the long run.')
param personPerMinute int = 600

@description('Requests that one network address may send at once.')
param addressBurst int = 500

@description('Requests a minute of one network address in the long run.')
param addressPerMinute int = 6000

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int

@description('Gigabytes of logs a day at most; -1 for no limit.')
param logGigabytesPerDay int

@description('Who hears of alerts.')
param alertMail string

// Storage and vault names are unique in the world.
var unique = uniqueString(resourceGroup().id, name)
var storageName = take('st${name}${unique}', 24)
var vaultName = take('kv-${name}-${unique}', 24)

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: {
    name: 'id-${name}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: name
    location: location
    tags: tags
    retentionDays: logRetentionDays
    gigabytesPerDay: logGigabytesPerDay
    alertMail: alertMail
  }
}

module frontDoor 'modules/frontDoor.bicep' = {
  name: 'frontDoor'
  params: {
    name: name
    endpointName: '${name}-${unique}'
    tags: tags
    customDomain: customDomain
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: storageName
    location: location
    tags: tags
    sku: storageSku
    siteOrigin: frontDoor.outputs.origin
    softDeleteDays: softDeleteDays
    retentionDays: retentionDays
    malwareScanGigabytes: malwareScanGigabytes
    workspaceId: monitoring.outputs.workspaceId
  }
}

module keyVault 'modules/keyVault.bicep' = {
  name: 'keyVault'
  params: {
    name: vaultName
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
  }
}

module communication 'modules/communication.bicep' = {
  name: 'communication'
  params: {
    name: '${name}-${unique}'
    tags: tags
    dataLocation: mailDataLocation
    mailDomain: mailDomain
    mailDomainVerified: mailDomainVerified
  }
}

module roles 'modules/roleAssignments.bicep' = {
  name: 'roles'
  params: {
    principalId: identity.outputs.principalId
    storageName: storage.outputs.name
    vaultName: keyVault.outputs.name
    communicationName: communication.outputs.name
    insightsName: monitoring.outputs.insightsName
  }
}

module functionApp 'modules/functionApp.bicep' = {
  name: 'functionApp'
  // Without its roles the app could not even read its own code.
  dependsOn: [
    roles
  ]
  params: {
    name: 'func-${name}-${unique}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    deploymentContainer: storage.outputs.deploymentContainer
    vaultUri: keyVault.outputs.uri
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    frontDoorId: frontDoor.outputs.frontDoorId
    siteOrigin: frontDoor.outputs.origin
    authority: identityAuthority
    audience: identityAudience
    webClientId: identityClientId
    scope: identityScope
    signingCertificateName: signingCertificateName
    signingKeyVersion: signingKeyVersion
    trustedRoots: trustedRoots
    timestampUrl: timestampUrl
    mailEndpoint: communication.outputs.endpoint
    mailFrom: communication.outputs.sender
    smsEndpoint: smsEndpoint
    courierEndpoint: courierEndpoint
    paymentEndpoint: paymentEndpoint
    gatewayKeyId: gatewayKeyId
    maximumInstances: maximumInstances
    instanceMemory: instanceMemory
    alwaysReadyHttp: alwaysReadyHttp
    alwaysReadyDurable: alwaysReadyDurable
    durablePartitions: durablePartitions
    personBurst: personBurst
    personPerMinute: personPerMinute
    addressBurst: addressBurst
    addressPerMinute: addressPerMinute
  }
}

module staticSite 'modules/staticSite.bicep' = {
  name: 'staticSite'
  params: {
    name: 'stapp-${name}-${unique}'
    location: staticSiteLocation
    tags: tags
  }
}

module siteRoutes 'modules/siteRoutes.bicep' = {
  name: 'siteRoutes'
  params: {
    profileName: frontDoor.outputs.profileName
    endpointName: frontDoor.outputs.endpointName
    customDomainId: frontDoor.outputs.customDomainId
    apiHost: functionApp.outputs.host
    pagesHost: staticSite.outputs.host
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    name: name
    location: location
    tags: tags
    insightsId: monitoring.outputs.insightsId
    storageId: storage.outputs.id
    actionGroupId: monitoring.outputs.actionGroupId
  }
}

@description('Origin of the site.')
output siteOrigin string = frontDoor.outputs.origin

@description('Front Door\'s id, by which the pages recognise its requests.')
output frontDoorId string = frontDoor.outputs.frontDoorId

@description('Host names that requests for the pages may have come under.')
output siteHosts array = frontDoor.outputs.hosts

@description('Function app, to publish to.')
output functionAppName string = functionApp.outputs.name

@description('Static web app, to publish to.')
output staticSiteName string = staticSite.outputs.name

@description('Vault, to put keys into.')
output vaultName string = keyVault.outputs.name

@description('Origin of blob storage, which the pages upload to.')
output storageOrigin string = storage.outputs.blobOrigin
