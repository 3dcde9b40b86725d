import { describe, expect, test } from '@jest/globals'
import { readXml } from '../../../crawlers/read/xml.js'
import { timed } from '../../support/timed.js'

const read = (xml: string) => readXml(xml, ['item'])

describe('a broken document', () => {
  test.each([
    ['tags that never close', '<rss><item><title>One</title></item><item><title>Two</title>' + '<li>'.repeat(100_000)],
    ['text after its root', '<rss><item><title>One</title></item></rss>' + 'a'.repeat(500_000)],
  ])('with %s gives what stands before, soon', (_, xml) => {
    const { value, ms } = timed(() => read(xml), 100)
    expect(value.wellFormed).toBe(false)
    expect(value.elements[0]?.children[0]?.text).toBe('One')
    expect(ms).toBeLessThan(100)
  })

  test('says nothing of the file system and expands no bomb', () => {
    const bomb = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;&a;">]>'
    const { elements } = read(`${bomb}<rss><item><title>&a;&b;</title></item></rss>`)
    expect(elements[0]?.children[0]?.text).toBe('&a;&b;')
  })
})
