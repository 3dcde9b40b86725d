/** Names enough to tell a place from a trade or a technology in a headline; what a place is, normalize decides. */

const list = (text: string): string[] => text.trim().split(/\s*[,\n]\s*/)

const regionNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')
const COUNTRY_CODES = LETTERS.flatMap((a) => LETTERS.map((b) => a + b)).filter(
  (code) => regionNames.of(code) !== undefined,
)

const MACRO = new Set(
  list(`
  eu, europe, european union, emea, apac, latam, latin america, north america, south america, central america, americas
  the americas, asia, africa, oceania, middle east, nordics, scandinavia, benelux, dach, baltics, balkans, mena, anz
  worldwide, global, globally, anywhere, world, international, eastern europe, western europe, central europe, eea
`),
)

const COUNTRIES = new Set([
  ...COUNTRY_CODES.flatMap((code) => regionNames.of(code)?.toLowerCase() ?? []),
  ...list(`
  usa, united states of america, uk, great britain, england, scotland, wales, uae, the netherlands, holland, czechia
  czech republic, korea, south korea, russia, vietnam, turkey, ivory coast, the uk, the us, the usa, can
`),
])

const STATES = new Set(
  list(`
  alabama, alaska, arizona, arkansas, california, colorado, connecticut, delaware, florida, hawaii, idaho, illinois
  indiana, iowa, kansas, kentucky, louisiana, maine, maryland, massachusetts, michigan, minnesota, mississippi, missouri
  montana, nebraska, nevada, new hampshire, new jersey, new mexico, new york, north carolina, north dakota, ohio
  oklahoma, oregon, pennsylvania, rhode island, south carolina, south dakota, tennessee, texas, utah, vermont, virginia
  washington, west virginia, wisconsin, wyoming, ontario, quebec, british columbia, alberta, manitoba, nova scotia
  bavaria, catalonia, new south wales, queensland, karnataka, maharashtra
`),
)
const STATE_CODES = new Set(
  list(`AL, AK, AZ, AR, CA, CO, CT, DE, FL, GA, HI, ID, IL, IN, IA, KS, KY, LA, ME, MD, MA, MI, MN, MS, MO, MT, NE, NV, NH
  NJ, NM, NY, NC, ND, OH, OK, OR, PA, RI, SC, SD, TN, TX, UT, VT, VA, WA, WV, WI, WY, DC, ON, QC, BC, AB, MB, NS, NSW, VIC`),
)

const CITIES = new Set(
  list(`
  nyc, new york city, manhattan, brooklyn, sf, san francisco, bay area, sf bay area, san francisco bay area, silicon valley
  la, los angeles, dc, washington dc, palo alto, mountain view, menlo park, redwood city, san mateo, sunnyvale
  santa clara, san jose, cupertino, oakland, berkeley, emeryville, san diego, santa monica, irvine, sacramento, seattle
  bellevue, redmond, portland, boston, cambridge, somerville, chicago, austin, dallas, houston, denver, boulder, atlanta
  miami, tampa, orlando, raleigh, durham, charlotte, nashville, philadelphia, pittsburgh, detroit, ann arbor, minneapolis
  st paul, st louis, kansas city, salt lake city, phoenix, las vegas, baltimore, columbus, cleveland, cincinnati
  toronto, montreal, montréal, vancouver, ottawa, waterloo, calgary, london, manchester, edinburgh, glasgow, bristol
  oxford, leeds, belfast, dublin, cork, paris, lyon, toulouse, montpellier, grenoble, lille, nantes, berlin, munich
  münchen, hamburg, cologne, köln, frankfurt, stuttgart, düsseldorf, leipzig, dresden, karlsruhe, vienna, graz, linz
  zurich, zürich, geneva, lausanne, basel, bern, amsterdam, rotterdam, the hague, utrecht, delft, eindhoven, brussels
  ghent, antwerp, leuven, luxembourg, copenhagen, aarhus, stockholm, gothenburg, malmö, malmo, uppsala, oslo, bergen
  helsinki, espoo, tampere, tallinn, tartu, riga, vilnius, kaunas, warsaw, krakow, kraków, wroclaw, wrocław, gdansk
  gdańsk, poznan, prague, brno, bratislava, budapest, bucharest, cluj, sofia, belgrade, zagreb, ljubljana, athens
  lisbon, porto, madrid, barcelona, valencia, malaga, málaga, milan, rome, turin, bologna, tel aviv, jerusalem, haifa
  istanbul, ankara, dubai, abu dhabi, riyadh, doha, cairo, nairobi, lagos, accra, cape town, johannesburg, kyiv, lviv
  minsk, moscow, saint petersburg, st. petersburg, tbilisi, yerevan, almaty, bangalore, bengaluru, mumbai, pune, delhi
  new delhi, gurgaon, gurugram, noida, hyderabad, chennai, kolkata, karachi, lahore, dhaka, colombo, singapore
  kuala lumpur, jakarta, bangkok, manila, hanoi, ho chi minh city, hong kong, shenzhen, shanghai, beijing, taipei, tokyo
  osaka, kyoto, fukuoka, seoul, sydney, melbourne, brisbane, perth, canberra, auckland, wellington, christchurch
  mexico city, guadalajara, monterrey, bogota, bogotá, medellin, medellín, lima, santiago, buenos aires, montevideo
  são paulo, sao paulo, rio de janeiro, san josé
`),
)

