#!/usr/bin/env bash
# Deploys NoVisit to Azure; `infra/deploy.sh --help` tells the rest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

SWA_CLI='@azure/static-web-apps-cli@2.0.10'

usage() {
  cat <<'TEXT'
Usage: infra/deploy.sh --environment dev|prod --resource-group NAME [options]

Shows what would change on Azure, asks, deploys infra/bicep/main.bicep, makes the secrets that the vault lacks, publishes the functions
and the pages. Doing it again changes only what differs.

Options:
  --location REGION   create the resource group there if it does not exist
  --what-if           show what would change on Azure and end
  --yes               do not ask
  --infrastructure    deploy resources and secrets only
  --code              publish functions and pages only
  --help              this text

Needs az (signed in), dotnet, npm, node, zip and openssl; the right to assign roles in the resource group; and, on the vault, the
roles Key Vault Secrets Officer and Key Vault Certificates Officer.

Reads from the environment:
  NOVISIT_IDENTITY_AUTHORITY   OpenID Connect provider
  NOVISIT_SMS_ENDPOINT, NOVISIT_COURIER_ENDPOINT, NOVISIT_PAYMENT_ENDPOINT   gateways
  NOVISIT_ALERT_MAIL           who hears of alerts
  prod only:
  NOVISIT_CUSTOM_DOMAIN        of the site
  NOVISIT_MAIL_DOMAIN          of the sender; NOVISIT_MAIL_DOMAIN_VERIFIED=true once its DNS entries are verified
  NOVISIT_TIMESTAMP_URL        RFC 3161 time stamp service
  NOVISIT_TRUSTED_ROOTS        PEM: roots of the signing certificate, which the operator imports into the vault as "certificate-signing"
TEXT
}

fail() {
  echo "$1" >&2
  exit 1
}

environment='' group='' location='' what_if=false yes=false infrastructure=true code=true
while [ $# -gt 0 ]; do
  case "$1" in
    --environment) environment="${2:-}"; shift 2 || fail '--environment needs a value.' ;;
    --resource-group) group="${2:-}"; shift 2 || fail '--resource-group needs a value.' ;;
    --location) location="${2:-}"; shift 2 || fail '--location needs a value.' ;;
    --what-if) what_if=true; shift ;;
    --yes) yes=true; shift ;;
    --infrastructure) code=false; shift ;;
    --code) infrastructure=false; shift ;;
    --help | -h) usage; exit 0 ;;
    *) echo "Unknown option $1." >&2; usage >&2; exit 2 ;;
  esac
done
case "$environment" in
  dev | prod) ;;
  *) usage >&2; exit 2 ;;
esac
[ -n "$group" ] || fail '--resource-group is missing.'
$infrastructure || $code || fail '--infrastructure and --code exclude each other.'
for program in az dotnet npm node zip openssl; do
  command -v "$program" >/dev/null || fail "$program is missing."
done
az account show --output none || fail 'Sign in first: az login.'

template=infra/bicep/main.bicep
parameters="infra/bicep/main.$environment.bicepparam"
deployment="novisit-$environment"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

output_of() {
  az deployment group show --resource-group "$group" --name "$deployment" --query "properties.outputs.$1.value" --output tsv
}

deploy() {
  az deployment group create --resource-group "$group" --name "$deployment" --template-file "$template" --parameters "$parameters" --output none
}

# Values are made here and go straight into the vault: no template, log or history ever holds one.
ensure_secret() {
  local vault="$1" name="$2"
  if [ -z "$(az keyvault secret list --vault-name "$vault" --query "[?name=='$name'].name" --output tsv)" ]; then
    echo "Making the secret $name."
    openssl rand -base64 32 | tr -d '\n' >"$work/secret"
    az keyvault secret set --vault-name "$vault" --name "$name" --file "$work/secret" --encoding utf-8 --output none
    rm -f "$work/secret"
  fi
}

# Prints the version of the signing key, nothing when there is none.
signing_version() {
  az keyvault certificate show --vault-name "$1" --name certificate-signing --query kid --output tsv 2>/dev/null | sed 's|.*/||' || true
}

