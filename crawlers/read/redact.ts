/** What stands where a personal contact stood. */
export const REMOVED = '[contact removed]'

/** Keys that boards use for recruiters' contacts: dropped whole from the advert's fragment. */
const CONTACT_KEYS =
  /^(?:contact(?:_?list|s|_?person|_?point|_?email|_?phone|_?name)?|e-?mail|phone|phones|telephone|fax|mobile|recruiter|hiring_?manager)$/i

const EMAIL = /\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\b/g
/** Handles of messengers: `t.me/name`, `telegram: @name`, `wa.me/79…`. */
const HANDLE =
  /\b(?:t\.me|wa\.me|telegram\.me)\/\+?\w{3,40}|(?:telegram|телеграмм?|тг|whatsapp|вотсап)\s{0,3}:?\s{0,3}@\w{3,40}/gi
/** Candidates for phone numbers: a plus or an opening (8, 7, bracket) and digits with separators; judged by `isPhone`. */
const NUMBER = /(?<![\d.,/-])\+?\(?\d[\d\s()‑–-]{7,22}\d(?![\d/]|[.,]\d)/g

/**
 * Whether digits with separators are a phone: international with a plus, Russian by its `8`/`7` and area code, or grouped as
 * phones are (3-3-4). Salaries (`100 000 – 200 000`), dates, ОГРН and ИНН are not.
 */
const isPhone = (text: string): boolean => {
  const digits = text.replaceAll(/\D/g, '')
  if (digits.length < 10 || digits.length > 15) return false
  if (text.startsWith('+')) return true
  const grouped = /[\s()‑–-]/.test(text)
  if (digits.length === 11 && /^[78]/.test(digits))
    return /^[78][\s-]?\(?\s?\d{3}\)?[\s‑-]?\d{3}[\s‑-]?\d{2}[\s‑-]?\d{2}$/.test(text)
  return digits.length === 10 && grouped && /^\(?\d{3}\)?[\s‑-]\d{3}[\s‑-]\d{2}[\s‑-]?\d{2}$/.test(text)
}

/** The text without e-mails, phones and messengers' handles. */
export const redactText = (text: string): string =>
  text
    .replaceAll(EMAIL, REMOVED)
    .replaceAll(HANDLE, REMOVED)
    .replaceAll(NUMBER, (found) => (isPhone(found.trim()) ? REMOVED : found))

const isAddress = (text: string): boolean => /^https?:\/\/\S+$/.test(text)

/** A JSON value without personal contacts: contact keys dropped, texts redacted, addresses (URLs) left. */
export const redact = (value: unknown): unknown => {
  if (typeof value === 'string') return isAddress(value) ? value : redactText(value)
  if (Array.isArray(value)) return value.map(redact)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key]) => !CONTACT_KEYS.test(key))
  return Object.fromEntries(kept.map(([key, inner]) => [key, redact(inner)]))
}
