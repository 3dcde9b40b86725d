import type { Words } from './words.js'

/** Asks for the link to a vacancy that is not here. */
export const ImportForm = ({ words: { texts }, link = '' }: { words: Words; link?: string }) => (
  <form id="import" action="/imports" method="post">
    <p>{texts.imports.help}</p>
    <div class="search">
      <input
        type="url"
        name="url"
        value={link}
        required
        maxlength={2000}
        placeholder="https://"
        aria-label={texts.imports.label}
        autocomplete="off"
      />
      <button type="submit">{texts.imports.submit}</button>
    </div>
  </form>
)
