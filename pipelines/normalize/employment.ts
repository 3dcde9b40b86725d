import type { EmploymentType } from '../../src/domain/common.js'
import { fold } from '../../src/domain/fold.js'

/** First match wins within a text; several kinds in one text are all taken. */
const KINDS: readonly (readonly [EmploymentType, RegExp])[] = [
  [
    'full-time',
    /\bfull ?time\b|(?<!не)полн(?:ая|ый|ую) (?:занятость|рабоч|ставк|день)|vollzeit|temps plein|pelny etat|tiempo completo|tempo pieno|heltid|kokoaikai|voltijd|fullzeit/,
  ],
  [
    'part-time',
    /\bpart ?time\b|частичн|неполн|подработк|совместительств|teilzeit|temps partiel|media jornada|deltid|osa aikai/,
  ],
  ['internship', /\bintern(?:ship)?s?\b|стажиров|практика|praktik|\bstage\b|werkstudent|harjoittelu|\btrainee/],
  ['apprenticeship', /\bapprentice|ausbildung|alternance|apprentissage/],
  ['freelance', /\bfreelance|фриланс|\bself employed\b|freiberuf|самозанят/],
  ['contract', /\bcontract(?:or|ual|ing)?\b|проектн|\bгпх\b|договор подряда|\bb2b\b|гражданско правов/],
  [
    'temporary',
    /\btemp(?:orary|s)?\b|временн|сезонн|\bseasonal\b|befristet|\bcdd\b|\binterim\b|fixed term|tidsbegransad|maaraaikai|\bper diem\b/,
  ],
  ['permanent', /\bpermanent\b|постоянн|unbefristet|\bcdi\b|tillsvidare|vakinainen|indefinido|umowa o prace/],
  ['volunteer', /volunteer|волонт|ehrenamt|benevol/],
]
/** `\b` sees only Latin letters; a folded text with these has none of the doubt. */
const NEGATED = /\bunbefristet\b/

/** Kinds of employment in one text: a field of the board, or a title. */
const kindsIn = (raw: string): EmploymentType[] => {
  const text = fold(raw)
  return KINDS.filter(([kind, pattern]) => pattern.test(text) && !(kind === 'temporary' && NEGATED.test(text))).map(
    ([kind]) => kind,
  )
}

/** Kinds of employment as stated, else as the title says; empty when neither speaks. In a fixed order, each once. */
export const readEmployment = (stated: readonly string[] | undefined, title: string): EmploymentType[] => {
  const found = new Set((stated ?? []).flatMap((text) => kindsIn(text.replaceAll('_', ' '))))
  if (found.size === 0) for (const kind of kindsIn(title)) if (kind !== 'contract') found.add(kind)
  return KINDS.map(([kind]) => kind).filter((kind) => found.has(kind))
}
