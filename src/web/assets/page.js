// Comfort only: the page works whole without it.
document.addEventListener('keydown', (event) => {
  const box = document.getElementById('q')
  const isTyping = event.target instanceof Element && event.target.closest('input, select, textarea') !== null
  if (event.key !== '/' || box === null || isTyping) return
  event.preventDefault()
  box.focus()
  box.select()
})
