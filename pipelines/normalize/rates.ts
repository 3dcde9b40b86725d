import { rates } from './tables/rates.js'

interface Point {
  readonly date: string
  readonly perEuro: ReadonlyMap<string, number>
}

const load = (): readonly Point[] => {
  const [head = '', ...lines] = rates.trim().split('\n')
  const codes = head.split(' ').slice(1)
  return lines.map((line) => {
    const [date = '', ...values] = line.split(' ')
    return {
      date,
      perEuro: new Map([['EUR', 1], ...codes.map((code, index): [string, number] => [code, Number(values[index])])]),
    }
  })
}

const points = load()

/** Currencies the table knows. */
export const knownCurrencies: ReadonlySet<string> = new Set(points[0]?.perEuro.keys())

export interface Rate {
  /** Multiply an amount in `from` by this to get `to`. */
  readonly factor: number
  /** The day of the table's point. */
  readonly date: string
}

/** Rate of the newest point not after `day` (YYYY-MM-DD), or of the oldest point. */
export const rateAt = (from: string, to: string, day: string): Rate | undefined => {
  const point = points.findLast(({ date }) => date <= day) ?? points[0]
  const [a, b] = [point?.perEuro.get(from), point?.perEuro.get(to)]
  return point === undefined || a === undefined || b === undefined ? undefined : { factor: b / a, date: point.date }
}
