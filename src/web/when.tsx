import type { Visit } from './layout.js'

/** A text with a time in it: `{when}` is shown as people say it, and told exactly to machines and on hover. */
const TimeIn = ({ text, at, said, exact }: { text: string; at: string; said: string; exact: string }) => {
  const [before = '', after = ''] = text.split('{when}')
  return (
    <>
      {before}
      <time datetime={at} title={exact}>
        {said}
      </time>
      {after}
    </>
  )
}

type Told = { visit: Visit; text: string; at: string }

/** The day of an instant, in a text with `{when}`. */
export const OnDay = ({ visit: { words }, text, at }: Told) => (
  <TimeIn text={text} at={at} said={words.day(at)} exact={words.moment(at)} />
)

/** How long ago an instant was, in a text with `{when}`. */
export const Ago = ({ visit: { words, now }, text, at }: Told) => (
  <TimeIn text={text} at={at} said={words.ago(at, now)} exact={words.moment(at)} />
)
