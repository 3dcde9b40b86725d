import { describe, expect, test } from '@jest/globals'
import { employerKey } from '../../../src/domain/employer-key.js'
import { fold, foldWords } from '../../../src/domain/fold.js'
import { applyKey } from '../../../src/domain/links.js'
import { RawFields } from '../../../src/domain/raw-posting.js'
import { readMoment, readPast, readUntil } from '../../../pipelines/normalize/dates.js'
import { readEmployer } from '../../../pipelines/normalize/employer.js'
import { readEmployment } from '../../../pipelines/normalize/employment.js'
import { readExperience } from '../../../pipelines/normalize/experience.js'
import { readLanguage } from '../../../pipelines/normalize/language.js'
import { readSkills } from '../../../pipelines/normalize/skills.js'
import { cleanTitle, readTitle } from '../../../pipelines/normalize/title.js'
import { readMode } from '../../../pipelines/normalize/work-mode.js'

const NOW = Date.parse('2026-11-24T12:00:00Z')
const places = new Set(['berlin', 'москва', 'казань', 'new york', 'london'])

describe('title', () => {
  test.each([
    ['Software Engineer (m/w/d)', 'Software Engineer'],
    ['Softwareentwickler m/w/d', 'Softwareentwickler'],
    ['Verkäufer*in (all genders)', 'Verkäufer*in'],
    ['Vendeur H/F', 'Vendeur'],
    ['Менеджер по продажам (м/ж)', 'Менеджер по продажам'],
    ['ВОДИТЕЛЬ КАТЕГОРИИ С', 'Водитель категории с'],
    ['SENIOR SOFTWARE ENGINEER', 'Senior Software Engineer'],
    ['SQL', 'SQL'],
    ['Data Engineer - Berlin', 'Data Engineer'],
    ['Data Engineer (Remote)', 'Data Engineer'],
    ['Data Engineer | London or Berlin', 'Data Engineer'],
    ['Разработчик Python, Москва', 'Разработчик Python'],
    ['Разработчик Python (г. Тверь)', 'Разработчик Python'],
    ['Курьер в Казань', 'Курьер'],
    ['Кассир от 60 000 руб.', 'Кассир'],
    ['Грузчик (до 90 000 ₽)', 'Грузчик'],
    ['Account Executive $120k-$150k', 'Account Executive'],
    ['СРОЧНО! Повар-универсал', 'Повар-универсал'],
    ['Требуется Бухгалтер', 'Бухгалтер'],
    ['🔥 Frontend Developer 🔥', 'Frontend Developer'],
    ['Manager, Java Platform', 'Manager, Java Platform'],
    ['C++ Developer', 'C++ Developer'],
    ['.NET Developer', '.NET Developer'],
    ['1С программист', '1С программист'],
    ['Berlin', 'Berlin'],
    ['Оператор 1С (удалённо)', 'Оператор 1С'],
  ])('%s → %s', (raw, clean) => {
    expect(cleanTitle(raw, places)).toBe(clean)
    expect(cleanTitle(clean, places)).toBe(clean)
  })

  test.each([
    ['Senior Software Engineer', 'senior'],
    ['Sr. Data Analyst', 'senior'],
    ['Старший бухгалтер', 'senior'],
    ['Junior Python Developer', 'junior'],
    ['Младший аналитик', 'junior'],
    ['Middle/Senior React Developer', 'senior'],
    ['Middle QA', 'middle'],
    ['Team Lead Backend', 'lead'],
    ['Ведущий инженер', 'lead'],
    ['Тимлид разработки', 'lead'],
    ['Lead Generation Specialist', 'unknown'],
    ['Head of Marketing', 'head'],
    ['Директор по продажам', 'head'],
    ['Помощник директора', 'unknown'],
    ['Marketing Intern', 'intern'],
    ['Стажёр-разработчик', 'intern'],
    ['Internal Auditor', 'unknown'],
    ['Водитель', 'unknown'],
  ])('%s is %s', (raw, seniority) => {
    expect(readTitle(raw, new Set()).seniority).toBe(seniority)
  })

  test('folded keeps the order of words, and ё = е', () => {
    expect(readTitle('Ведущий учётчик, С++ и C#', new Set()).folded).toBe('ведущий учетчик с++ и c#')
  })
})

