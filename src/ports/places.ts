/** Degrees. */
export interface Point {
  readonly lat: number
  readonly lon: number
}

/** What people call places, and where those lie. */
export interface Places {
  /** Names of a region or city by its place id. Undefined: no table knows it; `ru` is absent where none is known. */
  names(id: string): { readonly en: string; readonly ru?: string } | undefined
  /** Where the city lies that a person means by "Казань" or "Moscow, Idaho". Undefined: no city is known by it. */
  find(text: string): Point | undefined
  /** Place id of the largest city whose middle is within a kilometre. */
  at(point: Point): string | undefined
}
