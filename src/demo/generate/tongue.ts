/** A city that the gazetteer knows, with the names that boards write. */
export interface City {
  readonly name: string
  readonly country: string
  readonly countryName: string
  readonly region?: string
}

/** What the generator needs of a language. In sentences `{slot}` stands for one word of that slot. */
export interface Tongue {
  readonly language: 'en' | 'ru'
  readonly roles: readonly string[]
  readonly focuses: readonly string[]
  readonly employers: { readonly first: readonly string[]; readonly last: readonly string[] }
  readonly cities: readonly City[]
  readonly skills: readonly string[]
  readonly slots: Readonly<Record<string, readonly string[]>>
  readonly openers: readonly string[]
  readonly duties: readonly string[]
  readonly wishes: readonly string[]
  readonly offers: readonly string[]
  readonly boilerplate: readonly string[]
  readonly salary: { readonly currency: string; readonly period: string; readonly from: number; readonly step: number }
}
