/** What stands where a personal contact stood. */
export const REMOVED = '[contact removed]'

/** Words of keys that boards use for people's contacts: `hr_email`, `contact-person`, `recruiterName`. */
const CONTACT_WORDS =
  /^(?:contacts?|e?mails?|phones?|telephones?|tel|fax|mobile|recruiters?|whatsapp|telegram|viber|skype|контакт|контакты|телефон|почта)$/

const wordsOf = (key: string): string[] =>
  key
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/e-mail/g, 'email')
    .split(/[^\p{L}\p{N}]+/u)

/** What every such key holds somewhere: most keys are done with at one look. */
const CONTACT_LETTERS = /contact|mail|phone|tel|fax|mobile|recruiter|whatsapp|viber|skype|контакт|телефон|почта/i

/** Whether a key (or the name of a custom field) announces somebody's contact. */
const isContactKey = (key: string): boolean =>
  (CONTACT_LETTERS.test(key) && wordsOf(key).some((word) => CONTACT_WORDS.test(word))) ||
  /hiring[\s_-]?manager/i.test(key)

const EMAIL =
  /(?<![\p{L}\p{N}_.+-])[\p{L}\p{N}_.+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,4}\.(?:xn--[a-z\d-]{2,59}|\p{L}{2,24})/giu
/** `hr [at] acme.com`, `hr (собака) acme (точка) ru`. */
const SPELLED_EMAIL =
  /(?<![\w.+-])[\w.+-]{1,64}\s?[[({]\s?(?:at|собака|@)\s?[\])}]\s?[\p{L}\p{N}-]{1,63}(?:(?:\.|\s?[[({]\s?(?:dot|точка)\s?[\])}]\s?)[\p{L}\p{N}-]{1,63}){1,5}/giu

/** `jo at acme dot com`, without brackets. */
const SPOKEN_EMAIL =
  /(?<![\w.+-])[\w.+-]{1,64} at [\p{L}\p{N}-]{1,63}(?: dot [\p{L}\p{N}-]{1,63}){0,3} dot (?:com|org|net|io|ai|co|dev|app|tech|me|so|us|uk|de|fr|nl|ch|ca|eu|in|ru)(?!\p{L})/giu

/** Pages of persons, as they are written in a text. */
const PERSON = String.raw`(?:[a-z]{2,3}\.)?linkedin\.com/in/|news\.ycombinator\.com/user\?id=`
const MESSENGER = String.raw`(?:t\.me|wa\.me|telegram\.me|telegram\.dog|api\.whatsapp\.com|chat\.whatsapp\.com|viber\.me)`
const CONTACT_URL = new RegExp(
  `^(?:(?:https?:)?//(?:www\\.)?(?:${MESSENGER}(?:/|$)|${PERSON})|mailto:|tel:|tg:|whatsapp:|viber:|skype:)`,
  'i',
)
const BARE_MESSENGER = new RegExp(
  String.raw`(?<![\w.])(?:${MESSENGER}/\+?\w[\w/+?=&-]{1,60}|(?:${PERSON})[\w%-]{1,100})`,
  'gi',
)
/** `@name` after a word that says where to write. */
const HANDLE =
  /(?<![\p{L}\p{N}])((?:telegram|телегр\p{L}{0,5}|tg|тг|whatsapp|вотсап\p{L}?|пиши\p{L}{0,3}|написать)[^\n@<>]{0,40})@\w{3,40}/giu

/**
 * A link as a whole: an anchor with its text, an attribute, a URL in a text. Entities end it in HTML that is escaped.
 * Only a tag with attributes is a mark: `<b>` hides nothing, and `<ivan@acme.ru>` is an e-mail.
 */
