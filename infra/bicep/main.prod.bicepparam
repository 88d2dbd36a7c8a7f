// For citizens. Sizes are those of docs/scaling.md for one county; a province has its own there.
using 'main.bicep'

param name = 'novisit'
param staticSiteLocation = 'eastasia'
param tags = {
  system: 'NoVisit'
  stage: 'prod'
}

param customDomain = readEnvironmentVariable('NOVISIT_CUSTOM_DOMAIN')
param identityAuthority = readEnvironmentVariable('NOVISIT_IDENTITY_AUTHORITY')

param smsEndpoint = readEnvironmentVariable('NOVISIT_SMS_ENDPOINT')
param courierEndpoint = readEnvironmentVariable('NOVISIT_COURIER_ENDPOINT')
param paymentEndpoint = readEnvironmentVariable('NOVISIT_PAYMENT_ENDPOINT')
param gatewayKeyId = 'novisit-prod'

param mailDomain = readEnvironmentVariable('NOVISIT_MAIL_DOMAIN')
param mailDomainVerified = bool(readEnvironmentVariable('NOVISIT_MAIL_DOMAIN_VERIFIED', 'false'))
param timestampUrl = readEnvironmentVariable('NOVISIT_TIMESTAMP_URL')

// Set by deploy.sh from the certificate that the operator has put into the vault.
param signingKeyVersion = readEnvironmentVariable('NOVISIT_SIGNING_KEY_VERSION', '')
param trustedRoots = readEnvironmentVariable('NOVISIT_TRUSTED_ROOTS', '')

param storageSku = 'Standard_GZRS'
param softDeleteDays = 90
param retentionDays = 3650
param malwareScanGigabytes = 5000

param maximumInstances = 200
param alwaysReadyHttp = 2
param alwaysReadyDurable = 1
param durablePartitions = 16

param logRetentionDays = 180
param logGigabytesPerDay = 20
param alertMail = readEnvironmentVariable('NOVISIT_ALERT_MAIL')
