/** Hand-kept names beside the generated tables: how people and boards call countries, regions and cities. */

const pairs = (text: string): [string, string][] =>
  text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [code = '', names = ''] = line.trim().split(': ')
      return names.split(', ').map((name): [string, string] => [name, code])
    })

/** Folded name → ISO code. */
export const moreCountries: readonly [string, string][] = pairs(`
  US: usa, u s, u s a, united states of america, сша, америка, estados unidos, vereinigte staaten
  GB: uk, u k, great britain, britain, england, scotland, wales, northern ireland, великобритания, англия, шотландия
  RU: рф, россия, российская федерация, russian federation
  BY: беларусь, белоруссия, республика беларусь, рб
  KZ: казахстан, республика казахстан
  KG: киргизия, кыргызстан
  MD: молдова, молдавия
  AE: uae, u a e, оаэ, эмираты, emirates
  CZ: czech republic, czechia, чехия
  NL: holland, the netherlands, голландия
  KR: korea, south korea, republic of korea, корея, южная корея
  TR: turkey, turkiye, турция
  CN: prc, mainland china, китай, кнр
  IE: republic of ireland
  VN: viet nam
  TW: taiwan
  HK: hong kong sar, hong kong
  UZ: узбекистан, республика узбекистан
  GE: грузия
  TZ: tanzania
  CI: ivory coast
  PH: the philippines
  RS: сербия
  CY: кипр
  IL: израиль
`)

/** Folded name → GeoNames id, for what a city is called and GeoNames does not say, and for names where one city is meant. */
export const moreCities: readonly [string, string][] = pairs(`
  498817: спб, питер, санкт петербург, с петербург, spb, st petersburg russia, saint petersburg, sankt petersburg
  524901: мск, москва, msk, moskva
  1486209: екб, екатеринбург
  520555: нижний новгород, н новгород, нн
  1496747: новосибирск, нск
  5128581: nyc, new york city, new york, нью йорк, manhattan
  5391959: sf, san francisco, san francisco bay area, bay area, sf bay area
  5368361: la, los angeles
  4140963: washington dc, washington d c, washington district of columbia
  2643743: london, greater london, лондон
  2988507: paris, париж
  2950159: berlin, берлин
  1277333: bangalore, bengaluru, бангалор
  1275339: mumbai, bombay
  293397: tel aviv, tel aviv yafo, тель авив
  1526384: almaty, алматы, алма ата
  1526273: astana, nur sultan, астана, нур султан
  703448: kyiv, kiev, киев, київ
  625144: minsk, минск
  1880252: singapore, сингапур
  2761369: vienna, wien, вена
  2867714: munich, munchen, muenchen, мюнхен
  2886242: cologne, koln, koeln, кельн
  2747891: rotterdam
  2759794: amsterdam, амстердам
  2673730: stockholm, greater stockholm, стокгольм
  658225: helsinki, helsingfors, хельсинки
`)

/** GeoNames id → the English name people write. */
export const shownNames: ReadonlyMap<string, string> = new Map([['5128581', 'New York']])

const list = (text: string): [string, string[]][] =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const [code = '', names = ''] = line.trim().split(': ')
      return [code, names.split(', ')]
    })

const US_STATES =
  'AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York State|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington State|WV West Virginia|WI Wisconsin|WY Wyoming'

const states = US_STATES.split('|').map((state): [string, string[]] => {
  const code = state.slice(0, 2)
  return [`US.${code}`, [state.slice(3), code]]
})

