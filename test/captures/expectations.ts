import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** A value, or several of which each is a right reading. */
const Right = z.union([z.string(), z.array(z.string()).min(1)])

/** null: the data do not say, and a reader must not either. Absent: not judged. */
const Gold = Right.nullable().optional()

const ExpectedPosting = z.strictObject({
  id: Right,
  title: Gold,
  employer: Gold,
  url: Gold.describe('compared as addresses, so that https://A.example is https://a.example/'),
  posted: Gold.describe('an ISO date, or an ISO instant in any zone'),
})
export type ExpectedPosting = z.infer<typeof ExpectedPosting>

/** One capture, and what a careful person reads off its raw data. */
const ExpectedPage = z.strictObject({
  note: z.string().optional(),
  url: z.url().describe('the address that answered with this page'),
  board: z.url().optional().describe('the board’s address, where it is another'),
  kind: z.string().default('list').describe('as the reader asks for it; a detail is asked for as that of its posting'),
  fetchedAt: z.iso.datetime().optional().describe('when it was captured, where the page tells dates relative to that'),
  employerGiven: z
    .string()
    .optional()
    .describe('the format names the employer nowhere: the board’s configuration does'),
  detailsApart: z.boolean().default(false).describe('a list whose postings stand on pages of their own'),
  postings: z.array(ExpectedPosting).default([]).describe('all of the page'),
  tolerated: z.array(z.string()).default([]).describe('ids that may be read as postings and need not'),
  digest: z
    .strictObject({ count: z.int(), sha256: z.string() })
    .optional()
    .describe('instead of postings too many to list: how many ids, and the hash of them sorted, joined by newlines'),
})
export type ExpectedPage = z.infer<typeof ExpectedPage>

const ExpectedPages = z.strictObject({ pages: z.record(z.string(), ExpectedPage) })

/** By platform, the pages expected of it by their path inside the captures folder. */
export type Expectations = ReadonlyMap<string, ReadonlyMap<string, ExpectedPage>>

/** Every JSON file of this folder, named after its platform. */
export const loadExpectations = async (): Promise<Expectations> => {
  const names = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.json')).sort()
  const load = async (name: string) => {
    const { pages } = ExpectedPages.parse(JSON.parse(await readFile(join(import.meta.dirname, name), 'utf8')))
    return [name.replace(/\.json$/, ''), new Map(Object.entries(pages))] as const
  }
  return new Map(await Promise.all(names.map(load)))
}
