import type { Board } from '../domain/board.js'
import type { Run } from '../domain/run.js'
import { renderPage } from './layout.js'
import type { Visit } from './layout.js'

export interface BoardLine {
  readonly board: Board
  readonly run: Run | undefined
  /** Why an operator stopped it, if one did. */
  readonly stopped: string | undefined
}

const stateOf = ({ board, run, stopped }: BoardLine): string => {
  if (!board.enabled) return 'off'
  if (stopped !== undefined) return 'stopped'
  if (run === undefined) return 'new'
  return run.held ? 'held' : run.complete ? 'ok' : 'failing'
}

/** What each board last told us. */
export const boardsPage = ({
  visit,
  lines,
}: {
  readonly visit: Visit
  readonly lines: readonly BoardLine[]
}): string => {
  const { words } = visit
  const { texts } = words
  const { name, state, last, open, signals, next } = texts.board
  return renderPage(
    visit,
    texts.boardsTitle,
    <>
      <h1>{texts.boardsTitle}</h1>
      <p>{texts.boardsHelp}</p>
      <div class="scroll" tabIndex={0} role="region" aria-label={texts.boardsTitle}>
        <table>
          <thead>
            <tr>
              {[name, state, last, open, signals, next].map((heading) => (
                <th scope="col">{heading}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => {
              const { board, run, stopped } = line
              const now = stateOf(line)
              return (
                <tr>
                  <th scope="row">
                    <a href={board.home ?? board.url} rel="nofollow noopener">
                      {board.name}
                    </a>
                  </th>
                  <td>
                    <span class={`state ${now}`}>{texts.states[now]}</span> {stopped ?? run?.why}
                  </td>
                  <td>{run?.lastCompleteAt === undefined ? texts.never : words.day(run.lastCompleteAt)}</td>
                  <td>{run?.counts.listed ?? 0}</td>
                  <td>{run?.signals.map(({ code, count }) => `${code} × ${count}`).join(', ')}</td>
                  <td>{words.fill(texts.minutes, { n: run?.everyMinutes ?? board.everyMinutes })}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </>,
  )
}
