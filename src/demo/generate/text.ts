import type { Random } from './random.js'
import type { Tongue } from './tongue.js'

/** Paragraphs of sentences. */
export type Text = readonly (readonly string[])[]

export interface Subject {
  readonly employer: string
  readonly role: string
  readonly focus: string
  readonly skills: readonly string[]
}

const filled = (sentence: string, subject: Subject, tongue: Tongue, random: Random): string => {
  const text = sentence.replaceAll(/\{(\w+)\}/g, (_, slot: string) => {
    if (slot === 'skill') return random.pick(subject.skills)
    const own: Record<string, string> = { employer: subject.employer, role: subject.role, focus: subject.focus }
    return own[slot] ?? random.pick(tongue.slots[slot] ?? [])
  })
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

/** A description of some 100 to 250 words that hardly shares a shingle with another opening's. */
export const composeText = (subject: Subject, tongue: Tongue, random: Random): Text => {
  const fill = (sentences: readonly string[], count: number): string[] =>
    random.some(sentences, count).map((sentence) => filled(sentence, subject, tongue, random))
  return [
    fill(tongue.openers, 1),
    fill(tongue.duties, random.int(4, 6)),
    fill(tongue.wishes, random.int(2, 4)),
    fill(tongue.offers, random.int(2, 3)),
  ]
}

const reordered = (text: Text, random: Random): Text => [
  ...text.slice(0, 1),
  ...random.some(text.slice(1), text.length - 1).map((paragraph) => random.some(paragraph, paragraph.length)),
]

const withBoilerplate = (text: Text, tongue: Tongue, random: Random): Text => [
  ...text,
  random.some(tongue.boilerplate, 2),
]

/** The beginning only, as an aggregator shows it. */
const snippet = (text: Text): Text => [text.slice(0, 2).flat().slice(0, 5)]

/** What other boards make of a text: another order, words of their own, or only its beginning. */
export const editedText = (text: Text, tongue: Tongue, random: Random): Text =>
  random.pick([
    () => reordered(text, random),
    () => withBoilerplate(text, tongue, random),
    () => withBoilerplate(reordered(text, random), tongue, random),
    () => snippet(text),
  ])()

/** The text after a change by its employer: one sentence replaced by another. */
export const changedText = (text: Text, subject: Subject, tongue: Tongue, random: Random): Text => [
  ...text.slice(0, -1),
  [...(text.at(-1) ?? []).slice(0, -1), filled(random.pick(tongue.offers), subject, tongue, random)],
]

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Text as HTML: the second paragraph is a list, as duties are. */
export const htmlOf = (text: Text): string =>
  text
    .map((paragraph, at) =>
      at === 1
        ? `<ul>${paragraph.map((sentence) => `<li>${escaped(sentence)}</li>`).join('')}</ul>`
        : `<p>${escaped(paragraph.join(' '))}</p>`,
    )
    .join('\n')
