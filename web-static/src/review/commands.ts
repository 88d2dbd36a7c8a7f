/** A command that its author has filled in and still has to confirm. */
export interface PreparedCommand {
  title: string
  /** What will be sent, in words. */
  lines: string[]
  /** Goes against the applicant: refuses, returns. */
  adverse: boolean
  send: (etag: string) => Promise<void>
}
