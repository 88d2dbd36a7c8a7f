/** SHA-256 of a file, lower-case hex. WebCrypto has no streaming digest, so the file is in memory once; uploads are at most some ten MB. */
export async function sha256Hex(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
