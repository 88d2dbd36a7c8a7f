/** Browsers read the content some time after the link was followed. */
const keepFor = 60_000

/** Shows a document in a new tab. The tab is opened by the caller's click, before the document is there, or it would be blocked. */
export function showBlob(blob: Blob, tab: Window | null): void {
  const address = URL.createObjectURL(blob)
  if (tab) tab.location.href = address
  else location.href = address
  setTimeout(() => URL.revokeObjectURL(address), keepFor)
}

export function saveBlob(blob: Blob, fileName: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), keepFor)
}
