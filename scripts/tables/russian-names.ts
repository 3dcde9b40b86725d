/** Russian exonyms that no rule of letters finds, by GeoNames id. */
const KNOWN = new Map<number, string>([
  [524901, 'Москва'],
  [498817, 'Санкт-Петербург'],
  [2643743, 'Лондон'],
  [2988507, 'Париж'],
  [3169070, 'Рим'],
  [2761369, 'Вена'],
  [756135, 'Варшава'],
  [3067696, 'Прага'],
  [1816670, 'Пекин'],
  [2267057, 'Лиссабон'],
  [2618425, 'Копенгаген'],
  [264371, 'Афины'],
  [703448, 'Киев'],
  [625144, 'Минск'],
  [2867714, 'Мюнхен'],
  [2886242, 'Кёльн'],
  [5128581, 'Нью-Йорк'],
  [3435910, 'Буэнос-Айрес'],
  [745044, 'Стамбул'],
  [293397, 'Тель-Авив'],
  [281184, 'Иерусалим'],
  [2950159, 'Берлин'],
  [658225, 'Хельсинки'],
  [2673730, 'Стокгольм'],
  [3054643, 'Будапешт'],
  [792680, 'Белград'],
  [611717, 'Тбилиси'],
  [616052, 'Ереван'],
  [587084, 'Баку'],
  [1512569, 'Ташкент'],
  [1526384, 'Алматы'],
  [1526273, 'Астана'],
  [1528675, 'Бишкек'],
  [588409, 'Таллин'],
  [456172, 'Рига'],
  [593116, 'Вильнюс'],
  [292223, 'Дубай'],
  [551487, 'Казань'],
  [1486209, 'Екатеринбург'],
  [1496747, 'Новосибирск'],
  [520555, 'Нижний Новгород'],
  [501175, 'Ростов-на-Дону'],
  [480562, 'Тула'],
  [2051523, 'Братск'],
  [490067, 'Советск'],
  [1278710, 'Амритсар'],
])

const LETTERS: Record<string, string> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}

const latin = (text: string): string => Array.from(text.toLowerCase(), (letter) => LETTERS[letter] ?? letter).join('')

const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}

/** Other languages in the same letters: Ukrainian, Serbian, Kazakh… and forms with an ending that Russian has not. */
const RUSSIAN = /^[А-ЯЁ][а-яё]+(?:[ -][А-ЯЁ]?[а-яё]+)*$/

/** Ukrainian, and Russian before 1918. */
const UKRAINIAN = /[сцз]ьк|ъ$/

/** Letters put one by one where Russian has one of its own: Одинтсово for Одинцово, Благовешченск for Благовещенск. */
const foreign = (name: string): number => name.match(/тс|шч/g)?.length ?? 0

/** The Russian name among a place's names, or nothing. */
export const russianName = (
  id: number,
  ascii: string,
  country: string,
  names: readonly string[],
): string | undefined => {
  const known = KNOWN.get(id)
  if (known !== undefined) return known
  const goal = ascii.toLowerCase().replaceAll("'", '')
  const found = names
    .filter((name) => RUSSIAN.test(name) && !UKRAINIAN.test(name))
    // Soft and hard signs are Russian's and cost nothing: of two equally near ones the one with signs is right.
    .map((name) => ({ name, cost: distance(latin(name), goal) - (/[ьы]/.test(name) ? 0.5 : 0) }))
    .sort((a, b) => a.cost - b.cost || foreign(a.name) - foreign(b.name))[0]
  return found !== undefined && (country === 'RU' || found.cost <= Math.max(4, goal.length / 2))
    ? found.name
    : undefined
}