ensure_signing_certificate() {
  local vault="$1"
  if [ -z "$(signing_version "$vault")" ]; then
    if [ "$environment" = prod ]; then
      echo 'The vault has no certificate "certificate-signing" yet. Import the one of your certification authority and run this again:'
      echo "  az keyvault certificate import --vault-name $vault --name certificate-signing --file FILE.pfx"
      echo 'Until then nothing can be signed.'
      return
    fi
    echo 'Making a self-signed certificate for signing (dev only).'
    cat >"$work/policy.json" <<'JSON'
{
  "issuerParameters": { "name": "Self" },
  "keyProperties": { "exportable": false, "keyType": "RSA", "keySize": 3072, "reuseKey": false },
  "secretProperties": { "contentType": "application/x-pkcs12" },
  "x509CertificateProperties": {
    "subject": "CN=NoVisit dev signing, O=NoVisit",
    "keyUsage": ["digitalSignature", "nonRepudiation"],
    "ekus": [],
    "validityInMonths": 24
  }
}
JSON
    az keyvault certificate create --vault-name "$vault" --name certificate-signing --policy "@$work/policy.json" --output none
  fi
  NOVISIT_SIGNING_KEY_VERSION="$(signing_version "$vault")"
  export NOVISIT_SIGNING_KEY_VERSION
  if [ "$environment" = dev ]; then
    az keyvault certificate download --vault-name "$vault" --name certificate-signing --encoding PEM --file "$work/root.pem" --output none
    NOVISIT_TRUSTED_ROOTS="$(cat "$work/root.pem")"
    export NOVISIT_TRUSTED_ROOTS
  fi
}

# A vault of an earlier deployment: with its key version the first deployment below is already the right one.
use_known_certificate() {
  local vault
  vault="$(output_of vaultName 2>/dev/null || true)"
  [ -z "$vault" ] || ensure_signing_certificate "$vault"
}

if [ "$(az group exists --name "$group")" = false ]; then
  [ -n "$location" ] || fail "The resource group $group does not exist; --location says where to create it."
  $what_if && fail "The resource group $group does not exist: everything would be new."
  az group create --name "$group" --location "$location" --output none
fi

if $infrastructure; then
  use_known_certificate
  az deployment group what-if --resource-group "$group" --template-file "$template" --parameters "$parameters"
  if $what_if; then
    exit 0
  fi
  if ! $yes; then
    read -r -p "Deploy this to $group? [y/N] " answer
    [ "$answer" = y ] || fail 'Nothing was changed.'
  fi

  deployed_with="${NOVISIT_SIGNING_KEY_VERSION:-}"
  deploy
  vault="$(output_of vaultName)"
  for secret in Protection-Key Protection-QueryCodeKey Gateways-Secret Callbacks-Secret; do
    ensure_secret "$vault" "$secret"
  done
  ensure_signing_certificate "$vault"
  if [ "${NOVISIT_SIGNING_KEY_VERSION:-}" != "$deployed_with" ]; then
    echo 'Telling the app its signing key.'
    deploy
  fi
fi

if $code; then
  app="$(output_of functionAppName)"
  site="$(output_of staticSiteName)"
  origin="$(output_of siteOrigin)"
  [ -n "$app" ] && [ -n "$site" ] || fail "Nothing is deployed in $group yet: run without --code first."

  echo 'Publishing the functions …'
  npm --prefix eng/fonts ci --ignore-scripts --no-audit --no-fund
  dotnet publish functions -c Release -p:Hosting=Azure -o "$work/functions" --nologo
  (cd "$work/functions" && zip -q -r "$work/functions.zip" .)
  az functionapp deployment source config-zip --resource-group "$group" --name "$app" --src "$work/functions.zip" --output none

  echo 'Publishing the pages …'
  npm --prefix web-static ci --ignore-scripts --no-audit --no-fund
  npm --prefix web-static run build
  cp -r web-static/dist "$work/pages"
  STORAGE="$(output_of storageOrigin)" AUTHORITY="${NOVISIT_IDENTITY_AUTHORITY:?is not set}" \
    FRONT_DOOR="$(output_of frontDoorId)" HOSTS="$(output_of siteHosts)" \
    node infra/pagesConfiguration.mjs >"$work/pages/staticwebapp.config.json"
  token="$(az staticwebapp secrets list --resource-group "$group" --name "$site" --query properties.apiKey --output tsv)"
  SWA_CLI_DEPLOYMENT_TOKEN="$token" npx --yes "$SWA_CLI" deploy "$work/pages" --env production

  echo "Waiting for $origin …"
  for _ in $(seq 1 30); do
    if curl -fsS --max-time 10 "$origin/api/health/ready" >/dev/null 2>&1; then
      echo "NoVisit answers on $origin."
      exit 0
    fi
    sleep 10
  done
  fail "$origin/api/health/ready did not answer well within five minutes. Logs: az webapp log tail --resource-group $group --name $app"
fi
