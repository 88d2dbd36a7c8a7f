const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const idChecks = '10X98765432'

/** Citizen identity number (公民身份号码), GB 11643: 18 characters, a real birth date, check character ISO 7064 MOD 11-2. */
export function isIdNumber(text: string): boolean {
  if (!/^[1-9]\d{16}[\dX]$/.test(text)) return false
  const year = Number(text.slice(6, 10))
  const month = Number(text.slice(10, 12))
  const day = Number(text.slice(12, 14))
  const birth = new Date(Date.UTC(year, month - 1, day))
  if (birth.getUTCFullYear() !== year || birth.getUTCMonth() !== month - 1 || birth.getUTCDate() !== day) return false
  const sum = idWeights.reduce((total, weight, position) => total + weight * Number(text[position]), 0)
  return idChecks[sum % 11] === text[17]
}

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** Unified social credit code (统一社会信用代码), GB 32100: 18 characters of a 31 letter alphabet, check character MOD 31. */
export function isCreditCode(text: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text)) return false
  const sum = creditWeights.reduce((total, weight, position) => total + weight * creditAlphabet.indexOf(text[position] ?? ''), 0)
  return creditAlphabet[(31 - (sum % 31)) % 31] === text[17]
}

/** Mainland mobile number, or a fixed line with area code. */
export const isPhone = (text: string): boolean => /^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$/.test(text)

export const isEmail = (text: string): boolean => text.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