const ANCHOR = /<a\s[^<>]{0,1000}>[^<]{0,300}<\/a>/gi
const HREF = /\shref\s{0,3}=\s{0,3}["']?([^"'\s>]{1,1000})/i
const URL_OR_TAG = /(https?:\/\/(?:[^\s"'<>&]|&(?!quot|gt|lt|#))+|<[a-z][\w:-]{0,40}\s[^<>]{0,4000}>)/i
const MARK = /<[a-z]|https?:\/\//i
const SPOKEN_ATTRIBUTE = /(\s(?:title|alt|aria-label|content)\s{0,3}=\s{0,3})("[^"]*"|'[^']*')/gi

const SEP = String.raw`(?:[\s.‑–-]|&nbsp;){0,2}`
const BEFORE = String.raw`(?<![\p{L}\p{N}_/=#№+]|\d[.,]|[\p{L}\p{N}][‑–-])`
const AFTER = String.raw`(?![\p{L}\p{N}_/]|[.,]\d|\s{0,2}(?:[₽€£%]|руб|тыс|rub|usd|eur))`
const phone = (pattern: string): RegExp => new RegExp(BEFORE + pattern + AFTER, 'giu')

/** Phones by form. Salaries (`100 000 – 200 000`), dates, ОГРН, ИНН, postal codes and versions have none of these. */
const PHONES: readonly RegExp[] = [
  phone(String.raw`\+\d{1,3}${SEP}\(?\d{1,5}\)?(?:${SEP}\d{2,5}){2,5}`),
  phone(String.raw`[78]${SEP}\(?[3489]\d{2}\)?${SEP}\d{3}${SEP}\d{2}${SEP}\d{2}`),
  phone(String.raw`[78]${SEP}\(\d{4,5}\)${SEP}\d{1,2}${SEP}\d{2}${SEP}\d{2}`),
  phone(String.raw`\(\d{3}\)\s?\d{3}[\s.-]\d{2}[\s.-]?\d{2}`),
  phone(String.raw`\(\d{4,5}\)\s?\d{1,2}-\d{2}-\d{2}`),
  phone(String.raw`[2-9]\d{2}([.-])\d{3}\1\d{4}`),
  phone(String.raw`[3489]\d{2}[\s-]\d{3}-\d{2}-\d{2}`),
  phone(String.raw`\(?0\d{2,4}\)?[\s-]\d{3,4}[\s-]\d{3,4}`),
]
/** Any number after a word that announces a phone. */
const ANNOUNCED = new RegExp(
  String.raw`(?<![\p{L}\p{N}])((?:тел(?:ефон\p{L}{0,2})?|phone|tel|моб|звоните|позвоните|вайбер|viber|whatsapp|вотсап|факс|fax)\.?(?:\s{0,2}[:№#–-])?\s{0,2})(\+?\(?\d[\d\s().‑–-]{4,22}\d)${AFTER}`,
  'giu',
)
/** Words before a row of digits that is some other number. */
const OTHER_NUMBER =
  /(?:заказ\p{L}*|инн|огрн|огрнип|снилс|кпп|сч[её]т\p{L}*|артикул|код|идентификатор|id|order|ref|requisition|req|№|#)[\s:.№#-]*$/iu

const isPhone = (found: string, before: string): boolean => {
  const digits = found.replaceAll(/\D/g, '').length
  if (digits < 10 || digits > 25) return false
  return !(/^\d+$/.test(found) && (/^7[^9]/.test(found) || OTHER_NUMBER.test(before)))
}

const withoutForms = (text: string): string =>
  PHONES.reduce(
    (rest, form) =>
      rest.replaceAll(form, (found: string, ...more: unknown[]) => {
        const at = more.find((one) => typeof one === 'number') ?? 0
        return isPhone(found, rest.slice(Math.max(0, at - 24), at)) ? REMOVED : found
      }),
    text,
  )

const withoutAnnounced = (text: string): string =>
  text.replaceAll(ANNOUNCED, (found: string, word: string, number: string) => {
    const digits = number.replaceAll(/\D/g, '').length
    return digits < 6 || digits > 15 || /^\d{4}-\d{2}-\d{2}$/.test(number) ? found : word + REMOVED
  })

/** What an e-mail, a handle or a messenger's address cannot do without, and what a phone cannot; most texts have neither. */
const ADDRESS_MARK = /@|[[({]\s?(?:at|собака)| dot |\.(?:me|dog|com)\//i
const SIX_DIGITS = /(?:\d\D{0,20}){6}/
/** The shortest contact: `a@b.ru`, `123456` after a word. */
const SHORTEST = 6

const withoutAddresses = (text: string): string =>
  text
    .replaceAll(EMAIL, REMOVED)
    .replaceAll(SPELLED_EMAIL, REMOVED)
    .replaceAll(SPOKEN_EMAIL, REMOVED)
    .replaceAll(BARE_MESSENGER, REMOVED)
    .replaceAll(HANDLE, `$1${REMOVED}`)

/** Plain words: no tag and no URL in them. */
const redactWords = (text: string): string => {
  if (text.length < SHORTEST) return text
  const unaddressed = ADDRESS_MARK.test(text) ? withoutAddresses(text) : text
  return SIX_DIGITS.test(unaddressed) ? withoutAnnounced(withoutForms(unaddressed)) : unaddressed
}

/** A URL goes when it is a messenger's and stays as it is otherwise; of a tag only what it says aloud is words. */
const redactMark = (mark: string): string => {
  if (!mark.startsWith('<')) return CONTACT_URL.test(mark) ? REMOVED : mark
  if (CONTACT_URL.test(HREF.exec(mark)?.[1] ?? '')) return '<a>'
  return mark.replaceAll(SPOKEN_ATTRIBUTE, (_, name: string, value: string) => name + redactWords(value))
}

/** The text or HTML without e-mails, phones and messengers' handles; URLs in it stay as they are. */
export const redactText = (text: string): string => {
  if (!MARK.test(text)) return redactWords(text)
  const unlinked = text.replaceAll(ANCHOR, (anchor) =>
    CONTACT_URL.test(HREF.exec(anchor)?.[1] ?? '') ? REMOVED : anchor,
  )
  return unlinked
    .split(URL_OR_TAG)
    .map((part, index) => (index % 2 === 1 ? redactMark(part) : redactWords(part)))
    .join('')
}

/** A custom field `{ name: "Recruiter", value: … }` is a contact by its name. */
const isContactField = (object: object): boolean =>
  'value' in object && 'name' in object && typeof object.name === 'string' && isContactKey(object.name)

/** No advert nests deeper; what does could not be written as JSON. */
const MOST_DEPTH = 64

/**
 * A JSON value without personal contacts: contact keys dropped, texts and other keys redacted, addresses (URLs) left.
 * What lies deeper than 64 levels is left out.
 */
export const redact = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return redactText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === MOST_DEPTH) return undefined
  if (Array.isArray(value)) return value.map((inner) => redact(inner, depth + 1))
  const contactField = isContactField(value)
  const kept = Object.entries(value).filter(([key]) => !isContactKey(key) && !(contactField && key === 'value'))
  return Object.fromEntries(kept.map(([key, inner]) => [redactText(key), redact(inner, depth + 1)]))
}
