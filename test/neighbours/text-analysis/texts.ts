import { open, readFile, rename, writeFile } from 'node:fs/promises'

/** What the analysis found in a text; enough to see that it was made of this one. */
export interface Analysis {
  readonly textHash: string
  readonly words: number
}

/** A line of the journal: an analysis, or null when its vacancy was forgotten. */
interface Line {
  readonly id: string
  readonly analysis: Analysis | null
}

/** Analyses by vacancy id, as a journal on disk keeps them. */
export const readTexts = async (file: string): Promise<Map<string, Analysis>> => {
  const texts = new Map<string, Analysis>()
  const journal = await readFile(file, 'utf8').catch(() => '')
  // A line that a crash cut off was not acknowledged: its record comes again.
  for (const line of journal.split('\n').slice(0, -1)) {
    const { id, analysis } = JSON.parse(line) as Line
    if (analysis === null) texts.delete(id)
    else texts.set(id, analysis)
  }
  return texts
}

const lineOf = (line: Line): string => `${JSON.stringify(line)}\n`

/** Opens the journal, rid of what was superseded or cut off; who opens it closes it. */
export const openTexts = async (file: string) => {
  const texts = await readTexts(file)
  await writeFile(`${file}.new`, [...texts].map(([id, analysis]) => lineOf({ id, analysis })).join(''))
  await rename(`${file}.new`, file)
  const journal = await open(file, 'a')
  let lines: Line[] = []
  return {
    has: (id: string, textHash: string): boolean => texts.get(id)?.textHash === textHash,
    put(id: string, analysis: Analysis): void {
      texts.set(id, analysis)
      lines.push({ id, analysis })
    },
    forget(id: string): void {
      if (texts.delete(id)) lines.push({ id, analysis: null })
    },
    /** Resolves when all of that is on disk. */
    async flush(): Promise<void> {
      if (lines.length === 0) return
      const text = lines.map(lineOf).join('')
      lines = []
      await journal.appendFile(text)
      await journal.datasync()
    },
    close: () => journal.close(),
  }
}
