// Filters the list while typing. Without script the same form asks the server.
const field = document.getElementById('find')
const list = document.getElementById('people')
const status = document.getElementById('count')

if (field && list && status) {
  const entries = [...list.querySelectorAll('li')]
  const counted = status.textContent
  field.form.addEventListener('submit', (event) => event.preventDefault())
  field.addEventListener('input', () => {
    const wanted = field.value.trim().toLowerCase()
    let shown = 0
    for (const entry of entries) {
      entry.hidden = !entry.dataset.words.includes(wanted)
      if (!entry.hidden) shown += 1
    }
    for (const part of list.querySelectorAll('section')) part.hidden = !part.querySelector('li:not([hidden])')
    status.textContent = shown === 0 ? status.dataset.none : counted.replace(/\d+/, String(shown))
  })
}