/** GeoNames admin1 code → further names (Russian, own, short). Two-letter ones count only in capitals. */
export const regionNames: readonly [string, string[]][] = [
  ...states,
  ...list(`
  CA.01: AB, Альберта
  CA.02: BC, B C, Британская Колумбия
  CA.03: MB
  CA.04: NB
  CA.05: NL, Newfoundland
  CA.07: NS
  CA.08: ON, Онтарио
  CA.09: PE, PEI
  CA.10: QC, Québec, Квебек
  CA.11: SK
  CA.12: YT
  AU.01: ACT
  AU.02: NSW
  AU.04: QLD
  AU.05: SA
  AU.06: TAS
  AU.07: VIC
  AU.08: WA
  DE.01: Baden-Württemberg
  DE.02: Bayern, Бавария
  DE.05: Hessen
  DE.06: Niedersachsen
  DE.07: Nordrhein-Westfalen, NRW
  DE.08: Rhineland-Palatinate
  DE.13: Sachsen
  DE.14: Sachsen-Anhalt
  DE.15: Thüringen
  DE.16: Land Berlin
  FR.11: Ile de France
  GB.ENG: England, Англия
  GB.SCT: Scotland, Шотландия
  GB.WLS: Wales, Уэльс
  GB.NIR: Northern Ireland
  IN.19: Karnataka
  IN.16: Maharashtra
  ES.56: Cataluña, Catalunya
  ES.51: Andalucía
  ES.29: Comunidad de Madrid
  PL.78: Mazowieckie
  PL.77: Małopolskie
  PL.72: Dolnośląskie
  PL.82: Pomorskie
  PL.83: Śląskie
  PL.86: Wielkopolskie
  BY.01: Брестская область
  BY.02: Гомельская область
  BY.03: Гродненская область
  BY.05: Минская область
  BY.06: Могилевская область
  BY.07: Витебская область
  KZ.01: Алматинская область
  KZ.03: Акмолинская область
  KZ.04: Актюбинская область
  KZ.06: Атырауская область
  KZ.07: Западно-Казахстанская область
  KZ.09: Мангистауская область
  KZ.11: Павлодарская область
  KZ.12: Карагандинская область
  KZ.13: Костанайская область
  KZ.14: Кызылординская область
  KZ.15: Восточно-Казахстанская область
  KZ.16: Северо-Казахстанская область
  KZ.17: Жамбылская область
  UA.13: Киевская область
  UA.17: Одесская область
  UA.07: Харьковская область
  UA.15: Львовская область
  UA.04: Днепропетровская область
  RU.01: Республика Адыгея, Адыгея
  RU.03: Республика Алтай
  RU.04: Алтайский край, Алтай
  RU.05: Амурская область
  RU.06: Архангельская область
  RU.07: Астраханская область
  RU.08: Республика Башкортостан, Башкортостан, Башкирия, Bashkortostan
  RU.09: Белгородская область
  RU.10: Брянская область
  RU.11: Республика Бурятия, Бурятия
  RU.12: Чеченская Республика, Чечня
  RU.13: Челябинская область, Chelyabinsk Oblast
  RU.15: Чукотский АО, Чукотский автономный округ
  RU.16: Чувашская Республика, Чувашская Республика Чувашия, Чувашия
  RU.17: Республика Дагестан, Дагестан
  RU.19: Республика Ингушетия, Ингушетия
  RU.20: Иркутская область
  RU.21: Ивановская область
  RU.22: Кабардино-Балкарская Республика, Кабардино-Балкария
  RU.23: Калининградская область
  RU.24: Республика Калмыкия, Калмыкия
  RU.25: Калужская область
  RU.27: Карачаево-Черкесская Республика, Карачаево-Черкесия
  RU.28: Республика Карелия, Карелия, Republic of Karelia
  RU.29: Кемеровская область, Кемеровская область Кузбасс, Кузбасс, Kemerovo Oblast
  RU.30: Хабаровский край, Khabarovsk Krai
  RU.31: Республика Хакасия, Хакасия
  RU.32: Ханты-Мансийский автономный округ, Ханты-Мансийский автономный округ Югра, Ханты-Мансийский АО, Ханты-Мансийский АО Югра, ХМАО, ХМАО Югра, Югра
  RU.33: Кировская область
  RU.34: Республика Коми
  RU.37: Костромская область
  RU.38: Краснодарский край, Кубань
  RU.40: Курганская область
  RU.41: Курская область
  RU.42: Ленинградская область, ЛО, Leningrad Oblast
  RU.43: Липецкая область
  RU.44: Магаданская область
  RU.45: Республика Марий Эл, Марий Эл
  RU.46: Республика Мордовия, Мордовия
  RU.47: Московская область, Подмосковье, МО, Moscow Region
  RU.48: Moscow City
  RU.49: Мурманская область
  RU.50: Ненецкий АО, Ненецкий автономный округ
  RU.51: Нижегородская область
  RU.52: Новгородская область
  RU.53: Новосибирская область
  RU.54: Омская область
  RU.55: Оренбургская область
  RU.56: Орловская область
  RU.57: Пензенская область
  RU.59: Приморский край, Приморье
  RU.60: Псковская область
  RU.61: Ростовская область, Rostov Oblast
  RU.62: Рязанская область
  RU.63: Республика Саха, Республика Саха Якутия, Якутия
  RU.64: Сахалинская область
  RU.65: Самарская область
  RU.66: Saint Petersburg City
  RU.67: Саратовская область
  RU.68: Республика Северная Осетия Алания, Северная Осетия
  RU.69: Смоленская область
  RU.70: Ставропольский край
  RU.71: Свердловская область
  RU.72: Тамбовская область
  RU.73: Республика Татарстан, Республика Татарстан Татарстан, Татарстан, Tatarstan, Republic of Tatarstan
  RU.75: Томская область
  RU.76: Тульская область
  RU.77: Тверская область
  RU.78: Тюменская область
  RU.79: Республика Тыва, Тыва, Тува
  RU.80: Удмуртская Республика, Удмуртия
  RU.81: Ульяновская область
  RU.83: Владимирская область
  RU.84: Волгоградская область
  RU.85: Вологодская область
  RU.86: Воронежская область
  RU.87: Ямало-Ненецкий автономный округ, Ямало-Ненецкий АО, ЯНАО
  RU.88: Ярославская область
  RU.89: Еврейская АО, Еврейская автономная область
  RU.90: Пермский край
  RU.91: Красноярский край
  RU.92: Камчатский край, Камчатка
  RU.93: Забайкальский край
`),
]

/** Macro-regions by folded name. They are from-where for remote work, never places. */
export const macroRegions: ReadonlyMap<string, string> = new Map(
  pairs(`
  WORLDWIDE: worldwide, world wide, anywhere, anywhere in the world, global, globally, world, весь мир, любая страна, из любой точки мира, international
  EU: eu, european union, ес, евросоюз
  EUROPE: europe, european, european timezones, европа, eea
  EMEA: emea
  DACH: dach
  CIS: cis, снг
  LATAM: latam, latin america, south america, латинская америка
  APAC: apac, asia pacific, asia
  AMERICAS: americas, amer, north america, namer
  OCEANIA: oceania
  AFRICA: africa, африка
  MENA: mena, middle east
  NORDICS: nordics, scandinavia
`),
)