describe('employer', () => {
  test.each([
    ['ООО «Яндекс»', 'Yandex LLC'],
    ['ПАО Сбербанк', 'Sberbank'],
    ['АО "Лаборатория Касперского"', 'Лаборатория Касперского'],
    ['Газпром нефть, ПАО', 'Gazprom Neft'],
    ['Общество с ограниченной ответственностью "Ромашка"', 'ООО Ромашка'],
    ['ИП Иванов И.И.', 'Иванов И. И.'],
    ['Acme, Inc.', 'ACME'],
    ['Acme GmbH & Co. KG', 'Acme'],
    ['Ferrero S.p.A.', 'Ferrero'],
    ['Allegro sp. z o.o.', 'Allegro'],
    ['Avast s.r.o.', 'AVAST'],
    ['Nokia Oyj', 'nokia'],
    ['Альфа-Банк', 'AlfaBank'],
    ['Озон', 'Ozon'],
    ['Авито', 'Avito'],
  ])('%s = %s', (a, b) => {
    expect(employerKey(a)).toBe(employerKey(b))
    expect(employerKey(a)).not.toBe('')
  })

  test.each([
    ['Nike', 'Nice'],
    ['Сбер', 'Сбербанк'],
    ['Acme Robotics', 'Acme'],
  ])('%s ≠ %s', (a, b) => {
    expect(employerKey(a)).not.toBe(employerKey(b))
  })

  test('shown without form and quotes, with its site', () => {
    expect(readEmployer('ООО «Ромашка»', 'romashka.example/about')).toMatchObject({
      raw: 'ООО «Ромашка»',
      name: 'Ромашка',
      site: 'https://romashka.example',
    })
    expect(readEmployer('  ', undefined)).toBeUndefined()
    expect(readEmployer('Acme', 'javascript:alert(1)')?.site).toBeUndefined()
  })
})

const fieldsOf = (fields: object): RawFields => RawFields.parse({ title: 'X', url: 'https://a.example/1', ...fields })

describe('work mode', () => {
  test.each([
    [{ workMode: 'Удаленная работа' }, '', 'remote'],
    [{ workMode: 'TELECOMMUTE' }, '', 'remote'],
    [{ workMode: 'Полный день' }, '', 'unknown'],
    [{ workMode: 'В офисе' }, '', 'onsite'],
    [{ workMode: 'Вахтовый метод' }, '', 'onsite'],
    [{ workMode: 'Hybrid' }, '', 'hybrid'],
    [{ workMode: 'Гибкий график' }, '', 'unknown'],
    [{ places: [{ text: 'Berlin / Hybrid' }] }, '', 'hybrid'],
    [{ places: [{ text: 'Remote - US' }] }, '', 'remote'],
    [{ title: 'Developer (remote)' }, '', 'remote'],
    [{ title: 'Pessoa Desenvolvedora (Remoto)' }, '', 'remote'],
    [{ workMode: 'OnSite' }, '', 'onsite'],
    [{ workMode: 'on_site' }, '', 'onsite'],
    [{ workMode: 'not remote' }, '', 'onsite'],
    [{}, 'This is a fully remote position.', 'remote'],
    [{}, 'This is not a fully remote position.', 'unknown'],
    [{}, 'You support remote teams all over the world.', 'unknown'],
    [{}, 'Expect 3 days in the office.', 'hybrid'],
    [{}, 'Формат работы: удалённый.', 'remote'],
    [{}, 'Гибридный формат работы, 2 дня в офисе.', 'hybrid'],
    [{}, 'Удаленный формат не рассматриваем.', 'unknown'],
    [{}, 'Telecommuting Options:\nOnsite', 'onsite'],
    [{}, 'Workplace type: Fully remote', 'remote'],
    [{}, 'Working model – hybrid', 'hybrid'],
    [{}, 'Our working model is under review', 'unknown'],
    [{}, '', 'unknown'],
  ])('%j %s → %s', (fields, text, mode) => {
    expect(readMode(fieldsOf(fields), text).workMode).toBe(mode)
  })

  test.each([
    [{ places: [{ text: 'Remote (US only)' }] }, ['US']],
    [{ places: [{ text: 'Remote - Germany' }] }, ['DE']],
    [{ workMode: 'удалённо по РФ' }, ['RU']],
    [{ workMode: 'remote', remoteFrom: ['Worldwide'] }, ['WORLDWIDE']],
    [{ workMode: 'remote', remoteFrom: ['USA', 'Canada'] }, ['CA', 'US']],
    [{ workMode: 'remote', remoteFrom: ['LATAM', 'EU'] }, ['EU', 'LATAM']],
    [{ workMode: 'remote', places: [{ text: 'North America' }, { text: 'Europe' }] }, ['AMERICAS', 'EUROPE']],
    [{ workMode: 'remote', places: [{ text: 'World Wide' }] }, ['WORLDWIDE']],
    [{ workMode: 'remote' }, []],
    [{ workMode: 'hybrid', places: [{ text: 'Berlin, Germany' }] }, []],
  ])('%j from %j', (fields, countries) => {
    expect(readMode(fieldsOf(fields), '').remoteCountries).toEqual(countries)
  })
})

