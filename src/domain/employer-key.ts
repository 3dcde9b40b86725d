import { fold, tidy } from './fold.js'

const LEGAL_FORMS = new Set(
  (
    'ооо оао зао пао ао ип нао тоо чп гк кг фгуп фгбу фгбоу фгау фгбну гбуз гбоу гбу гау гуп муп мбоу мбу мау мкоу мку мдоу мбдоу одо ано ' +
    'нко чоу тов пат прат чуп уп кфх ' +
    'inc incorporated llc llp lp ltd limited plc corp corporation co company gmbh ag kg kgaa ohg ug ev se sa sas sarl srl spa ' +
    'bv nv oy oyj ab as asa aps sro spol zoo kft zrt doo ad eood ood pty pvt sl slu lda ltda sp spzoo pte bhd sdn kk llc fze'
  ).split(' '),
)
const LONG_FORMS =
  /^(?:общество с ограниченной ответственностью|(?:публичное |закрытое |открытое |непубличное )?акционерное общество|индивидуальный предприниматель|группа компаний|(?:федеральное |муниципальное |краевое |областное )?государственное (?:бюджетное |казенное |автономное |унитарное )?(?:учреждение|предприятие)(?: здравоохранения| образования)?) /
const DOTTED = /(?<=^|[\s,(])(?:\p{L}{1,2}\.\s?){2,5}(?=$|[\s,)])/gu

const LETTERS: Record<string, string> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'i',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'h',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'sh',
  ъ: '',
  ы: 'i',
  ь: '',
  э: 'e',
  ю: 'iu',
  я: 'ia',
  і: 'i',
  ї: 'i',
  є: 'e',
  ґ: 'g',
  ў: 'u',
}

/** Letters as they sound in both scripts: «Яндекс» and Yandex meet, «Касперский» and Kaspersky too. */
const sound = (text: string): string =>
  Array.from(text, (letter) => LETTERS[letter] ?? letter)
    .join('')
    .replaceAll('iy', 'i')
    .replaceAll('shch', 'sh')
    .replaceAll('kh', 'h')
    .replaceAll('ph', 'f')
    .replace(/c(?=[eiy])/g, 's')
    .replace(/c(?!h)/g, 'k')
    .replaceAll('x', 'ks')
    .replaceAll('w', 'v')
    .replaceAll('y', 'i')
    .replaceAll('j', 'i')
    .replace(/(.)\1+/gu, '$1')

const stripForms = (words: readonly string[]): readonly string[] => {
  let [start, end] = [0, words.length]
  while (end - start > 1 && LEGAL_FORMS.has(words[start] ?? '')) start += 1
  while (end - start > 1 && LEGAL_FORMS.has(words[end - 1] ?? '')) end -= 1
  return words.slice(start, end)
}

/** Dotted forms as one word: "S.r.l." = srl, "Sp. z o.o." = spzoo. */
const undot = (name: string): string =>
  name
    .replaceAll(/\bsp\.?\s*z\s*(?:\.\s*)?o\.?\s*o\.?/gi, ' spzoo ')
    .replaceAll(/\bs\.\s?r\.\s?o\.?/gi, ' sro ')
    .replaceAll(DOTTED, (form) => `${form.replaceAll(/[.\s]/g, '')} `)

/** Key of an employer: legal form, quotes, case, spaces and script gone; the same across boards. Empty when nothing is left. */
export const employerKey = (name: string): string => {
  const whole = tidy(name)
  const outside = whole.replaceAll(/\([^()]*\)/g, ' ')
  const folded = fold(undot(outside.trim() === '' ? whole : outside))
  return sound(stripForms(folded.replace(LONG_FORMS, '').split(' ')).join('').replaceAll(/[+#]/g, ''))
}
