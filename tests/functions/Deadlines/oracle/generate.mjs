// Writes working-days.json: what the npm package chinese-days knows of working days and festivals, day by day.
//
//   npm ci && npm run generate
//
// The tests read the file only, so they need neither Node nor the network.
import { writeFileSync } from 'node:fs'
import chineseDays from 'chinese-days'

const pad = (n) => String(n).padStart(2, '0')

/** One character a day from 1 January: 1 working day, 0 day off. */
function workingDays(year) {
  const days = []
  for (let day = new Date(Date.UTC(year, 0, 1)); day.getUTCFullYear() === year; day.setUTCDate(day.getUTCDate() + 1)) {
    const iso = day.toISOString().slice(0, 10)
    days.push(chineseDays.isWorkday(iso) ? '1' : '0')
  }
  return days.join('')
}

/** The festivals by the lunar calendar, and Qingming. */
function festivals(year) {
  const lunar = (month, day) => chineseDays.getSolarDateFromLunar(`${year}-${pad(month)}-${pad(day)}`).date
  return {
    springFestival: lunar(1, 1),
    qingming: chineseDays.getSolarTermDate(year, 4, 'pure_brightness'),
    dragonBoat: lunar(5, 5),
    midAutumn: lunar(8, 15),
  }
}

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => from + index)
const golden = {
  workingDays: Object.fromEntries(range(2024, 2026).map((year) => [year, workingDays(year)])),
  festivals: Object.fromEntries(range(2001, 2099).map((year) => [year, festivals(year)])),
}
writeFileSync(new URL('working-days.json', import.meta.url), JSON.stringify(golden, null, 2) + '\n')
