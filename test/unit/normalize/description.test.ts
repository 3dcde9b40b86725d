import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import sanitizeHtml from 'sanitize-html'
import { readDescription } from '../../../pipelines/normalize/description.js'
import { safeHtml } from '../../../pipelines/normalize/safe-html.js'
import { timed } from '../../support/timed.js'

const ALLOWED = 'p br ul ol li strong em blockquote pre code h3 h4 a'.split(' ')

/** What a parser sees in the HTML that should not be there. */
const faults = (html: string): string[] => {
  const found: string[] = []
  const parser = new Parser({
    onopentag: (name, attributes) => {
      if (!ALLOWED.includes(name)) found.push(`<${name}>`)
      for (const [key, value] of Object.entries(attributes))
        if (name !== 'a' || !(key === 'rel' || (key === 'href' && /^https?:\/\//.test(value))))
          found.push(`${name} ${key}=${value}`)
    },
    oncomment: (text) => found.push(`<!--${text}`),
    onprocessinginstruction: (name) => found.push(name),
  })
  parser.end(html)
  return found
}

/** Attacks of the public collections: handlers, schemes, broken markup, foreign content, mutation. */
const attacks: readonly string[] = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=http://xss.example/x.js></SCRIPT>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<img src=x onerror=alert(1)>',
  '<IMG """><SCRIPT>alert("XSS")</SCRIPT>"\\>',
  '<img src="javascript:alert(1)">',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="JaVaScRiPt:alert(1)">x</a>',
  '<a href=" javascript:alert(1)">x</a>',
  '<a href="java\tscript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<a href="//evil.example">x</a>',
  '<a href="https://ok.example" onclick="alert(1)">x</a>',
  '<a href="https://ok.example/&quot; onmouseover=&quot;alert(1)">x</a>',
  '<svg/onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<style>@import "http://xss.example/x.css";</style>',
  '<div style="background:url(javascript:alert(1))">x</div>',
  '<p style="position:fixed">x</p>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="javascript:alert(1)"></object>',
  '<embed src="javascript:alert(1)">',
  '<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">x</button></form>',
  '<input autofocus onfocus=alert(1)>',
  '<details open ontoggle=alert(1)>x</details>',
  '<video><source onerror="alert(1)"></video>',
  '<body onload=alert(1)>',
  '<base href="javascript:alert(1)//">',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<link rel=stylesheet href="javascript:alert(1)">',
  '<!--<img src="--><img src=x onerror=alert(1)//">',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<?xml version="1.0"?><script>alert(1)</script>',
  '<template><script>alert(1)</script></template>',
  '<textarea><script>alert(1)</script></textarea>',
  '<title><img src=x onerror=alert(1)></title>',
  '<xmp><img src=x onerror=alert(1)></xmp>',
  '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>',
  '&lt;img src=x onerror=alert(1)&gt;',
  '<<script>alert(1)//<</script>',
  '<p/onclick=alert(1)>x',
  '<li><constructor><__proto__>x',
  '<a href="https://ok.example"><a href="javascript:alert(1)">x</a></a>',
  '<p><svg><p><style><img src=x onerror=alert(1)></style></p></svg></p>',
]

describe('safe HTML', () => {
  test.each(attacks)('%s', (attack) => {
    const { html } = readDescription({ html: `<p>before</p>${attack}<p>after</p>` })
    expect(faults(html)).toEqual([])
    expect(html.startsWith('<p>before</p>')).toBe(true)
    // The referee finds nothing to take away.
    expect(sanitizeHtml(html, { allowedTags: ALLOWED, allowedAttributes: { a: ['href', 'rel'] } })).toBe(
      html.replaceAll('<br>', '<br />'),
    )
  })

  test('any soup of markup comes out safe, balanced and stable', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...attacks,
        '<p>',
        '</p>',
        '<ul><li>',
        '</ul>',
        '<b>',
        '</i>',
        '<a href="https://a.example/?a=1&amp;b">',
        '</a>',
        '<pre>',
        '&amp;',
        '&lt;',
        '&nbsp;',
        '<span>',
        ' ',
        '\n',
      ),
      fc.string({ maxLength: 12 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const { html } = safeHtml(pieces.join(''))
        expect(faults(html)).toEqual([])
        expect(safeHtml(html).html).toBe(html)
      }),
      { numRuns: 400 },
    )
  })

  test('structure stays', () => {
    const { html, text } = safeHtml(
      '<div><h1>Role</h1><p>We <b>build</b>\n things.</p><ul><li>One</li><li>Two</li></ul>Tail<br>End</div>',
    )
    expect(html).toBe(
      '<h3>Role</h3><p>We <strong>build</strong> things.</p><ul><li>One</li><li>Two</li></ul>Tail<br>End',
    )
    expect(text).toBe('Role\nWe build things.\n• One\n• Two\nTail\nEnd')
  })

  test.each([
    ['one &nbsp; <span> two</span>', 'one two'],
    ['one <b></b> two', 'one two'],
    ['one<b> </b>two', 'one two'],
    ['one <a href="https://a.example/"> </a> two', 'one two'],
    ['<b>one </b> two', '<strong>one </strong> two'],
    ['<pre>one  &amp;  two</pre>', '<pre>one  &amp;  two</pre>'],
  ])('white space between words: %s', (raw, expected) => {
    const { html, text } = safeHtml(raw)
    expect(html).toBe(expected)
    expect(safeHtml(html)).toEqual({ html, text })
  })

  test('plain text becomes paragraphs and lists', () => {
    expect(readDescription({ text: 'Обязанности:\n- раз\n- два\n\n1 < 2' }).html).toBe(
      '<p>Обязанности:</p><ul><li>раз</li><li>два</li></ul><p>1 &lt; 2</p>',
    )
  })

  test('HTML escaped once too often', () => {
    expect(readDescription({ html: '&lt;p&gt;Hi &amp;amp; bye&lt;/p&gt;' }).html).toBe('<p>Hi &amp; bye</p>')
  })

  test.each([
    [undefined, 'none'],
    [{ html: '<p> </p>' }, 'none'],
    [{ text: 'Short and' }, 'snippet'],
    [{ text: `${'word '.repeat(100)}…` }, 'snippet'],
    [{ text: `${'word '.repeat(100)}.` }, 'full'],
  ])('status of %j', (raw, status) => {
    expect(readDescription(raw as never).status).toBe(status)
  })
})

test.each(['<b>', '<ul><li>', '<div>', '<i></b>', '<x>'])(
  'what follows a thousand open %s is lost, soon, and the result is balanced',
  (unit) => {
    const { value, ms } = timed(() => safeHtml(`<p>First</p>${unit.repeat(50_000)}last`), 100)
    expect(value.text).toBe('First')
    expect(safeHtml(value.html)).toEqual(value)
    expect(ms).toBeLessThan(100)
  },
)
