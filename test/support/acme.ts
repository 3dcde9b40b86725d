import { Board } from '../../src/domain/board.js'

/** Where Acme's list stands on its site. */
export const LIST = '/v1/boards/acme/jobs?content=true'

/** The Greenhouse board of an invented employer, asked without a pause. `origin`: of its site, see `boardSite`. */
export const acme = (origin: string, more: object = {}): Board =>
  Board.parse({
    id: 'acme',
    platform: 'greenhouse',
    name: 'Acme',
    url: origin + LIST,
    employer: 'Acme',
    paceMs: 0,
    ...more,
  })
