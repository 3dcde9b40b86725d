import indeedXml from '../../crawlers/platforms/indeed-xml.js'
import { Board } from '../../src/domain/board.js'

/** A process that reads a generated feed of so many megabytes as it arrives, and prints what was read and its own size. */
const megabytes = Number(process.argv[2])
const url = 'https://lamps.example/feed.xml'
const board = Board.parse({ id: 'large', platform: 'indeed-xml', name: 'Large', url })
const text = 'We keep the lamp lit through the night and log every ship. '.repeat(38)
const job = (n: number): string =>
  `<job><referencenumber>LAMP-2026-${n}</referencenumber><title>Keeper ${n}</title><url>https://lamps.example/${n}</url>` +
  `<city>Falmouth</city><country>GB</country><description><![CDATA[<p>${text}</p>]]></description></job>\n`

const parts = indeedXml.parts?.({ url, kind: 'list' }, board)
if (parts === undefined) throw new Error('the reader takes no parts')
const ids = new Set<string>()
const take = (piece: string): void => {
  for (const { sourceId } of parts.take(piece).postings) ids.add(sourceId)
}
let [sent, jobs, rest] = [0, 0, '<source>']
/** Looked at as it goes: what the system calls a process's peak may be that of the process which started it. */
let peak = 0
while (sent < megabytes * 1_048_576) {
  while (rest.length < 65_536) rest += job(jobs++)
  // As it comes from a socket: pieces that end anywhere.
  take(Buffer.from(rest.slice(0, 65_536)).toString())
  sent += 65_536
  rest = rest.slice(65_536)
  peak = Math.max(peak, process.memoryUsage.rss())
}
take(`${rest}</source>`)
const { empty } = parts.end()
const resident = Math.round(peak / 1_048_576)
console.log(JSON.stringify({ jobs, read: ids.size, empty, resident }))
