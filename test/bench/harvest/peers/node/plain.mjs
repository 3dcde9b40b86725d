const OPENING = '<script type="application/ld+json">'

/** The advert of a page: a plain search and JSON.parse, no DOM. */
export const plainAdvert = (html) => {
  const from = html.indexOf(OPENING) + OPENING.length
  return JSON.parse(html.slice(from, html.indexOf('</script>', from)))
}
