// A place to try things out: small, cheap, and easy to delete again.
using 'main.bicep'

param name = 'novisitdev'
param staticSiteLocation = 'eastasia'
param tags = {
  system: 'NoVisit'
  stage: 'dev'
}

param identityAuthority = readEnvironmentVariable('NOVISIT_IDENTITY_AUTHORITY')

param smsEndpoint = readEnvironmentVariable('NOVISIT_SMS_ENDPOINT')
param courierEndpoint = readEnvironmentVariable('NOVISIT_COURIER_ENDPOINT')
param paymentEndpoint = readEnvironmentVariable('NOVISIT_PAYMENT_ENDPOINT')
param gatewayKeyId = 'novisit-dev'

// Set by deploy.sh once the certificate is in the vault.
param signingKeyVersion = readEnvironmentVariable('NOVISIT_SIGNING_KEY_VERSION', '')
param trustedRoots = readEnvironmentVariable('NOVISIT_TRUSTED_ROOTS', '')

param storageSku = 'Standard_LRS'
param softDeleteDays = 7
param retentionDays = 1
param malwareScanGigabytes = 10

param maximumInstances = 40
param alwaysReadyHttp = 0
param alwaysReadyDurable = 0
param durablePartitions = 4

param logRetentionDays = 30
param logGigabytesPerDay = 1
param alertMail = readEnvironmentVariable('NOVISIT_ALERT_MAIL')
