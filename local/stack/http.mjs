// The little that the local servers share about HTTP.

const MAX_BODY = 1024 * 1024

/** The whole body, at most 1 MiB; an error with `status` 413 above that. */
export async function readBody(request) {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > MAX_BODY) throw Object.assign(new Error('The body is larger than 1 MiB.'), { status: 413 })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
