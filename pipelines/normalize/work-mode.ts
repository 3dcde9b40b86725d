import type { WorkMode } from '../../src/domain/common.js'
import { fold, foldLetters } from '../../src/domain/fold.js'
import type { RawFields } from '../../src/domain/raw-posting.js'
import { gazetteer } from './gazetteer.js'
import { partsOf } from './place-text.js'
import { macroRegions } from './tables/names.js'

export interface Mode {
  readonly workMode: WorkMode
  /** ISO codes or macro-regions. */
  readonly remoteCountries: readonly string[]
}

const HYBRID =
  /hybrid|гибрид|\d days? (?:a week |per week )?(?:in|at) (?:the |our )?office|partially remote|частично удален|teilweise remote|hybryd|hibrido|partiel/
const ONSITE =
  /on ?site|in office|in person|\bonsite\b|(?:^| )(?:в офисе|офис|на территории работодателя|на месте работодателя|вахтовый метод|вахта)(?: |$)|no remote|not remote|vor ort|stacjonarn|presencial|sur site/
const REMOTE =
  /remote|\bremot[oa]\b|telecommut|work from home|\bwfh\b|home ?office|удаленн|удаленк|дистанцион|на дому|teletravail|zdaln|etatyo|distans|teletrabajo|work from anywhere/
const NOT_REMOTE = /no remote|not remote|non remote|remote: no|^(?:false|no)$|без удален|не удален/

/** Mode said by a short text of its own: a field, a place, a title. */
const modeIn = (raw: string): WorkMode | undefined => {
  const text = fold(raw)
  if (NOT_REMOTE.test(text)) return 'onsite'
  if (HYBRID.test(text)) return 'hybrid'
  const [remote, onsite] = [REMOTE.test(text), ONSITE.test(text)]
  if (remote && onsite) return 'hybrid'
  return remote ? 'remote' : onsite ? 'onsite' : undefined
}

/** A field of its own written into the text: "Telecommuting Options: Onsite". */
const LABELLED =
  /(?:telecommut\w{2,4} options?|workplace type|remote (?:type|status|options?)|work(?:ing|place)? (?:arrangement|model|mode))\W{1,4}((?:fully |100% )?(?:remote|hybrid|on ?-?site|in ?-?office))\b/
const TEXT_HYBRID =
  /hybrid (?:work|role|position|model|schedule|set ?up|environment|policy|mode|format)|\d ?(?:-|–|to)? ?\d? days? (?:per|a|each) week (?:in|from|at) (?:the|our) office|\d days? (?:in|at) (?:the|our) office|гибридн\S{1,12} (?:формат|режим|график|работ)|(?:формат|график|режим)\S{0,12} гибрид|\d дн\S{1,12} в офисе|можно частично удален/
const TEXT_REMOTE =
  /fully remote|100 ?% remote|remote (?:position|role|job|opportunity)|(?:position|role|job) is (?:fully )?remote|work(?:ing)? from anywhere|полностью удален|100 ?% удален|удаленн\S{1,12} (?:работа|формат|режим|занятость)|(?:формат|график|режим)\S{0,12}(?: работы)?:? (?:полностью )?удален|работа удален|работать удаленно/
const TEXT_ONSITE =
  /(?:position|role|job) is (?:fully )?on-?site|on-?site (?:position|role|only)|100 ?% on-?site|(?:формат|режим) работы:? (?:в )?офис|работа в (?:\S{1,12} )?офисе|на территории работодателя/
const DENIED =
  /not (?:an? )?(?:fully )?remote|no remote|remote (?:work |role |position )?is not|isn't remote|не удален|удаленн\S{1,12} (?:работа|формат)\S{0,12} не |без удален|кроме удален/

/** A careful look at the text: only phrases about this position, none that is denied; two that disagree say nothing. */
const modeInText = (description: string): WorkMode | undefined => {
  const text = foldLetters(description.slice(0, 20_000))
  const labelled = LABELLED.exec(text)?.[1]
  if (labelled !== undefined) return modeIn(labelled)
  if (TEXT_HYBRID.test(text)) return 'hybrid'
  if (DENIED.test(text)) return undefined
  const [remote, onsite] = [TEXT_REMOTE.test(text), TEXT_ONSITE.test(text)]
  return remote === onsite ? undefined : remote ? 'remote' : 'onsite'
}

const regionCodes = (raw: string): string[] => {
  const pieces = [
    raw,
    ...raw.split(/[,;/|()+&]|\s[-–—]\s|\s(?:and|or|и|или)\s|\s(?:only|timezone|time zone)\b/u),
    ...partsOf(raw).flat(),
  ]
  return pieces.flatMap((piece) => {
    const bare = piece.replace(/^.*?(?:remote(?:ly)?|удал[её]нно)[\s,:(]*(?:in|from|within|по|из|for)?\s*/iu, '')
    const folded = fold(bare).replace(/^(?:the|in|по|из|в) /, '')
    const macro = macroRegions.get(folded)
    if (macro !== undefined) return [macro]
    const capital = !/^[a-z]{2}$/.test(folded) || bare.trim() === bare.trim().toUpperCase()
    return capital ? gazetteer().countries(folded).slice(0, 1) : []
  })
}

const distinct = (codes: readonly string[]): string[] => [...new Set(codes)].sort()

const fromWhere = (fields: RawFields, texts: readonly string[]): string[] => {
  const stated = distinct((fields.remoteFrom ?? []).flatMap(regionCodes))
  if (stated.length > 0) return stated
  return distinct(texts.filter((text) => REMOTE.test(fold(text))).flatMap(regionCodes))
}

/**
 * Work mode of a posting, from its own field, its places, its kinds of employment and title, then its text.
 * Hybrid is not remote; nothing said is unknown; from-where only where it is said. `wholeCountries`: countries that a
 * remote posting names as its places, without a city: those it is from, and so are parts of the world ("Europe").
 */
export const readMode = (fields: RawFields, description: string, wholeCountries: readonly string[] = []): Mode => {
  const placeTexts = fields.places.slice(0, 50).map(({ text }) => text)
  const places = distinct(placeTexts.flatMap((text) => modeIn(text) ?? []))
  const workMode =
    modeIn(fields.workMode ?? '') ??
    (places.length > 1 ? 'hybrid' : (places[0] as WorkMode | undefined)) ??
    (fields.remoteFrom !== undefined && fields.remoteFrom.length > 0 ? 'remote' : undefined) ??
    (fields.employmentTypes ?? []).map(modeIn).find((mode) => mode !== undefined) ??
    modeIn(fields.title) ??
    modeInText(description) ??
    'unknown'
  if (workMode !== 'remote') return { workMode, remoteCountries: [] }
  const said = fromWhere(fields, [...placeTexts, fields.title, fields.workMode ?? ''])
  if (said.length > 0) return { workMode, remoteCountries: said }
  const regions = placeTexts.flatMap((text) => macroRegions.get(fold(text)) ?? [])
  return { workMode, remoteCountries: distinct([...wholeCountries, ...regions]) }
}
