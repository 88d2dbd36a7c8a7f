// Starts the mail server and its web mailbox on loopback. MAIL_SMTP_PORT (7025), MAIL_WEB_PORT (7080), MAIL_DIR (.local/mail).
// Mails are files in MAIL_DIR and are shown again after a restart; nothing leaves this machine.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import MailDev from 'maildev'

const mailDirectory = process.env.MAIL_DIR ?? fileURLToPath(new URL('../../.local/mail', import.meta.url))
mkdirSync(mailDirectory, { recursive: true })

const server = MailDev({
  smtp: Number(process.env.MAIL_SMTP_PORT ?? 7025),
  web: Number(process.env.MAIL_WEB_PORT ?? 7080),
  ip: '127.0.0.1',
  mailDirectory,
  hideExtensions: [],
})
server.listen()
