// Mail. Text messages go through the operator's own SMS gateway.
param name string
param tags object
param dataLocation string
param mailDomain string

@description('A domain of the operator\'s can be linked, and sent from, only when its DNS entries have been verified.')
param mailDomainVerified bool

resource email 'Microsoft.Communication/emailServices@2023-04-01' = {
  name: 'mail-${name}'
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
  }
}

resource domain 'Microsoft.Communication/emailServices/domains@2023-04-01' = {
  parent: email
  name: empty(mailDomain) ? 'AzureManagedDomain' : mailDomain
  location: 'global'
  tags: tags
  properties: {
    domainManagement: empty(mailDomain) ? 'AzureManaged' : 'CustomerManaged'
    // Tracking would tell a third party who opens mail from an authority.
    userEngagementTracking: 'Disabled'
  }
}

resource service 'Microsoft.Communication/communicationServices@2023-04-01' = {
  name: 'acs-${name}'
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    linkedDomains: empty(mailDomain) || mailDomainVerified ? [
      domain.id
    ] : []
  }
}

output name string = service.name
output endpoint string = 'https://${service.properties.hostName}'
output sender string = 'DoNotReply@${domain.properties.fromSenderDomain}'
