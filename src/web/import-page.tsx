import { ImportForm } from './import-form.js'
import { renderPage } from './layout.js'
import type { Visit } from './layout.js'

/** Why a link could not be read, and the form to try another. */
export const importFailedPage = (visit: Visit, message: string, link: string): string => {
  const { words } = visit
  const { texts } = words
  return renderPage(
    visit,
    texts.errorTitle,
    <div class="empty">
      <h1>{texts.errorTitle}</h1>
      <p role="alert">{message}</p>
      <ImportForm words={words} link={link} />
    </div>,
  )
}