describe('employment', () => {
  test.each([
    [['FULL_TIME'], ['full-time']],
    [['FullTime'], ['full-time']],
    [['PartTime'], ['part-time']],
    [['fulltime_permanent'], ['full-time', 'permanent']],
    [['parttime_fixed_term'], ['part-time', 'temporary']],
    [
      ['Full-time', 'Contractor'],
      ['full-time', 'contract'],
    ],
    [['Полная занятость'], ['full-time']],
    [['Частичная занятость'], ['part-time']],
    [['Неполный рабочий день'], ['part-time']],
    [['Стажировка'], ['internship']],
    [['Проектная работа'], ['contract']],
    [['Vollzeit, unbefristet'], ['full-time', 'permanent']],
    [['CDI'], ['permanent']],
    [['Temporary'], ['temporary']],
    [['Other'], []],
    [undefined, []],
  ])('%j → %j', (stated, expected) => {
    expect(readEmployment(stated, 'Engineer')).toEqual(expected)
  })
})

describe('dates', () => {
  test.each([
    ['2024-07-01T11:00:37+0300', '2024-07-01T08:00:37.000Z'],
    ['2026-05-05T08:00:00Z', '2026-05-05T08:00:00.000Z'],
    ['2026-05-05T08:00:00.123456-07:00', '2026-05-05T15:00:00.123Z'],
    ['2026-05-05 08:00:00', '2026-05-05T08:00:00.000Z'],
    ['2026-05-05', '2026-05-05T00:00:00.000Z'],
    ['Tue, 05 May 2026 08:00:00 GMT', '2026-05-05T08:00:00.000Z'],
    ['Tue, 05 May 2026 08:00:00 +0200', '2026-05-05T06:00:00.000Z'],
    ['1746432000', '2025-05-05T08:00:00.000Z'],
    ['1746432000000', '2025-05-05T08:00:00.000Z'],
    ['05.03.2026', '2026-03-05T00:00:00.000Z'],
    ['5 марта 2026', '2026-03-05T00:00:00.000Z'],
    ['5 марта 2026 г.', '2026-03-05T00:00:00.000Z'],
    ['March 5, 2026', '2026-03-05T00:00:00.000Z'],
    ['5 Mar 2026', '2026-03-05T00:00:00.000Z'],
    ['25/03/2026', '2026-03-25T00:00:00.000Z'],
    ['3 days ago', '2026-11-21T12:00:00.000Z'],
    ['3 дня назад', '2026-11-21T12:00:00.000Z'],
    ['вчера', '2026-11-23T12:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(new Date(readMoment(text, NOW)?.at ?? 0).toISOString()).toBe(expected)
  })

  test.each(['03/04/2026', '2026-02-30', 'soon', 'Posted 30+ Days Ago', '0', '9999-01-01', '', '31.02.2026'])(
    'refused: %s',
    (text) => {
      expect(readMoment(text, NOW)).toBeUndefined()
    },
  )

  test('a bare last day holds to its end; the future is no day of posting', () => {
    expect(readUntil('2026-12-01', NOW)).toBe('2026-12-01T23:59:59.999Z')
    expect(readPast('2027-01-01', NOW)).toBeUndefined()
  })
})

describe('experience', () => {
  test.each([
    ['От 1 года до 3 лет', { minYears: 1, maxYears: 3 }],
    ['От 3 до 6 лет', { minYears: 3, maxYears: 6 }],
    ['Более 6 лет', { minYears: 6 }],
    ['Нет опыта', { minYears: 0, maxYears: 0 }],
    ['3-5 years', { minYears: 3, maxYears: 5 }],
    ['5+ years of experience', { minYears: 5 }],
    ['at least 2 years', { minYears: 2 }],
  ])('%s', (text, expected) => {
    expect(readExperience(text, '')).toEqual({ ...expected, text })
  })

  test('in the text only beside the word', () => {
    expect(readExperience(undefined, 'Опыт работы от 2 лет')).toEqual({ minYears: 2 })
    expect(readExperience(undefined, 'You have 4+ years of experience in sales')).toEqual({ minYears: 4 })
    expect(readExperience(undefined, 'Нам 15 лет. Мы растём.')).toBeUndefined()
    expect(readExperience(undefined, 'Founded 20 years ago')).toBeUndefined()
  })
})

describe('skills', () => {
  const found = (text: string, stated: string[] = []): string[] => readSkills(stated, '', foldWords(text), text)

  test.each([
    ['Знание js, питон и 1С', ['1С', 'JavaScript', 'Python']],
    ['C++ and C#', ['C#', 'C++']],
    ['Senior Go developer', ['Go']],
    ['We go fast and let you go far', []],
    ['Python, R, SQL', ['Python', 'R', 'SQL']],
    ['R&D department, vitamin C', []],
    ['C/C++ on Linux', ['C', 'C++', 'Linux']],
    ['Опыт холодных звонков, ведение бухгалтерского учёта', ['Accounting', 'Cold Calling']],
    ['.NET Core, MS SQL', ['.NET', 'MS SQL Server', 'SQL']],
    ['Swift delivery for a rest', ['REST API', 'Swift']],
  ])('%s', (text, expected) => {
    expect(found(text).sort()).toEqual([...expected].sort())
  })

  test('stated ones first, by their canonical names', () => {
    expect(found('Docker', ['ReactJS', 'Golang', 'Vibraphone'])).toEqual(['React', 'Go', 'Vibraphone', 'Docker'])
  })
})

describe('language', () => {
  const ru = 'Мы ищем опытного разработчика в нашу команду. Требования: знание языка и умение работать с базами данных.'
  const en = 'We are looking for an experienced developer to join our growing team and build great software together.'
  const de =
    'Wir suchen einen erfahrenen Entwickler für unser Team. Sie arbeiten mit modernen Werkzeugen und netten Kollegen.'

  test.each([
    [ru, undefined, 'ru'],
    [en, undefined, 'en'],
    [de, 'en', 'de'],
    [`Senior Java Developer. ${ru}`, undefined, 'ru'],
    ['Водитель', undefined, 'ru'],
    ['Chef', 'fr-FR', 'fr'],
  ])('%s', (text, stated, expected) => {
    expect(readLanguage('', text, stated, undefined)).toBe(expected)
  })
})

describe('links and folding', () => {
  test('one page to apply at, however it is linked', () => {
    const key = applyKey(new URL('https://www.Acme.example/jobs/7/apply?utm_source=x&id=3#top'))
    expect(key).toBe('acme.example/jobs/7?id=3')
    expect(applyKey(new URL('http://acme.example/jobs/7/?id=3&gh_src=abc'))).toBe(key)
  })

  test('й is a letter, ё is е, marks of Latin letters go', () => {
    expect(fold('Ёлка, Йод — Zürich & Łódź!')).toBe('елка йод zurich lodz')
  })
})
