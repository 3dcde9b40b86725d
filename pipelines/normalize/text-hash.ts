import { hashId } from '../../src/domain/ids.js'

/** Hash of title and text as folded words: equal texts, equal hashes, whatever their case, marks and markup. */
export const textHash = (titleWords: readonly string[], textWords: readonly string[]): string =>
  hashId('text', titleWords.join(' '), textWords.join(' '))