const plainName = (text: string): string => text.toLowerCase().replaceAll('.', '').trim()

/** Codes that are a trade or a technology first: AI is Anguilla, ML Mali. */
const TRADES = new Set(list('AI, ML, QA, PM, BI, IO, TV, CI, CD, AD, PR, HR, IT, AR, AM, MS'))

const isCode = (text: string): boolean =>
  /^[A-Z]{2,3}$/.test(text) &&
  !TRADES.has(text) &&
  (STATE_CODES.has(text) || (text.length === 2 && COUNTRY_CODES.includes(text)))

/** A region of several countries, or the whole world. */
export const isMacroRegion = (text: string): boolean => MACRO.has(plainName(text))

/** Whether the text is the name of a country, region or larger city, or a code of one in capitals. */
export const isKnownPlace = (text: string): boolean => {
  const name = plainName(text)
  return (
    isCode(text.replaceAll('.', '')) || MACRO.has(name) || COUNTRIES.has(name) || STATES.has(name) || CITIES.has(name)
  )
}

/** Words before and after a name that are not of it. */
const BEFORE =
  /^(?:(?:must be )?(?:based |located |anywhere |varies )?(?:in|within|across|from|around|near|at)|the|greater|any|our|also|only)\s+/i
const AFTER =
  /[\s-]+(?:only|based|preferred|residents?|citizens?|timezones?|time zones?|hours|hq|headquarters|office|offices|metro|residency)$/i

const bare = (piece: string): string => {
  let text = piece.replaceAll(/^[\s.,:;–—-]+|[\s,:;–—-]+$/g, '')
  for (let round = 0; round < 3; round++) text = text.replace(BEFORE, '').replace(AFTER, '')
  return text.trim().replace(/(?<=\p{L}{3})\.$/u, '')
}

/** One to four words, each with a capital: shaped like a name. */
const NAME = /^\p{Lu}[\p{L}'’.-]{2,30}(?: (?:\p{Lu}[\p{L}'’.-]{0,30}|of|de|do|da|la|del|am|an|der)){0,3}$/u
const NO_NAME =
  /\b(?:yc|series|engineers?|developers?|software|senior|staff|team|visa|equity|salary|benefits|relocation|apply|hiring|local|candidates|flexible|multiple|various|english|ai|time|day|days|week|monday|friday|python|java|react|rust|golang|kubernetes|elixir|ruby|go)\b/i

/** "Atlanta USA" is two names. */
const parted = (piece: string): string[] => {
  const at = piece.lastIndexOf(' ')
  const [head, last] = [piece.slice(0, at), piece.slice(at + 1)]
  return at > 0 && !isKnownPlace(piece) && isKnownPlace(last) && /^\p{Lu}/u.test(last) && NAME.test(head)
    ? [head, last]
    : [piece]
}

/** The pieces up to the first that is no name: "Denver, CO, details in the text". */
const beginning = (pieces: readonly string[], isName: (piece: string) => boolean): readonly string[] => {
  const end = pieces.findIndex((piece) => !isName(piece))
  return end === -1 ? pieces : pieces.slice(0, end)
}

const CHUNKS = /[/;|()[\]&+·•]|\s(?:or|and|plus)\s|\s[-–—]\s|(?<=,)\s*(?:or|and)\s/i

/**
 * Places that a short text names, each as `City, Country`. `known`: only names that are known; `some known`: none unless
 * one is, and the text begins with a place; `named`: whatever is shaped like a name.
 */
export const placesIn = (text: string, how: 'known' | 'some known' | 'named'): string[] => {
  const chunks = text
    .slice(0, 300)
    .split(CHUNKS)
    .map((chunk) =>
      chunk
        .split(',')
        .map(bare)
        .filter((piece) => piece !== '')
        .flatMap(parted),
    )
    .filter((pieces) => pieces.length > 0)
  const isName = (piece: string): boolean =>
    isKnownPlace(piece) || (how !== 'known' && NAME.test(piece) && !NO_NAME.test(piece))
  const [first] = chunks
  if (how === 'some known' && !(first !== undefined && isName(first[0] ?? '') && chunks.flat().some(isKnownPlace)))
    return []
  return how === 'known'
    ? chunks.flat().filter(isName)
    : chunks.map((pieces) => beginning(pieces, isName).join(', ')).filter((place) => place !== '')
}
