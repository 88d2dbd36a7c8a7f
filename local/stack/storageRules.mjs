// What infra/ sets on the real storage account and Azurite lacks: pages may upload straight to blob storage.
import { createHmac } from 'node:crypto'
import { STORAGE_ACCOUNT, STORAGE_KEY } from './settings.mjs'

const API_VERSION = '2021-12-02'

/**
 * Lets browsers at these origins PUT blobs (Set Blob Service Properties).
 * @param {string} blobAddress account address, `http://127.0.0.1:10000/devstoreaccount1`
 * @param {string[]} origins
 */
export async function allowUploadsFrom(blobAddress, origins) {
  const body = '<?xml version="1.0" encoding="utf-8"?><StorageServiceProperties><Cors><CorsRule>'
    + `<AllowedOrigins>${origins.join(',')}</AllowedOrigins><AllowedMethods>PUT,OPTIONS</AllowedMethods>`
    + '<AllowedHeaders>content-type,x-ms-*</AllowedHeaders><ExposedHeaders>etag,x-ms-*</ExposedHeaders>'
    + '<MaxAgeInSeconds>3600</MaxAgeInSeconds></CorsRule></Cors></StorageServiceProperties>'
  const headers = { 'content-type': 'application/xml', 'x-ms-date': new Date().toUTCString(), 'x-ms-version': API_VERSION }
  const length = Buffer.byteLength(body)
  const toSign = ['PUT', '', '', length, '', headers['content-type'], '', '', '', '', '', '',
    `x-ms-date:${headers['x-ms-date']}`, `x-ms-version:${headers['x-ms-version']}`,
    `/${STORAGE_ACCOUNT}${new URL(blobAddress).pathname}/`, 'comp:properties', 'restype:service'].join('\n')
  const signature = createHmac('sha256', Buffer.from(STORAGE_KEY, 'base64')).update(toSign).digest('base64')
  const response = await fetch(`${blobAddress}/?restype=service&comp=properties`, {
    method: 'PUT', body, headers: { ...headers, authorization: `SharedKey ${STORAGE_ACCOUNT}:${signature}` },
  })
  const answer = await response.text()
  if (!response.ok) throw new Error(`Blob storage refused its CORS rules: ${response.status} ${answer}`)
}
