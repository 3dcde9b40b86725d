/** Waits between tries, in milliseconds: doubling from `first` up to `most`, each shortened by up to half at random. */
export const backOff = (attempt: number, random: () => number, first = 100, most = 30_000): number => {
  const full = Math.min(most, first * 2 ** Math.min(attempt - 1, 20))
  return Math.round(full * (1 - random() / 2))
}
