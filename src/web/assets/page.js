// Comfort only: the page works whole without it.
document.addEventListener('keydown', (event) => {
  const box = document.getElementById('q')
  if (event.key !== '/' || box === null || event.target instanceof HTMLInputElement) return
  event.preventDefault()
  box.focus()
  box.select()
})

// On a phone the facets begin closed, so that the results are seen first.
if (window.matchMedia('(max-width: 52rem)').matches) {
  document.querySelector('details.facets')?.removeAttribute('open')
}
