import { ref } from 'vue'

/** What a screen reader is to say without moving the focus. */
export const announcement = ref('')

export function announce(text: string): void {
  // The same words twice would be heard once only.
  announcement.value = ''
  setTimeout(() => (announcement.value = text), 50)
}
