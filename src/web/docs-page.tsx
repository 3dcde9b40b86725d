import { renderPage } from './layout.js'
import type { Visit } from './layout.js'

/** One call of the API, as its document tells it. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly description: string }[]
  readonly answers: readonly string[]
}

/** The API for people who will call it: every call with its parameters and answers. */
export const docsPage = ({ visit, calls }: { readonly visit: Visit; readonly calls: readonly Call[] }): string =>
  renderPage(
    visit,
    'API',
    <>
      <h1>API</h1>
      <p>
        <a href="/docs/openapi.json">OpenAPI 3.1</a>
      </p>
      {calls.map(({ method, path, summary, parameters, answers }) => (
        <article class="card">
          <h2>
            <code>
              {method.toUpperCase()} {path}
            </code>
          </h2>
          <p>{summary}</p>
          {parameters.length > 0 && (
            <details>
              <summary>{parameters.length} parameters</summary>
              <ul>
                {parameters.map(({ name, in: place, description }) => (
                  <li>
                    <code>{name}</code> <span class="tag">{place}</span> {description}
                  </li>
                ))}
              </ul>
            </details>
          )}
          <p class="dates">{answers.join(' · ')}</p>
        </article>
      ))}
    </>,
  )
