import { renderPage } from './layout.js'
import type { Visit } from './layout.js'

/** A page that says why there is nothing else to see, and where to go. */
export const messagePage = (visit: Visit, title: string, message: string): string =>
  renderPage(
    visit,
    title,
    <div class="empty">
      <h1>{title}</h1>
      <p>{message}</p>
      <p>
        <a class="button" href="/">
          {visit.words.texts.back}
        </a>
      </p>
    </div>,
  )
