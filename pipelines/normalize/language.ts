import { eld } from 'eld/medium'
import { fold } from '../../src/domain/fold.js'

const NAMES = new Map(
  Object.entries({
    english: 'en',
    английский: 'en',
    russian: 'ru',
    русский: 'ru',
    german: 'de',
    deutsch: 'de',
    french: 'fr',
    francais: 'fr',
    spanish: 'es',
    espanol: 'es',
    polish: 'pl',
    polski: 'pl',
    swedish: 'sv',
    svenska: 'sv',
    finnish: 'fi',
    suomi: 'fi',
    dutch: 'nl',
    nederlands: 'nl',
    portuguese: 'pt',
    italian: 'it',
    italiano: 'it',
    ukrainian: 'uk',
    українська: 'uk',
    czech: 'cs',
    japanese: 'ja',
    chinese: 'zh',
    norwegian: 'no',
    danish: 'da',
  }),
)
const SAMPLE = 1200
/** Below this many letters the detector guesses. */
const ENOUGH = 80

/** A stated language: `ru`, `en-US`, `eng`, "Deutsch". */
export const statedLanguage = (raw: string | undefined): string | undefined => {
  const text = fold(raw ?? '')
  const named = NAMES.get(text)
  if (named !== undefined) return named
  return /^[a-z]{2}$/.exec(text.split(' ')[0] ?? '')?.[0]
}

const byLetters = (text: string): string | undefined => {
  const cyrillic = text.match(/[а-яё]/gi)?.length ?? 0
  const latin = text.match(/[a-z]/gi)?.length ?? 0
  if (cyrillic < 3 || cyrillic * 2 < latin) return undefined
  if (/ў/i.test(text)) return 'be'
  if (/[їєґ]/i.test(text)) return 'uk'
  return /[әғқңөұүһ]/i.test(text) ? 'kk' : 'ru'
}

/** Language of a text (ISO 639-1): by the text when it is long enough, else as stated, else by letters. */
export const readLanguage = (
  title: string,
  text: string,
  stated: string | undefined,
  ofBoard: string | undefined,
): string | undefined => {
  const sample = text.length >= ENOUGH ? text.slice(0, SAMPLE) : `${title}. ${text}`.slice(0, SAMPLE)
  const found = eld.detect(sample)
  if (sample.length >= ENOUGH && found.language !== '' && found.isReliable()) return found.language
  const said = statedLanguage(stated)
  if (said !== undefined) return said
  const letters = byLetters(sample)
  if (letters !== undefined) return letters
  if (ofBoard !== undefined) return ofBoard
  return found.language !== '' && found.isReliable() ? found.language : undefined
}
