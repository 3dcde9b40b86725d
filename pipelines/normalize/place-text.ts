import { fold, tidy } from '../../src/domain/fold.js'
import { macroRegions } from './tables/names.js'

/** Words of work mode and of no meaning; what is left of a part may name a place. */
const NO_PLACE =
  /(?<!\p{L})(?:(?:100 ?%|fully|full|полностью) )?(?:remote(?:ly)?(?:[- ](?:first|friendly|only|ok|work|job|position|eligible|possible|within|in|from))*|hybrid(?:[- ]remote)?|remot[oa]|anywhere in|on-?site|in[- ]office|home ?office|work from home|wfh|telecommute|telework|distributed|flexible|virtual|удал[её]нн?(?:о|ая|ый|ка|ку|ой)?(?: работа| формат)?|дистанционно|гибрид(?:ный)?(?: формат)?|в офисе|на дому|можно удал[её]нно|only|[-–]?(?:local|regional)(?=$|\s)|based|office|headquarters|hq|preferred|multiple locations|various locations|various|several|locations?|all cities|multiple|\d+ (?:more )?locations?|t[eé]l[eé]travail|etätyö|distans|zdalnie|zdalna|teletrabajo)(?!\p{L})/giu
const METRO = /^(?:м\.|метро|ст\.? ?м\.?|станция)\s/iu
const STREET =
  /^(?:ул\.?|улица|пр-?т\.?|просп\.?|проспект|пер\.?|переулок|ш\.|шоссе|наб\.?|набережная|б-р|бульвар|пл\.|площадь|д\.|дом|корп\.?|к\.|стр\.?|строение|офис|оф\.|этаж|литер[аы]?|мкр\.?|микрорайон|тер\.|проезд|пр-д)(?:\s|$|\d)|\d{3,}|^\d+\p{L}?(?:\/\d+)?$/iu
const STREET_AFTER =
  /\s(?:ул\.?|улица|проспект|пр-т|переулок|шоссе|набережная|street|st\.|road|rd\.?|avenue|ave\.?|blvd|strasse|straße)$/iu
const SETTLEMENT =
  /^(?:г\.?\s?о\.?|городской округ|муниципальный округ|м\.?о\.|р-н|район|г\.|гор\.|город|пос\.|п\.|пгт\.?|посёлок|поселок|с\.|село|дер\.|деревня|ст-ца|станица|рп\.?|city of|г)\s+(?=\p{Lu})|^г\.(?=\p{Lu})/iu
const CHUNKS = /[;|\n•·]|\s+or\s+|\s+или\s+|\s\/\s|(?<=\p{L})\/(?=\p{L})|\s&\s|\s\+\s/u
/** Inside a place: signs, or a code before a name ("US-CA-San Francisco", "USA DC Washington", "DEU Wiesbaden"). */
const INSIDE = /[,()[\]:]|\s[-–—]\s|(?<=\b[A-Z]{2})-(?=[A-Z])|(?<=^[A-Z]{3}) (?=\p{Lu})|(?<=^USA? [A-Z]{2}) (?=\p{Lu})/u

const barePart = (raw: string): string => {
  const part = tidy(raw)
  if (METRO.test(part) || STREET.test(part) || STREET_AFTER.test(part)) return ''
  const bare = tidy(part.replaceAll(NO_PLACE, ' ').replace(SETTLEMENT, ''))
    .replace(/^[\s.\-–—/]+|[\s.\-–—/]+$/gu, '')
    .replace(/^(?:in|from|within|for|the|по|из|в|and|и|anywhere in|eligible)\s+/iu, '')
    .replace(/^(?:and|or|и|или)$/u, '')
  return macroRegions.has(fold(bare)) ? '' : bare
}

/**
 * Text of a place → chunks of parts: chunks are places of their own ("Berlin; Paris"), parts of a chunk may be a place
 * and what it lies in ("Berlin, Germany"). Streets, metro stations and words of work mode are gone.
 */
export const partsOf = (text: string): string[][] =>
  text
    .slice(0, 600)
    .split(CHUNKS)
    .slice(0, 60)
    .map((chunk) =>
      chunk
        .split(INSIDE)
        .map(barePart)
        .filter((part) => /\p{L}/u.test(part)),
    )
    .filter((parts) => parts.length > 0)
