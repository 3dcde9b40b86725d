import type { City, Tongue } from './tongue.js'

const of = (country: string, countryName: string, names: string): City[] =>
  names.split(', ').map((name) => ({ name, country, countryName }))

const words = (text: string): string[] => text.split(', ')

export const english: Tongue = {
  language: 'en',
  roles: words(
    'Backend Engineer, Frontend Engineer, Data Analyst, Warehouse Supervisor, Payroll Specialist, Account Executive, Nurse Practitioner, Electrical Technician, Product Designer, Quality Inspector, Tax Adviser, Logistics Coordinator, Maintenance Planner, Chef de Partie, Civil Engineer, Recruiter, Copywriter, Bookkeeper, Lab Technician, Train Dispatcher, Pharmacist, Store Manager, Network Administrator, Machine Operator, Procurement Specialist, Legal Counsel, Translator, Physiotherapist, Site Surveyor, Database Administrator, Fleet Mechanic, Training Coordinator, Claims Adjuster, Test Engineer, Media Planner, Compliance Analyst, Welder, Dental Hygienist, Customer Advocate, Research Scientist',
  ),
  focuses: words(
    'Payments, Cold Chain, Insurance, Rail, Wind Power, Textiles, Toys, Hospitality, Biotech, Shipping, Banking, Public Sector, Optics, Gaming, Retail, Agriculture, Aviation, Medical Devices, Energy Storage, Logistics, Furniture, Ceramics, Education, Telecom, Water Supply, Cosmetics, Chemicals, Packaging, Robotics, Printing',
  ),
  employers: {
    first: words(
      'Northgate, Bluefield, Harrow, Kestrel, Larkspur, Millstone, Oakhurst, Pinecrest, Quillon, Redmarsh, Silverton, Thornbury, Umberland, Vantage, Westbrook, Yarrow, Zephyr, Alder, Briar, Copperline, Dunmore, Eastvale, Foxglove, Greyfriars',
    ),
    last: words('Works, Systems, Foods, Logistics, Health, Energy, Studios, Instruments, Partners, Mills'),
  },
  cities: [
    ...of('GB', 'United Kingdom', 'London, Manchester, Leeds, Bristol, Glasgow, Edinburgh, Sheffield, Liverpool'),
    ...of('DE', 'Germany', 'Berlin, Hamburg, Leipzig, Dresden, Stuttgart, Dortmund'),
    ...of('US', 'United States', 'Chicago, Houston, Seattle, Denver, Boston, Philadelphia'),
  ],
  skills: words(
    'TypeScript, Python, SQL, Excel, Kubernetes, Docker, React, PostgreSQL, Java, Linux, AutoCAD, SAP, Tableau, Figma, Git, Terraform, Kafka, Salesforce, Go, Redis',
  ),
  slots: {
    team: words(
      'a crew of four, eleven colleagues, the night shift, three small squads, a young department, our oldest branch, two pilot sites, a newly merged unit, the coastal office, seven field teams, a quiet back office, the launch group',
    ),
    thing: words(
      'order desk, ticket queue, spare parts register, billing ledger, intake protocol, release calendar, shift roster, supplier catalogue, sensor archive, training handbook, price list, safety log, delivery map, case archive, test bench, returns counter',
    ),
    goal: words(
      'halve the waiting time, retire the paper forms, open a second line, reach every village by noon, cut scrap by a fifth, pass the spring audit, double the throughput, answer within an hour, lower the energy bill, keep the promise on the label, finish the move before winter, win back lapsed clients',
    ),
    person: words(
      'the plant director, a senior buyer, our chief accountant, the regional lead, two product owners, the head nurse, a visiting auditor, the fleet captain, the studio founder, a patient mentor, the shift foreman, our legal adviser',
    ),
    tool: words(
      'a shared spreadsheet, handheld scanners, an open source toolkit, the new dashboard, paper checklists, a ticketing system, calibrated gauges, a home-grown planner, satellite data, the warehouse radio, a code repository, a digital notebook',
    ),
    time: words(
      'every Monday morning, twice a month, before each quarter closes, at the end of a shift, within the first ninety days, during the harvest season, after every release, on alternate Fridays, ahead of the yearly review, once a week, from the first day, by late autumn',
    ),
    years: words('one, two, three, four, five, six, seven, eight'),
    perk: words(
      'a bicycle allowance, twenty eight days of leave, a dental plan, a season ticket, lunch from the canteen, a language course, shares in the firm, a sabbatical after five years, private cover for your family, a training budget, a phone of your choice, a pension top-up, early Fridays in summer, relocation money',
    ),
    place: words(
      'a converted brewery, the old customs house, a glass pavilion, the science park, a riverside depot, two floors above the market, a listed villa, the harbour terminal, a former school, the garden campus',
    ),
    trait: words(
      'calm under pressure, exact with figures, curious about causes, kind to newcomers, stubborn about quality, at ease on the phone, happy to travel, quick with your hands, fond of plain writing, open to blunt feedback, tidy by habit, good at listening',
    ),
  },
  openers: [
    '{employer} is looking for a {role} in {focus} who will work with {team} from {place}.',
    'Our {focus} business keeps growing, so {employer} needs a {role} to take over the {thing}.',
    'Since spring {employer} has run its {focus} projects from {place}, and {team} could use one more {role}.',
    'You would join {employer} as {role} and help {team} to {goal}.',
    'The {focus} group at {employer} plans to {goal}; a new {role} is the missing piece.',
  ],
  duties: [
    'You keep the {thing} in order and report to {person} {time}.',
    'Together with {person} you find out why the {thing} lags, and fix it with {tool}.',
    '{time} you walk {person} through what the {thing} tells us.',
    'You maintain {tool} and teach {team} to rely on it instead of guesswork.',
    'When a client complains, you trace the cause through the {thing} and write it down {time}.',
    'Your first project is to {goal}, with {tool} and little ceremony.',
    'You agree the next steps with {person} and see them done {time}.',
    'Part of the week belongs to the {thing}, the rest to plans that help us {goal}.',
    'You compare offers, check deliveries against the {thing} and warn {person} early.',
    'You cover for {team} {time} and hand over without loose ends.',
    'You design small experiments around {tool} that let us {goal}.',
    'You look after {skill} and {skill} wherever the {thing} depends on them.',
    'You prepare figures for {person} {time}, straight from {tool}.',
    'You visit {place} {time} to see how the {thing} is really used.',
  ],
  wishes: [
    'You bring at least {years} years with {skill} or something close to it.',
    'Some practice in {skill} and {skill} matters more to us than certificates.',
    'You have handled a {thing} before and know where it breaks.',
    'You are {trait} and {trait}.',
    'We hope that you are {trait}; {skill} can be learned here.',
    'It helps to have worked with {person} or in {focus} at least once.',
    'You read {skill} documentation without fear and explain it to {team}.',
    'A candidate who is {trait} and has {years} years in {focus} will feel at home.',
    'You can show us one {thing} that you improved with {tool}.',
  ],
  offers: [
    'We offer {perk}, {perk} and a desk in {place}.',
    'On top of the salary come {perk} and {perk}.',
    'You get {perk} from the start, and {perk} once you have settled in.',
    'Nobody counts minutes here: results {time} are what {person} asks for.',
    'You will have {person} at your side until the {thing} feels familiar.',
    'After {years} years most of us have moved up or sideways, helped by {perk}.',
    'We meet in {place} {time}, and there is always something to eat.',
  ],
  boilerplate: [
    'This listing was found on the web and is shown here for your convenience.',
    'Create a free profile to hear of similar openings before anybody else does.',
    'All applicants are considered without regard to age, origin, faith or disability.',
    'Please mention where you saw this advert when you write to the employer.',
    'Salary estimates on this portal come from comparable adverts and may differ.',
  ],
  salary: { currency: 'GBP', period: 'YEAR', from: 24_000, step: 1500 },
}
